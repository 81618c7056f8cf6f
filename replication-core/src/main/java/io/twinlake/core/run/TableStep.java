package io.twinlake.core.run;

import io.twinlake.core.ledger.RecoveryPoint;
import io.twinlake.core.ledger.TablesDocument;
import io.twinlake.core.plan.PrefixSet;
import io.twinlake.core.settings.DatasetSettings;
import io.twinlake.core.settings.StreamSettings;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.table.StreamTables;
import io.twinlake.core.table.TableFormat;
import io.twinlake.core.table.TableFormats;
import io.twinlake.core.table.TableJob;
import io.twinlake.core.table.TableRecord;
import io.twinlake.core.table.TableReport;
import io.twinlake.core.table.TableStatus;
import io.twinlake.core.table.TablesFile;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The tables of a run: found by listing or known from the last point, planned, copied, and
 * published in one short step once the data of all of them is at the target.
 */
final class TableStep implements AutoCloseable {
  /** How often what lies below known tables is looked through for others. */
  static final Duration DISCOVERY = Duration.ofDays(1);

  private static final int TABLES_AT_ONCE = 16;

  private final RunSession session;
  private final TablesFile.Content before;
  private final Map<String, TableWork> works = new TreeMap<>(ObjectPath::compareUtf8);
  private final List<AutoCloseable> open = new ArrayList<>();
  private final Map<String, ObjectStore> targets = new HashMap<>();
  private final Map<String, Long> discovered;

  /** By group: the time at which its tables are cut. */
  private final Map<String, Instant> cuts = new HashMap<>();

  private Optional<RequestPool> requests = Optional.empty();
  private Optional<RequestPool> tables = Optional.empty();

  TableStep(RunSession session) {
    this.session = session;
    this.before =
        session
            .parentPoint()
            .flatMap(RecoveryPoint::tables)
            .map(named -> TablesFile.read(session.documents(), named))
            .orElse(TablesFile.Content.EMPTY);
    this.discovered = new HashMap<>(before.discovered());
  }

  /** The tables of a dataset that are known before it is listed. */
  KnownTables known(DatasetSettings settings, Instant now) {
    if (settings.stream().isPresent()) {
      return new KnownTables(new PrefixSet(List.of(ObjectPrefix.ALL)), new PrefixSet(), true);
    }
    String dataset = settings.name();
    PrefixSet alive = new PrefixSet();
    PrefixSet gone = new PrefixSet();
    before.tables().stream()
        .filter(t -> t.dataset().equals(dataset))
        .filter(t -> TableFormats.named(t.format()).isPresent())
        .forEach(
            t -> (t.status() == TableStatus.GONE ? gone : alive).add(new ObjectPrefix(t.table())));
    Long last = before.discovered().get(dataset);
    boolean recently = last != null && Instant.ofEpochMilli(last).plus(DISCOVERY).isAfter(now);
    return new KnownTables(alive, gone, recently);
  }

  /** Plans every table of the datasets that are part of the run. */
  void plan(List<DatasetWork> datasets) {
    for (DatasetWork dataset : datasets) {
      if (dataset.mayTransfer()) {
        Instant listedAt = dataset.plannedJob().listedAt();
        dataset
            .settings()
            .group()
            .ifPresent(g -> cuts.merge(g, cutBefore(listedAt), TableStep::earlier));
      }
    }
    for (DatasetWork dataset : datasets) {
      if (dataset.mayTransfer()) {
        TableWork work = tablesOf(dataset.plannedJob(), dataset.findings().replicatedTables());
        if (!work.isEmpty()) {
          works.put(dataset.name(), work);
          session.config().listener().step("Reading the tables of " + dataset.name());
          work.plan(tables.orElseThrow());
        }
        if (!dataset.plannedJob().tables().skipped()) {
          discovered.put(dataset.name(), dataset.plannedJob().listedAt().toEpochMilli());
        }
        dataset.take(work);
      }
    }
  }

  /**
   * Stores tell times in whole seconds: what was written in the second of the cut may have come
   * before it or after, and is left to the next run.
   */
  private static Instant cutBefore(Instant listedAt) {
    return listedAt.truncatedTo(ChronoUnit.SECONDS);
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }

  private TableWork tablesOf(DatasetJob job, PrefixSet found) {
    TableWork work = new TableWork(job);
    Map<String, TableRecord> last = new TreeMap<>(ObjectPath::compareUtf8);
    for (TableRecord table : before.tables()) {
      if (table.dataset().equals(job.dataset().name())) {
        last.put(table.table(), table);
      }
    }
    Set<String> roots = new HashSet<>();
    found.all().forEach(root -> roots.add(root.value()));
    job.tables().roots().forEach(root -> roots.add(root.value()));
    if (roots.isEmpty()) {
      return work;
    }
    startPools(job);
    ObjectStore source = opened(session.stores().open(job.source()));
    ObjectStore target = opened(session.stores().open(job.target()));
    for (String root : roots) {
      Optional<TableRecord> record = Optional.ofNullable(last.get(root));
      Optional<StreamSettings> stream = job.dataset().stream();
      List<TableFormat> formats =
          stream
              .map(s -> TableFormats.ofStreams())
              .or(() -> record.flatMap(r -> TableFormats.named(r.format())))
              .map(List::of)
              .orElseGet(() -> formatsOf(new ObjectPrefix(root)));
      work.add(
          new TableJob(
              job.dataset().name(),
              new ObjectPrefix(root),
              job.dataset().directory(),
              source,
              target,
              record,
              job.dataset().versions(),
              job.listedAt(),
              requests.orElseThrow(),
              stream
                  .<StreamTables>map(s -> new RunStreamTables(session, works, before.tables(), s))
                  .orElse(StreamTables.NONE),
              job.dataset().group().map(cuts::get),
              job.dataset().absolutePaths(),
              new RunNames(session, job, this::targetOf)),
          formats);
    }
    return work;
  }

  /** The target's store of a data root. */
  private synchronized ObjectStore targetOf(String root) {
    return targets.computeIfAbsent(
        root,
        name ->
            opened(session.stores().open(session.config().settings().target().roots().get(name))));
  }

  /** Those that a table which was found there may be of. */
  private static List<TableFormat> formatsOf(ObjectPrefix root) {
    return TableFormats.all().stream()
        .filter(f -> f.rootRevealedBy(f.witness(root)).filter(root::equals).isPresent())
        .toList();
  }

  private void startPools(DatasetJob job) {
    if (requests.isEmpty()) {
      requests = Optional.of(new RequestPool(job.transfer().maxInFlight(), "twinlake-transfer"));
      tables =
          Optional.of(
              new RequestPool(
                  Math.min(TABLES_AT_ONCE, job.transfer().maxInFlight()), "twinlake-table"));
    }
  }

  private ObjectStore opened(ObjectStore store) {
    open.add(store);
    return store;
  }

  /**
   * Copies the data of all tables that are not held; publishes nothing.
   *
   * @param cluster where the files of datasets are copied that have many to copy, if there is one
   */
  void copyData(Set<String> held, Optional<Supplier<ClusterEngine>> cluster) {
    Set<String> all = withStreams(held);
    for (TableWork work : inOrder()) {
      if (all.contains(work.dataset())) {
        continue;
      }
      session.config().listener().step("Copying the tables of " + work.dataset());
      TableCopier copier =
          new TableCopier(
              work.job(),
              session.stores(),
              requests.orElseThrow(),
              cluster.filter(c -> isMuch(work)),
              session.config().listener()::progress);
      open.add(copier);
      work.copyData(tables.orElseThrow(), copier);
    }
  }

  private static boolean isMuch(TableWork work) {
    long files = work.reports().stream().mapToLong(TableReport::files).sum();
    return files > work.job().transfer().driverLimit();
  }

  /** What is held, and the streams that write to it: a checkpoint stays with its table. */
  private Set<String> withStreams(Set<String> held) {
    Set<String> all = new HashSet<>(held);
    for (TableWork work : works.values()) {
      Optional<StreamSettings> stream = work.job().dataset().stream();
      if (stream.isPresent()
          && session.config().settings().datasets().stream()
              .anyMatch(d -> held.contains(d.name()) && stream.get().isIn(d))) {
        all.add(work.dataset());
      }
    }
    return all;
  }

  /**
   * Publishes all tables whose data is there and which are not held. What is held from here on
   * keeps its last record: files that were copied for it are found by the next run.
   */
  void publish(Set<String> held) {
    for (String dataset : withStreams(held)) {
      works.remove(dataset);
      Optional.ofNullable(before.discovered().get(dataset))
          .ifPresentOrElse(last -> discovered.put(dataset, last), () -> discovered.remove(dataset));
    }
    for (TableWork work : inOrder()) {
      session.config().listener().step("Publishing the tables of " + work.dataset());
      work.publish(tables.orElseThrow(), table -> !isStream(work) && !isSink(work, table));
    }
    List<TableWork> streams = inOrder().stream().filter(TableStep::isStream).toList();
    for (int again = 0; again < streams.size(); again++) {
      // A sink that stops earlier may be what another stream reads.
      streams.forEach(work -> work.beforeSinks(tables.orElseThrow()));
    }
    streams.forEach(work -> work.beforeItsSinks(tables.orElseThrow()));
    if (!streams.isEmpty()) {
      for (TableWork work : inOrder()) {
        work.publish(tables.orElseThrow(), table -> isStream(work) || isSink(work, table));
      }
    }
    works.values().forEach(TableWork::noteFailures);
  }

  private static boolean isStream(TableWork work) {
    return work.job().dataset().stream().isPresent();
  }

  /** Whether a stream of this run writes to it. */
  private boolean isSink(TableWork work, ObjectPrefix table) {
    DatasetSettings dataset = work.job().dataset();
    return works.values().stream()
        .flatMap(other -> other.job().dataset().stream().stream())
        .anyMatch(
            stream ->
                stream.isIn(dataset)
                    && stream.sinkDirectory().equals(dataset.directory().resolve(table)));
  }

  /** Checkpoints of streams come last: where they are cut is decided by what tables do. */
  private List<TableWork> inOrder() {
    return works.values().stream().sorted(Comparator.comparing(TableStep::isStream)).toList();
  }

  /** Hands over what was copied. */
  void settle(LocalEngine into) {
    works.values().forEach(work -> work.settle(session, into));
  }

  /** What every table is now, as a document; the parent's where nothing changed. */
  Optional<TablesDocument> document() {
    List<TableRecord> now = new ArrayList<>();
    for (TableRecord table : before.tables()) {
      if (!works.containsKey(table.dataset())) {
        now.add(table);
      }
    }
    works.values().forEach(work -> now.addAll(work.records()));
    TablesFile.Content content = new TablesFile.Content(discovered, now);
    if (content.tables().isEmpty()) {
      return Optional.empty();
    }
    Optional<TablesDocument> parents = session.parentPoint().flatMap(RecoveryPoint::tables);
    return parents.isPresent() && content.equals(before)
        ? parents
        : Optional.of(
            TablesFile.write(
                session.documents(), session.number(), session.run().value(), content));
  }

  @Override
  public void close() {
    requests.ifPresent(RequestPool::close);
    tables.ifPresent(RequestPool::close);
    for (AutoCloseable each : open) {
      try {
        each.close();
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
