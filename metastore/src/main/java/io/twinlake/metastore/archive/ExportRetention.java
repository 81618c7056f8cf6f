package io.twinlake.metastore.archive;

import io.twinlake.core.ledger.ControlDocuments;
import io.twinlake.core.ledger.ControlPaths;
import io.twinlake.core.ledger.RecoveryPoints;
import io.twinlake.core.store.ObjectEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Ends exports that are older than the longest retention. One that a recovery point names stays as
 * long as the point, and each site's newest whole one always. The manifest goes first: what is left
 * of a run that dies is an export that never ended, which the next run ends.
 */
public final class ExportRetention {
  private static final String MANIFEST = "MANIFEST.json";

  private final ControlDocuments documents;

  public ExportRetention(ControlDocuments documents) {
    this.documents = documents;
  }

  /**
   * What ended, or would.
   *
   * @param exports their names
   * @param documents how many documents they had
   */
  public record Result(List<String> exports, long documents, long bytes) {
    public Result {
      exports = List.copyOf(exports);
    }
  }

  /**
   * One export.
   *
   * @param site whose catalog it is; nothing for one that did not end
   * @param changedAt when its newest document was put
   */
  record Found(String id, Optional<String> site, Instant changedAt) {}

  /**
   * Which of {@code all} nobody needs.
   *
   * @param named those that recovery points name
   * @param before what changed since stays
   */
  static Set<String> ended(List<Found> all, Set<String> named, Instant before) {
    Map<String, String> newest = new HashMap<>();
    for (Found one : all) {
      one.site()
          .ifPresent(site -> newest.merge(site, one.id(), (a, b) -> a.compareTo(b) > 0 ? a : b));
    }
    Set<String> ended = new HashSet<>();
    for (Found one : all) {
      if (one.changedAt().isBefore(before)
          && !named.contains(one.id())
          && !newest.containsValue(one.id())) {
        ended.add(one.id());
      }
    }
    return ended;
  }

  /**
   * @param retention the longest of any dataset
   * @param dryRun only count
   * @throws io.twinlake.core.ReplicationException if something could not be listed or read; nothing
   *     was removed by then
   */
  public Result run(Duration retention, Instant now, boolean dryRun) {
    TreeMap<String, List<ObjectEntry>> byId = new TreeMap<>();
    for (ObjectEntry entry : documents.list(ControlPaths.METASTORE_EXPORTS)) {
      String below =
          entry.path().value().substring(ControlPaths.METASTORE_EXPORTS.value().length());
      byId.computeIfAbsent(below.replaceFirst("/.*", ""), id -> new ArrayList<>()).add(entry);
    }
    if (byId.isEmpty()) {
      return new Result(List.of(), 0, 0);
    }
    Exports exports = new Exports(documents);
    List<Found> all = new ArrayList<>();
    byId.forEach(
        (id, entries) ->
            all.add(
                new Found(
                    id,
                    entries.stream().anyMatch(ExportRetention::isManifest)
                        ? Optional.of(exports.manifest(id).site())
                        : Optional.empty(),
                    entries.stream()
                        .map(ObjectEntry::modifiedAt)
                        .max(Instant::compareTo)
                        .orElseThrow())));
    Set<String> named = new HashSet<>();
    RecoveryPoints points = new RecoveryPoints(documents);
    points
        .list()
        .forEach(entry -> points.read(entry).point().metastoreExport().ifPresent(named::add));
    Set<String> ended = ended(all, named, now.minus(retention));
    long count = 0;
    long bytes = 0;
    for (String id : byId.keySet()) {
      if (ended.contains(id)) {
        List<ObjectEntry> entries = new ArrayList<>(byId.get(id));
        entries.sort((a, b) -> Boolean.compare(isManifest(b), isManifest(a)));
        for (ObjectEntry entry : entries) {
          count++;
          bytes += entry.sizeBytes();
          if (!dryRun) {
            documents.store().delete(entry.path(), entry.version());
          }
        }
      }
    }
    return new Result(byId.keySet().stream().filter(ended::contains).toList(), count, bytes);
  }

  private static boolean isManifest(ObjectEntry entry) {
    return entry.path().name().equals(MANIFEST);
  }
}
