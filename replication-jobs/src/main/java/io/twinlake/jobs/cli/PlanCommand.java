package io.twinlake.jobs.cli;

import picocli.CommandLine.Command;

@Command(
    name = "plan",
    description = "Shows what replicate would copy and why, and writes nothing.")
final class PlanCommand extends CommandBase {
  PlanCommand(CommandContext context) {
    super(context);
  }

  @Override
  ExitCode run(Commands commands, Invocation invocation) {
    return commands.plan(invocation);
  }
}
