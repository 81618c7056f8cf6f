package io.twinlake.jobs.cli;

import io.twinlake.core.json.Json;
import io.twinlake.core.settings.Settings;
import io.twinlake.core.store.StoreContext;
import io.twinlake.core.store.Stores;
import io.twinlake.workspace.Insisting;
import io.twinlake.workspace.WorkspaceStatus;
import io.twinlake.workspace.Workspaces;
import io.twinlake.workspace.activate.SwitchReport;
import io.twinlake.workspace.archive.Manifest;
import io.twinlake.workspace.model.Problem;
import io.twinlake.workspace.sync.Difference;
import io.twinlake.workspace.sync.ImportReport;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What the workspace commands do: read the settings, ask {@link Workspaces}, show the answer. */
final class WorkspaceCommands {
  private static final String TAKE_OVER =
      "The run that has the claim on this workspace is dead: do not wait until its claim ends.";

  private static final String STOPPED =
      "twinlake: Stopped. What was done is kept; the same command goes on from there.";

  private static final String LOOK_AT_MOUNTS =
      "Also look at the mounts of DBFS, by a notebook that is put there for the time of a run.";

  private WorkspaceCommands() {}

  private static ExitCode with(
      Commands commands, Invocation invocation, Function<Workspaces, ExitCode> work) {
    Stores stores = new Stores(new StoreContext(commands.hadoop(invocation), "workspace"));
    Settings settings = commands.settings(invocation);
    Thread stopped = new Thread(() -> invocation.terminal().err().println(STOPPED));
    Runtime.getRuntime().addShutdownHook(stopped);
    try (Workspaces workspaces = new Workspaces(settings, stores, Clock.systemUTC())) {
      return work.apply(workspaces);
    } finally {
      forget(stopped);
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is ending, and has said so.
    }
  }

  private static ExitCode whole(boolean whole) {
    return whole ? ExitCode.CLEAN : ExitCode.PARTIAL;
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
        workspaces -> {
          Manifest manifest = workspaces.export();
          show(
              invocation,
              manifest,
              () -> new WorkspaceView(invocation.terminal()).exported(manifest));
          return whole(manifest.isWhole());
        });
  }

  static ExitCode importing(
      Commands commands,
      Invocation invocation,
      Optional<String> export,
      boolean dryRun,
      boolean takeOver,
      boolean lookAtMounts) {
    return with(
        commands,
        invocation,
        workspaces -> {
          WorkspaceView view = new WorkspaceView(invocation.terminal());
          ImportReport report =
              workspaces
                  .lookingAtMounts(lookAtMounts)
                  .importing(
                      export,
                      dryRun,
                      takeOver,
                      plan -> {
                        if (!invocation.json() && !dryRun) {
                          view.beforeImport(plan);
                        }
                      });
          show(invocation, report, () -> view.imported(report, dryRun));
          return whole(report.isWhole());
        });
  }

  static ExitCode diff(
      Commands commands, Invocation invocation, Optional<String> export, boolean lookAtMounts) {
    return with(
        commands,
        invocation,
        workspaces -> {
          List<Problem> problems = new ArrayList<>();
          List<Difference> differences =
              workspaces.lookingAtMounts(lookAtMounts).diff(export, problems::add);
          List<Problem> unread = problems.stream().filter(Problem::isFailure).toList();
          show(
              invocation,
              new DiffJson(differences, unread),
              () -> new WorkspaceView(invocation.terminal()).differences(differences, unread));
          if (!differences.isEmpty()) {
            return ExitCode.DIFFERENCES;
          }
          return unread.isEmpty() ? ExitCode.CLEAN : ExitCode.COULD_NOT_TELL;
        });
  }

  /** What {@code --json} prints of a diff. */
  record DiffJson(List<Difference> differences, List<Problem> problems) {}

  static ExitCode status(Commands commands, Invocation invocation) {
    return with(
        commands,
        invocation,
        workspaces -> {
          WorkspaceStatus status = workspaces.status();
          show(invocation, status, () -> new WorkspaceView(invocation.terminal()).status(status));
          return whole(status.isCurrent());
        });
  }

  static ExitCode switching(
      Commands commands, Invocation invocation, Function<Workspaces, SwitchReport> work) {
    return with(
        commands,
        invocation,
        workspaces -> {
          SwitchReport report = work.apply(workspaces);
          show(invocation, report, () -> new WorkspaceView(invocation.terminal()).switched(report));
          return whole(report.isWhole());
        });
  }

  @Command(
      name = "export",
      description =
          "Writes a point-in-time archive of the source's workspace to the target's control root.")
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
          "Makes the target's workspace what an archive says, with everything that starts by itself at rest. Needs no source.")
  static final class Import extends CommandBase {
    @Option(
        names = "--export",
        paramLabel = "ID",
        description = "The archive. Default: the newest.")
    private Optional<String> archive = Optional.empty();

    @Option(names = "--dry-run", description = "Only show what would be done.")
    private boolean dryRun;

    @Option(names = "--take-over", description = TAKE_OVER)
    private boolean takeOver;

    @Option(names = "--look-at-mounts", description = LOOK_AT_MOUNTS)
    private boolean lookAtMounts;

    Import(CommandContext context) {
      super(context);
    }

    @Override
    ExitCode run(Commands commands, Invocation invocation) {
      return importing(commands, invocation, archive, dryRun, takeOver, lookAtMounts);
    }
  }

  @Command(
      name = "diff",
      description =
          "Compares the source's workspace, or an archive of it, with the target's by meaning. Exits 8 where they differ, 9 where nobody can tell.")
  static final class Diff extends CommandBase {
    @Option(
        names = "--export",
        paramLabel = "ID",
        description = "An archive instead of the source's workspace; newest for the newest.")
    private Optional<String> archive = Optional.empty();

    @Option(names = "--look-at-mounts", description = LOOK_AT_MOUNTS)
    private boolean lookAtMounts;

    Diff(CommandContext context) {
      super(context);
    }

    @Override
    ExitCode run(Commands commands, Invocation invocation) {
      return diff(commands, invocation, archive, lookAtMounts);
    }
  }

  @Command(
      name = "status",
      description =
          "Shows the newest archive, the last import and which side is active. Exits 3 when the target is behind.")
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
          "Wakes at the target exactly what was awake at the source when it was exported last.")
  static final class Activate extends CommandBase {
    @Option(names = "--site", paramLabel = "NAME", description = "Which site. Default: the target.")
    private Optional<String> site = Optional.empty();

    @Option(
        names = "--through",
        paramLabel = "WAVE",
        description = "Stop after this wave. Default: all of them.")
    private Optional<String> through = Optional.empty();

    @Option(
        names = "--other-is-down",
        description = "The other workspace is lost and cannot be put to rest.")
    private boolean otherIsDown;

    @Option(
        names = "--despite-role",
        description = "Only the workspace moves, whoever the role documents say is primary.")
    private boolean despiteRole;

    @Option(names = "--take-over", description = TAKE_OVER)
    private boolean takeOver;

    Activate(CommandContext context) {
      super(context);
    }

    @Override
    ExitCode run(Commands commands, Invocation invocation) {
      return switching(
          commands,
          invocation,
          workspaces ->
              workspaces.activate(
                  site, through, new Insisting(otherIsDown, despiteRole, takeOver)));
    }
  }

  @Command(
      name = "deactivate",
      description =
          "Puts to rest whatever starts by itself at the source, and remembers what was awake.")
  static final class Deactivate extends CommandBase {
    @Option(names = "--site", paramLabel = "NAME", description = "Which site. Default: the source.")
    private Optional<String> site = Optional.empty();

    @Option(names = "--take-over", description = TAKE_OVER)
    private boolean takeOver;

    Deactivate(CommandContext context) {
      super(context);
    }

    @Override
    ExitCode run(Commands commands, Invocation invocation) {
      return switching(commands, invocation, workspaces -> workspaces.deactivate(site, takeOver));
    }
  }
}
