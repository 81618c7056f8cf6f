package io.twinlake.jobs.cli;

import picocli.CommandLine.Command;

@Command(
    name = "status",
    description =
        "Shows the age of each dataset's last complete recovery point; exits 4 when one is over its objective. Needs no Spark.")
final class StatusCommand extends CommandBase {
  StatusCommand(CommandContext context) {
    super(context);
  }

  @Override
  ExitCode run(Commands commands, Invocation invocation) {
    return commands.status(invocation);
  }
}
