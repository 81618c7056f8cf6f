package io.twinlake.workspace;

import io.twinlake.core.ledger.ControlDocuments;
import io.twinlake.core.memory.MemoryStore;
import io.twinlake.testing.databricks.FakeWorkspace;
import io.twinlake.workspace.api.Api;
import io.twinlake.workspace.api.Connection;
import io.twinlake.workspace.api.Limit;
import io.twinlake.workspace.api.Waiting;
import io.twinlake.workspace.archive.Archive;
import io.twinlake.workspace.archive.Manifest;
import io.twinlake.workspace.kinds.Scope;
import io.twinlake.workspace.kinds.Workers;
import io.twinlake.workspace.ledger.Ledger;
import io.twinlake.workspace.ledger.Ledgers;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.sync.ImportOptions;
import io.twinlake.workspace.sync.ImportReport;
import io.twinlake.workspace.sync.Region;
import io.twinlake.workspace.sync.Starters;
import io.twinlake.workspace.sync.WorkspaceImport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
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

  static final Scope ALL =
      new Scope(
          EnumSet.allOf(Kind.class),
          List.of("/"),
          List.of("/FileStore/jars", "/databricks/init", "/databricks/scripts"),
          Scope.Permissions.ALL);

  Manifest export(String id) {
    try (Workers workers = new Workers(4)) {
      return new WorkspaceExport(api("primary"), ALL, new Archive(west), workers)
          .run("sales", "east", id, Clock.systemUTC());
    }
  }

  ImportReport importing(String export) {
    Archive archive = new Archive(west);
    Ledger ledger = Ledgers.load(west, Optional.of(east), "east", "west");
    Ledgers ledgers = new Ledgers(west);
    try (Workers workers = new Workers(4)) {
      WorkspaceImport run =
          new WorkspaceImport(
              new ImportOptions(
                  "east", "west", ALL, new Region(List.of()), new Starters(true), false, false),
              api("secondary"),
              archive::bytes,
              workers,
              ledger,
              ledgers.journal(ledger, "run"),
              archive.read(archive.manifest(export)));
      run.plan(export);
      ImportReport report = run.run(export);
      ledgers.commit(ledger, run.rows(), Clock.systemUTC());
      return report;
    }
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
