package io.twinlake.jobs.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/** What all commands share: the common options, read into an {@link Invocation}. */
abstract class CommandBase implements Callable<Integer> {
  @Mixin private CommonOptions options = new CommonOptions();

  private final CommandContext context;

  CommandBase(CommandContext context) {
    this.context = context;
  }

  abstract ExitCode run(Commands commands, Invocation invocation);

  @Override
  public final Integer call() {
    Invocation invocation =
        new Invocation(
            options.config(),
            options.datasets(),
            options.json(),
            context.hadoop().read(options.properties(), options.conf()),
            context.hadoop().keys(options.properties(), options.conf()),
            context.terminal());
    return run(context.commands(), invocation).code();
  }
}
