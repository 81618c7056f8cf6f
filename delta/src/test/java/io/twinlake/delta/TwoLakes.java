package io.twinlake.delta;

import io.twinlake.core.ledger.ControlDocuments;
import io.twinlake.core.ledger.JsonLines;
import io.twinlake.core.ledger.LedgerCursor;
import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.ledger.RecoveryPoint;
import io.twinlake.core.ledger.RecoveryPoints;
import io.twinlake.core.ledger.Segments;
import io.twinlake.core.memory.MemoryStore;
import io.twinlake.core.memory.MemoryStoreProvider;
import io.twinlake.core.restore.RestoreResult;
import io.twinlake.core.retention.ReplicaRetention;
import io.twinlake.core.run.DatasetResult;
import io.twinlake.core.run.LedgerRebuild;
import io.twinlake.core.run.PlanResult;
import io.twinlake.core.run.Repair;
import io.twinlake.core.run.RepairResult;
import io.twinlake.core.run.Replication;
import io.twinlake.core.run.Restoration;
import io.twinlake.core.run.RunConfig;
import io.twinlake.core.run.RunListener;
import io.twinlake.core.run.RunResult;
import io.twinlake.core.settings.Settings;
import io.twinlake.core.status.Status;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.StoreContext;
import io.twinlake.core.store.Stores;
import io.twinlake.core.table.TableRecord;
import io.twinlake.core.table.TableReport;
import io.twinlake.core.table.TablesFile;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Two sites in memory, new for each test, and runs between them. */
final class TwoLakes {
  private final String id = UUID.randomUUID().toString().substring(0, 8);
  final Watch watch = new Watch();
  final MemoryStore source = store("raw-east");
  final MemoryStore target = store("raw-west");
  final MemoryStore control = store("control-west");
  String more = "";
  String transfer = "transfer: { attempts: 1 }";

  TwoLakes() {
    WatchedProvider.register(id, watch);
  }

  TwoLakes oneAtATime() {
    transfer = "transfer: { maxInFlight: 1, attempts: 1 }";
    return this;
  }

  TwoLakes with(String settings) {
    more = ", " + settings;
    return this;
  }

  private MemoryStore store(String name) {
    return MemoryStoreProvider.store(URI.create("memory://" + id + "-" + name + "/"));
  }

  MemoryStore history() {
    return store("raw-west-twinlake-history");
  }

  /** The whole name that a file of the source has in logs. */
  String wholeName(String path) {
    return "watched://%s-raw-east/%s".formatted(id, path);
  }

  /** The same at the target. */
  String wholeNameAtTarget(String path) {
    return "watched://%s-raw-west/%s".formatted(id, path);
  }

  TestTable table(String path) {
    return new TestTable(source, "lake/" + path);
  }

  private RunConfig config() {
    Settings settings =
        Settings.load(
            """
            format: settings/1
            pair: sales
            sites:
              east: { raw: 'watched://%1$s-raw-east/', control: 'watched://%1$s-control-east/' }
              west: { raw: 'watched://%1$s-raw-west/', control: 'watched://%1$s-control-west/' }
            replicate: { from: east, to: west }
            %2$s
            datasets:
              - { name: lake, root: raw/lake%3$s }
            """
                .formatted(id, transfer, more),
            "test.yaml");
    return new RunConfig(
        settings,
        new StoreContext(Map.of(), "test"),
        Set.of(),
        Optional.empty(),
        List.of(JsonLines.FORMAT),
        JsonLines.FORMAT,
        Clock.systemUTC(),
        RunListener.SILENT);
  }

  RunResult replicate() {
    return new Replication(config()).replicate();
  }

  /** Replicates what a restore or a group holds. */
  RunResult release() {
    return new Replication(config()).releasing(Set.of("lake")).replicate();
  }

  /** Lets a held group through. */
  RunResult release(String group) {
    return new Replication(config()).releasing(Set.of(group)).replicate();
  }

  /** As if it were asked so much later. */
  Status status(Duration later) {
    return Status.read(
        config().settings(),
        new StoreContext(Map.of(), "test"),
        Clock.offset(Clock.systemUTC(), later));
  }

  RepairResult repair(String... paths) {
    return new Repair(config(), "test")
        .run(Map.of("lake", Stream.of(paths).map(ObjectPath::of).collect(Collectors.toSet())));
  }

  RestoreResult planRestore(long point) {
    return new Restoration(config(), point, false).plan();
  }

  RestoreResult restore(long point) {
    return new Restoration(config(), point, false).apply();
  }

  RestoreResult restoreWhatCanBe(long point) {
    return new Restoration(config(), point, true).apply();
  }

  /** Replicates, and returns what became of the only table. */
  TableReport replicateTable() {
    return only(replicate());
  }

  static TableReport only(RunResult result) {
    DatasetResult lake = result.datasets().get(0);
    if (lake.replicatedTables().size() != 1) {
      throw new AssertionError(result.toString());
    }
    return lake.replicatedTables().get(0);
  }

  /** As if it were so much later. */
  ReplicaRetention.Result replicaRetention(Duration later, boolean dryRun) {
    return new ReplicaRetention(
            config().settings(),
            new Stores(new StoreContext(Map.of(), "test")),
            Instant.now().plus(later),
            dryRun)
        .run();
  }

  void rebuildLedger() {
    new LedgerRebuild(config()).run();
  }

  PlanResult plan() {
    return new Replication(config()).plan(change -> {});
  }

  RecoveryPoint newestPoint() {
    return new RecoveryPoints(new ControlDocuments(control)).newest().orElseThrow().point();
  }

  List<TableRecord> records() {
    return TablesFile.read(new ControlDocuments(control), newestPoint().tables().orElseThrow())
        .tables();
  }

  /** The newest row of each path in the ledger. */
  List<LedgerRow> ledger() {
    List<LedgerRow> rows = new ArrayList<>();
    try (LedgerCursor cursor =
        new LedgerCursor(
            new Segments(control, List.of(JsonLines.FORMAT)), newestPoint().segments())) {
      while (cursor.peek().isPresent()) {
        rows.add(cursor.take());
      }
    }
    return rows;
  }

  /** The replica as a reader of Delta sees it. */
  KernelView replica(String table) {
    return KernelView.of(target, "lake/" + table);
  }
}
