package io.twinlake.workspace;

import com.databricks.sdk.core.http.HttpClient;
import io.twinlake.core.memory.MemoryStore;
import io.twinlake.core.memory.MemoryStoreProvider;
import io.twinlake.core.settings.Settings;
import io.twinlake.core.store.StoreContext;
import io.twinlake.core.store.Stores;
import io.twinlake.testing.databricks.FakeWorkspace;
import io.twinlake.workspace.api.Api;
import io.twinlake.workspace.api.Connection;
import io.twinlake.workspace.api.Limit;
import io.twinlake.workspace.api.Waiting;
import io.twinlake.workspace.archive.Manifest;
import io.twinlake.workspace.sync.Difference;
import io.twinlake.workspace.sync.ImportReport;
import io.twinlake.workspace.sync.Resolver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A primary in the east and a secondary in the west on this machine, reached through profiles as
 * real ones are, with control roots in memory.
 */
final class TwoWorkspaces implements AutoCloseable {
  /** Waits for nothing. */
  static final Waiting HASTY =
      new Waiting() {
        @Override
        public long nanoTime() {
          return System.nanoTime();
        }

        @Override
        public void sleep(Duration time) {}
      };

  private static final AtomicInteger NUMBER = new AtomicInteger();

  final FakeWorkspace primary = FakeWorkspace.start("primary");
  final FakeWorkspace secondary = FakeWorkspace.start("secondary");
  private final String name = "pair" + NUMBER.incrementAndGet();
  private final Path config;
  private final Map<String, UnaryOperator<HttpClient>> between = new HashMap<>();
  private String more = "";
  private final Map<String, Resolver.Answer> names = new ConcurrentHashMap<>();
  private int threads = 4;
  private String from = "east";
  private String to = "west";

  TwoWorkspaces() {
    try {
      config = Files.createTempFile("twinlake", ".databrickscfg");
      Files.writeString(config, primary.profile("primary") + secondary.profile("secondary"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Further lines of the settings' section {@code workspace}. */
  TwoWorkspaces saying(String lines) {
    more = lines;
    return this;
  }

  /** The {@code .databrickscfg} with both profiles. */
  Path config() {
    return config;
  }

  /** What the name of a host gives; nobody knows of all others. No test asks the network. */
  TwoWorkspaces name(String host, Resolver.Answer answer) {
    names.put(host, answer);
    return this;
  }

  /** One thing after the other. */
  TwoWorkspaces inOrder() {
    threads = 1;
    return this;
  }

  /** The other direction. */
  TwoWorkspaces swapped() {
    String old = from;
    from = to;
    to = old;
    return this;
  }

  /** Something between us and the HTTP client of one site; what was there before goes. */
  TwoWorkspaces between(String site, UnaryOperator<HttpClient> what) {
    between.put(site, what);
    return this;
  }

  /** The control root of a site. */
  MemoryStore control(String site) {
    return MemoryStoreProvider.store(URI.create("memory://%s-%s-control/".formatted(name, site)));
  }

  Settings settings() {
    return Settings.load(
        """
        format: settings/1
        pair: %1$s
        sites:
          east:
            raw: memory://%1$s-east-raw/
            control: memory://%1$s-east-control/
            workspace: { profile: primary, configFile: %2$s }
          west:
            raw: memory://%1$s-west-raw/
            control: memory://%1$s-west-control/
            workspace: { profile: secondary, configFile: %2$s }
        replicate: { from: %3$s, to: %4$s }
        datasets: [{ name: raw, root: raw }]
        workspace:
          secrets: copy
        %5$s"""
            .formatted(name, config, from, to, more.indent(2)),
        "test.yaml");
  }

  /** Opens the room, does one thing and closes it, as one command does. */
  <T> T with(Function<Workspaces, T> work) {
    try (Workspaces workspaces =
        new Workspaces(
                settings(),
                new Stores(new StoreContext(Map.of(), "test")),
                Clock.systemUTC(),
                (connection, ws) -> open(connection),
                threads)
            .asking(host -> names.getOrDefault(host, Resolver.Answer.UNKNOWN))) {
      return work.apply(workspaces);
    }
  }

  private Api open(Connection connection) {
    Map<Limit, Double> unlimited = new EnumMap<>(Limit.class);
    for (Limit limit : Limit.values()) {
      unlimited.put(limit, 1e9);
    }
    return connection.open(
        unlimited, HASTY, between.getOrDefault(connection.name(), UnaryOperator.identity()));
  }

  Manifest export() {
    return with(Workspaces::export);
  }

  List<Difference> diff() {
    return with(w -> w.diff(Optional.empty(), problem -> {}));
  }

  ImportReport importing() {
    return with(w -> w.importing(Optional.empty(), false, plan -> {}));
  }

  @Override
  public void close() {
    primary.close();
    secondary.close();
    try {
      Files.deleteIfExists(config);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
