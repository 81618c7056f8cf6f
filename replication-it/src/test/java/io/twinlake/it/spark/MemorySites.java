package io.twinlake.it.spark;

import io.twinlake.core.ledger.ControlDocuments;
import io.twinlake.core.ledger.JsonLines;
import io.twinlake.core.ledger.LedgerCursor;
import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.ledger.RecoveryPoint;
import io.twinlake.core.ledger.RecoveryPoints;
import io.twinlake.core.ledger.SegmentFormat;
import io.twinlake.core.ledger.Segments;
import io.twinlake.core.memory.MemoryStore;
import io.twinlake.core.memory.MemoryStoreProvider;
import io.twinlake.core.run.ClusterEngines;
import io.twinlake.core.run.PlannedChange;
import io.twinlake.core.run.Replication;
import io.twinlake.core.run.RunConfig;
import io.twinlake.core.run.RunListener;
import io.twinlake.core.run.RunResult;
import io.twinlake.core.settings.Settings;
import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.StoreContext;
import io.twinlake.jobs.spark.ParquetSegments;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** Two sites in this JVM's memory, and runs between them on the driver or on a cluster. */
final class MemorySites {
  /** The end of a run, as far as its control root can tell. */
  static final class Death extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private static final List<SegmentFormat> FORMATS =
      List.of(JsonLines.FORMAT, ParquetSegments.FORMAT);

  private final String id = UUID.randomUUID().toString().substring(0, 8);
  private final Optional<ClusterEngines> cluster;
  private final String datasets;
  final MemoryStore raw = store("raw-east");
  final MemoryStore staging = store("staging-east");
  final MemoryStore rawWest = store("raw-west");
  final MemoryStore stagingWest = store("staging-west");
  final MemoryStore control = store("control-west");
  final AtomicLong told = new AtomicLong();

  /** Whether the next runs end before they commit. */
  boolean dieAtCommit;

  private String transfer = "transfer: { driverLimit: 0 }";

  MemorySites(Optional<ClusterEngines> cluster, String datasets) {
    this.cluster = cluster;
    this.datasets = datasets;
  }

  /** The same sites with another section {@code transfer}. */
  MemorySites transferring(String section) {
    transfer = section;
    return this;
  }

  private MemoryStore store(String name) {
    return MemoryStoreProvider.store(uri(name));
  }

  private URI uri(String name) {
    return URI.create("memory://" + id + "-" + name + "/");
  }

  MemoryStore history(String name) {
    return MemoryStoreProvider.store(new MemoryStoreProvider().defaultHistory(uri(name)));
  }

  RunResult replicate() {
    return new Replication(config()).replicate();
  }

  List<PlannedChange> plan() {
    List<PlannedChange> changes = new ArrayList<>();
    new Replication(config()).plan(changes::add);
    return changes;
  }

  private RunConfig config() {
    Settings settings =
        Settings.load(
            """
            format: settings/1
            pair: sales
            sites:
              east: { raw: '%s', staging: '%s', control: '%s' }
              west: { raw: '%s', staging: '%s', control: '%s' }
            replicate: { from: east, to: west }
            %s
            datasets:
            %s
            """
                .formatted(
                    uri("raw-east"),
                    uri("staging-east"),
                    uri("control-east"),
                    uri("raw-west"),
                    uri("staging-west"),
                    uri("control-west"),
                    transfer,
                    datasets.indent(2)),
            "test.yaml");
    return new RunConfig(
        settings,
        new StoreContext(Map.of("fs.azure.account.key.sa4", "c2VjcmV0IG9mIHRoZSB0ZXN0"), "test"),
        Set.of(),
        cluster,
        FORMATS,
        ParquetSegments.FORMAT,
        Clock.systemUTC(),
        new RunListener() {
          @Override
          public void step(String text) {
            if (dieAtCommit && text.startsWith("Committing")) {
              throw new Death();
            }
          }

          @Override
          public void progress(long objects, long bytes) {
            told.addAndGet(objects);
          }
        });
  }

  RecoveryPoint newestPoint() {
    return new RecoveryPoints(new ControlDocuments(control)).newest().orElseThrow().point();
  }

  /** The newest row of each path in the ledger. */
  List<LedgerRow> ledger() {
    List<LedgerRow> rows = new ArrayList<>();
    try (LedgerCursor cursor =
        new LedgerCursor(new Segments(control, FORMATS), newestPoint().segments())) {
      while (cursor.peek().isPresent()) {
        rows.add(cursor.take());
      }
    }
    return rows;
  }

  static ObjectEntry put(MemoryStore store, String path, String content) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    Expected expected =
        store
            .find(ObjectPath.of(path))
            .map(e -> Expected.version(e.version()))
            .orElseGet(Expected::absent);
    return store.write(
        ObjectPath.of(path),
        new ByteArrayInputStream(bytes),
        bytes.length,
        ObjectMetadata.of(Map.of("Content-Type", "text/plain"), Map.of("Owner", "ann")),
        expected);
  }

  static void remove(MemoryStore store, String path) {
    store.delete(ObjectPath.of(path), store.find(ObjectPath.of(path)).orElseThrow().version());
  }

  /** Everything in a store: path and content. */
  static Map<String, String> contents(MemoryStore store) {
    Map<String, String> all = new TreeMap<>();
    store.list(ObjectPrefix.ALL).forEach(e -> all.put(e.path().value(), content(store, e)));
    return all;
  }

  private static String content(MemoryStore store, ObjectEntry entry) {
    try {
      return new String(
          store
              .read(entry.path(), ByteRange.whole(entry.sizeBytes()), entry.version())
              .readAllBytes(),
          StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
