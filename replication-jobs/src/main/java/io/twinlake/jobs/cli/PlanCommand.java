package io.twinlake.jobs.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "plan",
    description = "Shows what replicate would copy and why, and writes nothing.")
final class PlanCommand extends CommandBase {
  @Mixin private EstimateOptions options = new EstimateOptions();

  PlanCommand(CommandContext context) {
    super(context);
  }

  @Override
  ExitCode run(Commands commands, Invocation invocation) {
    return commands.plan(invocation, options.read());
  }
}
