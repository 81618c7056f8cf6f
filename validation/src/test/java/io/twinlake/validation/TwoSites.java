package io.twinlake.validation;

import io.twinlake.core.ledger.JsonLines;
import io.twinlake.core.memory.MemoryStore;
import io.twinlake.core.memory.MemoryStoreProvider;
import io.twinlake.core.run.Replication;
import io.twinlake.core.run.RunConfig;
import io.twinlake.core.run.RunListener;
import io.twinlake.core.run.RunResult;
import io.twinlake.core.settings.Settings;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.StoreContext;
import io.twinlake.core.store.Stores;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** Two sites in memory, new for each test, replicated by the real engine. */
final class TwoSites {
  private final String id = UUID.randomUUID().toString().substring(0, 8);
  final MemoryStore source = store("raw-east");
  final MemoryStore target = store("raw-west");
  final MemoryStore control = store("control-west");
  String dataset = "{ name: orders, root: raw/orders }";

  /** Further sections of the settings. */
  String more = "";

  UnaryOperator<ObjectStore> wrapping = UnaryOperator.identity();

  private MemoryStore store(String name) {
    return MemoryStoreProvider.store(uri(name));
  }

  private URI uri(String name) {
    return URI.create("memory://" + id + "-" + name + "/");
  }

  Settings settings() {
    return Settings.load(
        """
        format: settings/1
        pair: sales
        sites:
          east: { raw: '%s', control: '%s' }
          west: { raw: '%s', control: '%s' }
        replicate: { from: east, to: west }
        transfer: { partSize: 64KiB, maxInFlight: 4 }
        datasets:
          - %s
        %s
        """
            .formatted(
                uri("raw-east"),
                uri("control-east"),
                uri("raw-west"),
                uri("control-west"),
                dataset,
                more),
        "test.yaml");
  }

  RunResult replicate() {
    return new Replication(config()).replicate();
  }

  RunConfig config() {
    return new RunConfig(
        settings(),
        new StoreContext(Map.of(), "test"),
        Set.of(),
        Optional.empty(),
        List.of(JsonLines.FORMAT),
        JsonLines.FORMAT,
        Clock.systemUTC(),
        RunListener.SILENT);
  }

  /** Where replaced bytes go. */
  MemoryStore history() {
    return MemoryStoreProvider.store(new MemoryStoreProvider().defaultHistory(uri("raw-west")));
  }

  Validation validation() {
    return new Validation(
        settings(),
        new Stores(new StoreContext(Map.of(), "test"), wrapping),
        List.of(JsonLines.FORMAT),
        Clock.systemUTC(),
        ValidationListener.SILENT);
  }

  DatasetValidation validate(Level level) {
    return validate(level, Optional.empty());
  }

  DatasetValidation validate(Level level, Optional<Long> point) {
    return validation()
        .run(new ValidationRequest(level, Optional.empty(), point, Set.of()))
        .datasets()
        .get(0);
  }

  static ObjectEntry put(MemoryStore store, String path, byte[] content) {
    ObjectPath at = ObjectPath.of(path);
    Expected expected =
        store.find(at).map(e -> Expected.version(e.version())).orElse(Expected.absent());
    return store.write(
        at, new ByteArrayInputStream(content), content.length, ObjectMetadata.NONE, expected);
  }

  static ObjectEntry put(MemoryStore store, String path, String content) {
    return put(store, path, content.getBytes(StandardCharsets.UTF_8));
  }

  static void remove(MemoryStore store, String path) {
    store.delete(ObjectPath.of(path), store.find(ObjectPath.of(path)).orElseThrow().version());
  }
}
