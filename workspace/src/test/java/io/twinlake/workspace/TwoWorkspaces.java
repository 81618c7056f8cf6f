package io.twinlake.workspace;

import io.twinlake.core.ledger.ControlDocuments;
import io.twinlake.core.memory.MemoryStore;
import io.twinlake.testing.databricks.FakeWorkspace;
import io.twinlake.workspace.api.Api;
import io.twinlake.workspace.api.Connection;
import io.twinlake.workspace.api.Limit;
import io.twinlake.workspace.api.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** A primary and a secondary on this machine, reached through profiles as real ones are. */
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

  final FakeWorkspace primary = FakeWorkspace.start("primary");
  final FakeWorkspace secondary = FakeWorkspace.start("secondary");
  final ControlDocuments west =
      new ControlDocuments(new MemoryStore(URI.create("memory://west/"), Clock.systemUTC()));
  final ControlDocuments east =
      new ControlDocuments(new MemoryStore(URI.create("memory://east/"), Clock.systemUTC()));
  private final Path config;

  TwoWorkspaces() {
    try {
      config = Files.createTempFile("twinlake", ".databrickscfg");
      Files.writeString(config, primary.profile("primary") + secondary.profile("secondary"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Map<Limit, Double> unlimited() {
    Map<Limit, Double> limits = new EnumMap<>(Limit.class);
    for (Limit limit : Limit.values()) {
      limits.put(limit, 1e9);
    }
    return limits;
  }

  Connection connection(String profile) {
    return new Connection(
        profile,
        Optional.of(profile),
        Optional.empty(),
        Optional.of(config.toString()),
        Optional.empty(),
        Optional.empty());
  }

  Api api(String profile) {
    return connection(profile).open(unlimited(), HASTY);
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
