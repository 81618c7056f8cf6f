package io.twinlake.core.preflight;

import io.twinlake.core.Effect;
import io.twinlake.core.json.Json;
import io.twinlake.core.role.Role;
import io.twinlake.core.settings.Settings;
import io.twinlake.core.store.AccessDeniedException;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.Refusal;
import io.twinlake.core.store.StoreContext;
import io.twinlake.core.store.Stores;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/** A pair of sites that is ready, until a test spoils something. */
final class Pair {
  static final Instant NOW = Instant.parse("2026-11-22T00:00:00Z");

  private final String id = UUID.randomUUID().toString().substring(0, 8);
  final ScriptedStore source = store("east-raw");
  final ScriptedStore sourceControl = store("east-control");
  final ScriptedStore target = store("west-raw");
  final ScriptedStore history = store("west-raw-history");
  final ScriptedStore control = store("west-control");
  final Set<String> unknownHosts = new HashSet<>();
  String datasets = "[ { name: orders, root: raw/orders } ]";
  String extra = "";
  String direction = "{ from: east, to: west }";
  ConfiguredKeys keys = ConfiguredKeys.NONE;
  Duration limit = Duration.ofSeconds(20);

  Pair() {
    put(source, "orders/part-0", "content");
  }

  private ScriptedStore store(String name) {
    return ScriptedProvider.store(uri(name));
  }

  private URI uri(String name) {
    return URI.create("scripted://" + id + "-" + name + "/");
  }

  Settings settings() {
    return Settings.load(
        """
        format: settings/1
        pair: sales
        sites:
          east: { raw: '%s', control: '%s' }
          west: { raw: '%s', control: '%s' }
        replicate: %s
        datasets: %s
        %s
        """
            .formatted(
                uri("east-raw"),
                uri("east-control"),
                uri("west-raw"),
                uri("west-control"),
                direction,
                datasets,
                extra),
        "test.yaml");
  }

  PreflightResult preflight() {
    return new Preflight(
            settings(),
            new Stores(new StoreContext(Map.of(), "test")),
            Set.of(),
            keys,
            Clock.fixed(NOW, ZoneOffset.UTC),
            host -> {
              if (unknownHosts.contains(host)) {
                throw new UnknownHostException(host);
              }
            },
            limit)
        .run();
  }

  static ObjectEntry put(ScriptedStore store, String path, String content) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    return store.memory.write(
        ObjectPath.of(path),
        new ByteArrayInputStream(bytes),
        bytes.length,
        ObjectMetadata.NONE,
        Expected.absent());
  }

  static void putRole(ScriptedStore control, String primary) {
    Role role = Role.first("sales", primary, NOW);
    put(control, "role/0000000001.json", new String(Json.document(role), StandardCharsets.UTF_8));
  }

  static Supplier<RuntimeException> denied(Refusal refusal) {
    return () ->
        new AccessDeniedException(
            Effect.NONE_DO_NOT_RETRY,
            refusal,
            "do it",
            "the service refuses (" + refusal + ").",
            "Mend it.");
  }

  static Mark mark(PreflightResult result, String place, Check check) {
    return result.places().stream()
        .filter(p -> (p.site() + " " + p.name()).equals(place))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no place " + place))
        .marks()
        .get(check);
  }

  static List<String> problems(PreflightResult result) {
    return of(result, Severity.PROBLEM);
  }

  static List<String> of(PreflightResult result, Severity severity) {
    return result.findings().stream()
        .filter(f -> f.severity() == severity)
        .map(f -> f.place() + ": " + f.seen() + " " + f.next())
        .toList();
  }

  static List<String> names(ScriptedStore store) {
    return store.memory.list(ObjectPrefix.ALL).map(e -> e.path().value()).toList();
  }
}
