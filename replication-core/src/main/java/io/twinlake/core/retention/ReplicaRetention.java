package io.twinlake.core.retention;

import io.twinlake.core.ReplicationException;
import io.twinlake.core.ledger.ControlDocuments;
import io.twinlake.core.ledger.ControlPaths;
import io.twinlake.core.ledger.DatasetPoint;
import io.twinlake.core.ledger.RecoveryPoint;
import io.twinlake.core.ledger.RecoveryPoints;
import io.twinlake.core.role.Role;
import io.twinlake.core.role.Roles;
import io.twinlake.core.settings.DatasetSettings;
import io.twinlake.core.settings.Settings;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.Stores;
import io.twinlake.core.table.RetirementJob;
import io.twinlake.core.table.TableFormats;
import io.twinlake.core.table.TableJob;
import io.twinlake.core.table.TableRecord;
import io.twinlake.core.table.TableStatus;
import io.twinlake.core.table.TablesFile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Removes from replicas of tables what the source removed longer ago than the dataset's {@code
 * retention}. A file goes only if no version that is retained needs it, the source has not got it
 * any more, and we put it there. Retained are all versions since the one that the target had when
 * the retention begins, and those of the newest complete point. Dying in the middle does no harm.
 *
 * <p>To be run before {@link Retention}, which ends the points that say which versions those are.
 */
public final class ReplicaRetention {
  /**
   * What was removed, or would be.
   *
   * @param files how many files of replicas
   * @param bytes their length together
   * @param tables how many tables were looked through
   * @param notes what a person should know, a line for each table that was left alone
   */
  public record Result(long files, long bytes, long tables, List<String> notes) {}

  private final Settings settings;
  private final Stores stores;
  private final Instant now;
  private final boolean dryRun;
  private final List<String> notes = new ArrayList<>();
  private final Map<Long, Optional<TablesFile.Content>> read = new HashMap<>();
  private long files;
  private long bytes;
  private long tables;

  /**
   * @param dryRun only count
   */
  public ReplicaRetention(Settings settings, Stores stores, Instant now, boolean dryRun) {
    this.settings = settings;
    this.stores = stores;
    this.now = now;
    this.dryRun = dryRun;
  }

  /**
   * Removes what may go. A table that cannot be looked through keeps everything.
   *
   * @throws ReplicationException if the control root cannot be read
   */
  public Result run() {
    try (ObjectStore control = stores.open(settings.target().control())) {
      ControlDocuments documents = new ControlDocuments(control);
      RecoveryPoints chain = new RecoveryPoints(documents);
      List<ObjectEntry> points = chain.list();
      Optional<RecoveryPoint> newest = chain.newest(points).map(RecoveryPoints.Found::point);
      Optional<Role> role = new Roles(documents).newest();
      if (newest.isPresent() && newest.get().tables().isPresent() && role.isPresent()) {
        TablesFile.Content content = TablesFile.read(documents, newest.get().tables().get());
        for (DatasetSettings dataset : settings.datasets()) {
          if (dataset.mode() == DatasetSettings.Mode.REPLICATE && dataset.stream().isEmpty()) {
            if (role.get().primaryOf(dataset.name()).equals(settings.from())) {
              dataset(dataset, content, documents, points, newest.get());
            } else {
              notes.add(
                  "%s is primary at %s: nothing of its tables was removed there."
                      .formatted(dataset.name(), settings.to()));
            }
          }
        }
      }
      return new Result(files, bytes, tables, List.copyOf(notes));
    }
  }

  private void dataset(
      DatasetSettings dataset,
      TablesFile.Content content,
      ControlDocuments documents,
      List<ObjectEntry> points,
      RecoveryPoint newest) {
    List<TableRecord> mine =
        content.tables().stream().filter(t -> t.dataset().equals(dataset.name())).toList();
    Instant before = now.minus(dataset.retention());
    Optional<ObjectEntry> then =
        points.stream()
            .filter(p -> p.modifiedAt().isBefore(before))
            .reduce(
                (a, b) -> ControlPaths.number(b.path()) > ControlPaths.number(a.path()) ? b : a);
    if (mine.isEmpty() || then.isEmpty()) {
      return;
    }
    List<Long> retained = new ArrayList<>(List.of(ControlPaths.number(then.get().path())));
    Optional.ofNullable(newest.datasets().get(dataset.name()))
        .flatMap(DatasetPoint::completePoint)
        .ifPresent(retained::add);
    try (ObjectStore source = stores.open(settings.source().roots().get(dataset.root()));
        ObjectStore target = stores.open(settings.target().roots().get(dataset.root()))) {
      for (TableRecord table : mine) {
        long oldest = table.version();
        for (long number : retained) {
          oldest = Math.min(oldest, versionAt(number, table, documents, points));
        }
        if (oldest >= 0) {
          retire(dataset, table, source, target, oldest, before);
        }
      }
    }
  }

  /** The version of a table at a point; -1 if the point does not know it. */
  private long versionAt(
      long number, TableRecord table, ControlDocuments documents, List<ObjectEntry> points) {
    Optional<TablesFile.Content> content =
        read.computeIfAbsent(
            number,
            n ->
                points.stream()
                    .filter(p -> ControlPaths.number(p.path()) == n)
                    .findFirst()
                    .map(p -> new RecoveryPoints(documents).read(p).point())
                    .flatMap(RecoveryPoint::tables)
                    .map(named -> TablesFile.read(documents, named)));
    return content.stream()
        .flatMap(c -> c.tables().stream())
        .filter(t -> t.dataset().equals(table.dataset()) && t.table().equals(table.table()))
        .filter(t -> t.location().equals(table.location()))
        .findFirst()
        .map(TableRecord::version)
        .orElse(-1L);
  }

  private void retire(
      DatasetSettings dataset,
      TableRecord table,
      ObjectStore source,
      ObjectStore target,
      long oldest,
      Instant before) {
    String name = dataset.name() + "/" + table.table();
    if (table.status() != TableStatus.REPLICATED) {
      notes.add(
          "%s is %s: nothing of its replica was removed."
              .formatted(name, table.status().meaning()));
      return;
    }
    tables++;
    try {
      RetirementJob.Result result =
          TableFormats.named(table.format())
              .map(
                  format ->
                      format.retire(
                          new RetirementJob(
                              table,
                              dataset.directory(),
                              source,
                              target,
                              oldest,
                              before,
                              dataset.deletionCap().count(),
                              dryRun,
                              TableJob.Requests.IN_TURN)))
              .orElse(RetirementJob.Result.nothing(""));
      files += result.files();
      bytes += result.bytes();
      if (!result.note().isEmpty()) {
        notes.add("%s: %s".formatted(name, result.note()));
      }
    } catch (ReplicationException e) {
      notes.add("%s: %s".formatted(name, e.getMessage()));
    }
  }
}
