package io.twinlake.jobs.cli;

import io.twinlake.core.json.Json;
import io.twinlake.core.ledger.ControlDocuments;
import io.twinlake.core.retention.Retention;
import io.twinlake.core.settings.Settings;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.StoreContext;
import io.twinlake.core.store.Stores;
import io.twinlake.metastore.ImportReport;
import io.twinlake.metastore.MetastoreStatus;
import io.twinlake.metastore.Metastores;
import io.twinlake.metastore.PlanText;
import io.twinlake.metastore.archive.ExportRetention;
import io.twinlake.metastore.archive.Manifest;
import io.twinlake.metastore.model.Key;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What the metastore commands do: read the settings, ask {@link Metastores}, show the answer. */
final class MetastoreCommands {
  private MetastoreCommands() {}

  /** How a plan is printed. */
  enum PlanFormat {
    TEXT,
    JSON,
    MARKDOWN,
    SQL
  }

  private static ExitCode with(
      Commands commands, Invocation invocation, Function<Metastores, ExitCode> work) {
    Stores stores = new Stores(new StoreContext(commands.hadoop(invocation), "metastore"));
    try (Metastores metastores =
        new Metastores(
            commands.settings(invocation), stores, Clock.systemUTC(), commands::metastore)) {
      return work.apply(metastores);
    }
  }

  private static void show(Invocation invocation, Object value, Runnable view) {
    if (invocation.json()) {
      invocation.terminal().out().println(Json.line(value));
    } else {
      view.run();
    }
  }

  static ExitCode export(Commands commands, Invocation invocation) {
    return with(
        commands,
        invocation,
        metastores -> {
          Manifest manifest = metastores.export();
          show(
              invocation,
              manifest,
              () -> new MetastoreView(invocation.terminal()).exported(manifest));
          return manifest.isWhole() ? ExitCode.CLEAN : ExitCode.PARTIAL;
        });
  }

  static ExitCode importing(
      Commands commands, Invocation invocation, Metastores.Wanted wanted, PlanFormat format) {
    return with(
        commands,
        invocation,
        metastores -> {
          ImportReport report = metastores.importing(wanted);
          if (invocation.json() || format == PlanFormat.JSON) {
            invocation.terminal().out().println(Json.line(PlanText.json(report)));
          } else if (format == PlanFormat.MARKDOWN) {
            invocation.terminal().out().print(PlanText.markdown(report));
          } else if (format == PlanFormat.SQL) {
            invocation.terminal().out().print(PlanText.sql(report));
          } else {
            new MetastoreView(invocation.terminal()).imported(report);
          }
          if (report.isStopped()) {
            return ExitCode.REFUSED;
          }
          return report.isWhole() ? ExitCode.CLEAN : ExitCode.PARTIAL;
        });
  }

  static ExitCode diff(Commands commands, Invocation invocation, Optional<String> export) {
    return with(
        commands,
        invocation,
        metastores -> {
          Metastores.Differences differences = metastores.diff(export);
          show(
              invocation,
              PlanText.json(differences),
              () -> new MetastoreView(invocation.terminal()).differences(differences));
          if (differences.plan().isStopped()) {
            return ExitCode.COULD_NOT_TELL;
          }
          return differences.isSame() ? ExitCode.CLEAN : ExitCode.DIFFERENCES;
        });
  }

  static ExitCode status(Commands commands, Invocation invocation) {
    return with(
        commands,
        invocation,
        metastores -> {
          MetastoreStatus status = metastores.status();
          show(invocation, status, () -> new MetastoreView(invocation.terminal()).status(status));
          return status.isCurrent() ? ExitCode.CLEAN : ExitCode.PARTIAL;
        });
  }

  /** Ends exports that nobody needs, where a site has a metastore. Asks none. */
  static Optional<ExportRetention.Result> retention(
      Commands commands, Invocation invocation, boolean dryRun) {
    Settings settings = commands.settings(invocation);
    if (settings.sites().values().stream().allMatch(site -> site.metastore().isEmpty())) {
      return Optional.empty();
    }
    Stores stores = new Stores(new StoreContext(commands.hadoop(invocation), "retention"));
    try (ObjectStore control = stores.open(settings.target().control())) {
      return Optional.of(
          new ExportRetention(new ControlDocuments(control))
              .run(Retention.longest(settings), Clock.systemUTC().instant(), dryRun));
    }
  }

  /** What {@code status} shows of the catalog, where the source has a metastore. */
  static void inStatus(Commands commands, Invocation invocation) {
    if (commands.settings(invocation).source().metastore().isEmpty()) {
      return;
    }
    with(
        commands,
        invocation,
        metastores -> {
          invocation.terminal().out().println();
          new MetastoreView(invocation.terminal()).status(metastores.status());
          return ExitCode.CLEAN;
        });
  }

  static ExitCode activate(Commands commands, Invocation invocation) {
    return with(
        commands,
        invocation,
        metastores -> {
          List<Key> changed = metastores.activate();
          show(
              invocation,
              changed.stream().map(Key::toString).toList(),
              () -> new MetastoreView(invocation.terminal()).activated(changed));
          return ExitCode.CLEAN;
        });
  }

  @Command(
      name = "export",
      description =
          "Writes the catalog of the source's metastore to the target's control root, with paths relative to named roots.")
  static final class Export extends CommandBase {
    Export(CommandContext context) {
      super(context);
    }

    @Override
    ExitCode run(Commands commands, Invocation invocation) {
      return export(commands, invocation);
    }
  }

  @Command(
      name = "import",
      description =
          "Makes the target's catalog what an export says, with locations mapped. Needs no source. Exits 5 where something must be dealt with first.")
  static final class Import extends CommandBase {
    @Option(
        names = "--export",
        paramLabel = "ID",
        description =
            "The export; point for the one that the newest recovery point names. Default: the newest.")
    private Optional<String> export = Optional.empty();

    @Option(names = "--plan", description = "Only show what would be done.")
    private boolean plan;

    @Option(
        names = "--format",
        paramLabel = "FORMAT",
        defaultValue = "TEXT",
        description = "How it is shown: text, json, markdown, or sql for reviewers.")
    private PlanFormat format = PlanFormat.TEXT;

    @Option(
        names = "--apply",
        paramLabel = "PLAN",
        description = "Only if the plan is still this one.")
    private Optional<String> apply = Optional.empty();

    @Option(
        names = "--adopt",
        description = "Take objects without anybody's mark for ours, as for the way back.")
    private boolean adopt;

    Import(CommandContext context) {
      super(context);
    }

    @Override
    ExitCode run(Commands commands, Invocation invocation) {
      return importing(
          commands, invocation, new Metastores.Wanted(export, plan, apply, adopt), format);
    }
  }

  @Command(
      name = "diff",
      description =
          "Compares the source's metastore, or an export of it, with the target's. Exits 8 where they differ.")
  static final class Diff extends CommandBase {
    @Option(
        names = "--export",
        paramLabel = "ID",
        description = "An export instead of the source's metastore; newest for the newest.")
    private Optional<String> export = Optional.empty();

    Diff(CommandContext context) {
      super(context);
    }

    @Override
    ExitCode run(Commands commands, Invocation invocation) {
      return diff(commands, invocation, export);
    }
  }

  @Command(
      name = "status",
      description =
          "Shows the newest export, the last import, and tables whose metadata is ahead of their data. Asks no metastore.")
  static final class Status extends CommandBase {
    Status(CommandContext context) {
      super(context);
    }

    @Override
    ExitCode run(Commands commands, Invocation invocation) {
      return status(commands, invocation);
    }
  }

  @Command(
      name = "activate",
      description =
          "At a failover: makes managed tables of the target managed again, and puts parked purge flags back.")
  static final class Activate extends CommandBase {
    Activate(CommandContext context) {
      super(context);
    }

    @Override
    ExitCode run(Commands commands, Invocation invocation) {
      return activate(commands, invocation);
    }
  }
}
