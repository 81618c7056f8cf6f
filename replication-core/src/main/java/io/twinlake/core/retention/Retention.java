package io.twinlake.core.retention;

import io.twinlake.core.ledger.ControlDocuments;
import io.twinlake.core.ledger.ControlPaths;
import io.twinlake.core.ledger.DatasetPoint;
import io.twinlake.core.ledger.RecoveryPoint;
import io.twinlake.core.ledger.RecoveryPoints;
import io.twinlake.core.settings.DatasetSettings;
import io.twinlake.core.settings.Settings;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import io.twinlake.core.store.Stores;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Ends history that is older than its dataset's {@code retention}, and the recovery points that can
 * no longer be restored without it.
 *
 * <p>Objects are removed one by one, each bound to the version that was listed; dying in the middle
 * does no harm. The newest recovery point, each dataset's newest complete and its newest verified
 * one always stay, with all history that leads back to them. Parts of the ledger end with the last
 * point that names them.
 */
public final class Retention {
  /**
   * What ended, or would.
   *
   * @param historyObjects objects in history
   * @param historyBytes their length together
   * @param documents recovery points, reports and parts of the ledger
   * @param notes what a person should know
   */
  public record Result(
      long historyObjects, long historyBytes, long documents, List<String> notes) {}

  private final Settings settings;
  private final Stores stores;
  private final RetentionRule rule;
  private final boolean dryRun;
  private final List<String> notes = new ArrayList<>();
  private Verifications verifications;
  private Optional<ObjectEntry> oldestLeft = Optional.empty();
  private long objects;
  private long bytes;
  private long documents;

  /**
   * @param dryRun only count
   */
  public Retention(Settings settings, Stores stores, Instant now, boolean dryRun) {
    this.settings = settings;
    this.stores = stores;
    this.rule = new RetentionRule(now);
    this.dryRun = dryRun;
  }

  /** The longest retention of any dataset: before it, no recovery point ends. */
  public static Duration longest(Settings settings) {
    return settings.datasets().stream()
        .map(DatasetSettings::retention)
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  /**
   * Ends what may end.
   *
   * @throws io.twinlake.core.ReplicationException if a listing could not be completed; what was
   *     removed by then was due
   */
  public Result run() {
    try (ObjectStore control = stores.open(settings.target().control())) {
      RecoveryPoints chain = new RecoveryPoints(new ControlDocuments(control));
      List<ObjectEntry> points = chain.list();
      Optional<RecoveryPoint> newest = chain.newest(points).map(RecoveryPoints.Found::point);
      if (newest.isEmpty()) {
        notes.add("There is no recovery point yet, so nothing can end.");
        return result();
      }
      verifications = Verifications.read(new ControlDocuments(control));
      TreeMap<Long, Instant> committed = new TreeMap<>();
      points.forEach(p -> committed.put(ControlPaths.number(p.path()), p.modifiedAt()));
      TreeSet<String> roots = new TreeSet<>();
      for (URI root : settings.target().roots().values()) {
        roots.add(
            settings.target().history().orElseGet(() -> stores.defaultHistory(root)).toString());
      }
      for (String root : roots) {
        endHistory(URI.create(root), newest.get(), committed);
      }
      endDocuments(control, points, newest.get());
      endLedger(control, chain);
      return result();
    }
  }

  private void endHistory(URI root, RecoveryPoint newest, TreeMap<Long, Instant> committed) {
    Map<String, DatasetSettings> datasets =
        settings.datasets().stream()
            .collect(Collectors.toMap(DatasetSettings::name, Function.identity()));
    try (ObjectStore history = stores.open(root)) {
      for (ObjectPrefix point : history.listLevel(ObjectPrefix.ALL).prefixes()) {
        if (point.equals(ControlPaths.PREFLIGHT)) {
          continue; // a preflight at work, or what a killed one left for the next
        }
        Optional<Long> number = numberOf(point);
        if (number.isEmpty()) {
          notes.add("%s%s is not ours and was left.".formatted(root, point));
          continue;
        }
        // What has no document of its own is as old as the oldest point at least, or not committed
        // yet.
        Instant at =
            committed.getOrDefault(
                number.get(),
                number.get() < committed.firstKey()
                    ? committed.firstEntry().getValue()
                    : Instant.MAX);
        for (ObjectPrefix dataset : history.listLevel(point).prefixes()) {
          String name =
              dataset.value().substring(point.value().length(), dataset.value().length() - 1);
          Optional<Duration> retention =
              Optional.ofNullable(datasets.get(name)).map(DatasetSettings::retention);
          long kept =
              RetentionRule.keptFrom(
                  Optional.ofNullable(newest.datasets().get(name))
                      .flatMap(DatasetPoint::completePoint),
                  verifications.newest(name));
          if (retention.isPresent()
              && at.isBefore(Instant.MAX)
              && rule.ends(number.get(), at, retention.get(), kept)) {
            end(history, dataset);
          }
        }
      }
    } catch (StoreException e) {
      if (e.problem() != StoreProblem.ROOT_MISSING) {
        throw e;
      }
      // Nothing was ever replaced here.
      return;
    }
  }

  private void end(ObjectStore history, ObjectPrefix prefix) {
    try (Stream<ObjectEntry> kept = history.list(prefix)) {
      kept.forEach(
          entry -> {
            objects++;
            bytes += entry.sizeBytes();
            remove(history, entry);
          });
    }
  }

  private void endDocuments(ObjectStore control, List<ObjectEntry> points, RecoveryPoint newest) {
    Duration longest = longest(settings);
    long oldestNeeded =
        newest.datasets().entrySet().stream()
            .map(
                d ->
                    Math.min(
                        d.getValue().completePoint().orElse(1L),
                        verifications.newest(d.getKey()).orElse(Long.MAX_VALUE)))
            .min(Comparator.naturalOrder())
            .orElse(newest.number());
    for (ObjectEntry point : points) {
      long number = ControlPaths.number(point.path());
      if (number < Math.min(oldestNeeded, newest.number())
          && rule.isOlder(point.modifiedAt(), longest)) {
        documents++;
        remove(control, point);
      } else {
        oldestLeft = oldestLeft.or(() -> Optional.of(point));
      }
    }
    for (ObjectPrefix prefix : List.of(ControlPaths.REPORTS, ControlPaths.DELETED)) {
      try (Stream<ObjectEntry> entries = control.list(prefix)) {
        entries
            .filter(e -> rule.isOlder(e.modifiedAt(), longest))
            .filter(e -> !isNewestTombstones(e.path(), newest))
            .forEach(
                e -> {
                  documents++;
                  remove(control, e);
                });
      }
    }
  }

  /**
   * Segments, and documents of tables, from before the oldest point that it does not name. No later
   * point names them either: what a point leaves out never comes back.
   */
  private void endLedger(ObjectStore control, RecoveryPoints chain) {
    if (oldestLeft.isEmpty()) {
      return;
    }
    RecoveryPoint oldest = chain.read(oldestLeft.get()).point();
    Set<String> named = new HashSet<>();
    oldest.segments().forEach(s -> named.add(s.path()));
    oldest.tables().ifPresent(t -> named.add(t.path()));
    for (ObjectPrefix prefix : List.of(ControlPaths.LEDGER, ControlPaths.TABLES)) {
      try (Stream<ObjectEntry> entries = control.list(prefix)) {
        entries
            .filter(e -> ControlPaths.segmentPoint(e.path()) < oldest.number())
            .filter(e -> !named.contains(e.path().value()))
            .forEach(
                e -> {
                  documents++;
                  remove(control, e);
                });
      }
    }
  }

  /**
   * The newest point's mark that its deletions are done must stay: without it they would be tried
   * again.
   */
  private static boolean isNewestTombstones(ObjectPath path, RecoveryPoint newest) {
    return path.equals(ControlPaths.deleted(newest.number()));
  }

  private void remove(ObjectStore store, ObjectEntry entry) {
    if (!dryRun) {
      store.delete(entry.path(), entry.version());
    }
  }

  private static Optional<Long> numberOf(ObjectPrefix point) {
    String name = point.value().substring(0, point.value().length() - 1);
    return name.matches("\\d{10}") ? Optional.of(Long.parseLong(name)) : Optional.empty();
  }

  private Result result() {
    return new Result(objects, bytes, documents, List.copyOf(notes));
  }
}
