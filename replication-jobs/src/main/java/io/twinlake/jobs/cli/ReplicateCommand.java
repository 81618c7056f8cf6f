package io.twinlake.jobs.cli;

import picocli.CommandLine.Command;

@Command(name = "replicate", description = "Copies what changed and commits a recovery point.")
final class ReplicateCommand extends CommandBase {
  ReplicateCommand(CommandContext context) {
    super(context);
  }

  @Override
  ExitCode run(Commands commands, Invocation invocation) {
    return commands.replicate(invocation);
  }
}
