package io.twinlake.jobs.cli;

import io.twinlake.core.settings.Settings;
import io.twinlake.core.store.StoreContext;
import io.twinlake.core.store.Stores;
import io.twinlake.jobs.Twinlake;
import io.twinlake.jobs.demo.Demo;
import io.twinlake.jobs.demo.Steps;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The launcher starts the storage and hands its settings over; the rest is here. */
@Command(
    name = "demo",
    description =
        "Replicates a small lake between two storage accounts on this machine, changes it, and replicates what changed.")
final class DemoCommand extends CommandBase {
  @Option(
      names = "--serve",
      description =
          "Leave the storage running until Ctrl-C, to try commands from another terminal.")
  void takenByTheLauncher(boolean serve) {}

  DemoCommand(CommandContext context) {
    super(context);
  }

  @Override
  ExitCode run(Commands commands, Invocation invocation) {
    Settings settings = commands.settings(invocation);
    Stores stores = new Stores(new StoreContext(invocation.hadoop(), "demo"));
    Ended ended = new Ended(commands, invocation);
    new Demo(settings, stores, invocation.terminal().out())
        .run(ended, invocation.config().getPath());
    return ended.worst;
  }

  /** Runs the commands themselves and remembers the worst of their endings. */
  private static final class Ended implements Steps {
    private final Commands commands;
    private final Invocation invocation;
    private ExitCode worst = ExitCode.CLEAN;

    Ended(Commands commands, Invocation invocation) {
      this.commands = commands;
      this.invocation = invocation;
    }

    @Override
    public void replicate() {
      note(commands.replicate(invocation));
    }

    @Override
    public void replicate(Set<String> released) {
      note(commands.replicate(invocation, released));
    }

    @Override
    public void restore(long point, String dataset, boolean apply) {
      Invocation one =
          new Invocation(
              invocation.config(),
              List.of(dataset),
              invocation.json(),
              invocation.hadoop(),
              invocation.keys(),
              invocation.terminal());
      note(commands.restore(one, new Restoring(point, apply, false)));
    }

    @Override
    public long newestPoint() {
      return Twinlake.local(commands.settings(invocation), invocation.hadoop())
          .recoveryPoints(1)
          .get(0)
          .number();
    }

    @Override
    public void plan() {
      note(commands.plan(invocation, Assumptions.NONE));
    }

    @Override
    public void status() {
      note(commands.status(invocation));
    }

    private void note(ExitCode code) {
      worst = code.code() > worst.code() ? code : worst;
    }
  }
}
