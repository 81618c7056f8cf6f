package io.twinlake.core.run;

import io.twinlake.core.Effect;
import io.twinlake.core.ledger.ControlDocuments;
import io.twinlake.core.ledger.JsonLines;
import io.twinlake.core.ledger.LedgerCursor;
import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.ledger.RecoveryPoint;
import io.twinlake.core.ledger.RecoveryPoints;
import io.twinlake.core.ledger.Segments;
import io.twinlake.core.memory.MemoryStore;
import io.twinlake.core.memory.MemoryStoreProvider;
import io.twinlake.core.settings.Settings;
import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.StoreContext;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
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

/**
 * Two sites in memory, new for each test, and runs between them. Runs reach the stores through
 * {@link #faults}; a test itself reaches them directly.
 */
final class TwoSites {
  private static final String PROPAGATING =
      "datasets:\n  - { name: orders, root: raw/orders, deletions: propagate, deletionCap: { count: 100, share: 100% } }\n";

  private final String id = UUID.randomUUID().toString().substring(0, 8);
  final Faults faults = new Faults();
  final MemoryStore raw = store("raw-east");
  final MemoryStore staging = store("staging-east");
  final MemoryStore rawWest = store("raw-west");
  final MemoryStore stagingWest = store("staging-west");
  final MemoryStore control = store("control-west");
  final MemoryStore controlEast = store("control-east");

  /** More of the source site. */
  String more = "";

  String datasets = "datasets:\n  - { name: orders, root: raw/orders }\n";
  String direction = "from: east, to: west";
  String extra = "transfer: { attempts: 1 }";
  Set<String> only = Set.of();
  URI targetRaw = uri("raw-west");

  TwoSites() {
    FaultyMemoryProvider.register(id, faults);
  }

  /** Deletions are propagated, however many. */
  TwoSites propagating() {
    datasets = PROPAGATING;
    return this;
  }

  /** One object after the other, so that calls come in one order. */
  TwoSites oneAtATime() {
    extra = "transfer: { maxInFlight: 1, attempts: 1 }";
    return this;
  }

  private MemoryStore store(String name) {
    return MemoryStoreProvider.store(inMemory(name));
  }

  private URI inMemory(String name) {
    return URI.create("memory://" + id + "-" + name + "/");
  }

  URI uri(String name) {
    return FaultyMemoryProvider.faulty(inMemory(name));
  }

  MemoryStore history() {
    return MemoryStoreProvider.store(
        new MemoryStoreProvider().defaultHistory(inMemory("raw-west")));
  }

  Settings settings() {
    return Settings.load(
        """
        format: settings/1
        pair: sales
        sites:
          east: { raw: '%s', staging: '%s', control: '%s'%s }
          west: { raw: '%s', staging: '%s', control: '%s' }
        replicate: { %s }
        %s
        %s
        """
            .formatted(
                uri("raw-east"),
                uri("staging-east"),
                uri("control-east"),
                more,
                targetRaw,
                uri("staging-west"),
                uri("control-west"),
                direction,
                extra,
                datasets),
        "test.yaml");
  }

  RunConfig config() {
    return new RunConfig(
        settings(),
        new StoreContext(Map.of(), "test"),
        only,
        Optional.empty(),
        List.of(JsonLines.FORMAT),
        JsonLines.FORMAT,
        Clock.systemUTC(),
        RunListener.SILENT);
  }

  RunResult replicate() {
    return new Replication(config()).replicate();
  }

  List<PlannedChange> plan() {
    List<PlannedChange> changes = new ArrayList<>();
    new Replication(config()).plan(changes::add);
    return changes;
  }

  /** Where a path of the dataset {@code orders} lies in its store. */
  static ObjectPath inOrders(ObjectPath path) {
    return ObjectPath.of("orders/" + path);
  }

  static StoreException unavailable(String what) {
    return new StoreException(
        Effect.NONE_MAY_RETRY, StoreProblem.UNAVAILABLE, what + " cannot be had.");
  }

  static StoreException denied(String what) {
    return new StoreException(
        Effect.NONE_DO_NOT_RETRY, StoreProblem.ACCESS_DENIED, what + " is denied.");
  }

  /** Puts an object whatever is there now. */
  static ObjectEntry put(MemoryStore store, String path, String content) {
    return put(store, path, content, ObjectMetadata.NONE);
  }

  static ObjectEntry put(MemoryStore store, String path, String content, ObjectMetadata metadata) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    Expected expected =
        store
            .find(ObjectPath.of(path))
            .map(e -> Expected.version(e.version()))
            .orElseGet(Expected::absent);
    return store.write(
        ObjectPath.of(path), new ByteArrayInputStream(bytes), bytes.length, metadata, expected);
  }

  static void remove(MemoryStore store, String path) {
    store.delete(ObjectPath.of(path), store.find(ObjectPath.of(path)).orElseThrow().version());
  }

  /** Everything in a store: path and content. */
  static Map<String, String> contents(MemoryStore store) {
    Map<String, String> all = new TreeMap<>();
    store
        .list(ObjectPrefix.ALL)
        .forEach(
            e -> {
              try {
                all.put(
                    e.path().value(),
                    new String(
                        store
                            .read(e.path(), ByteRange.whole(e.sizeBytes()), e.version())
                            .readAllBytes(),
                        StandardCharsets.UTF_8));
              } catch (IOException x) {
                throw new UncheckedIOException(x);
              }
            });
    return all;
  }

  RecoveryPoint newestPoint() {
    return new RecoveryPoints(new ControlDocuments(control)).newest().orElseThrow().point();
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
}
