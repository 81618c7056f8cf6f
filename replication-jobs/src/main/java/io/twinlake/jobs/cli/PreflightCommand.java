package io.twinlake.jobs.cli;

import picocli.CommandLine.Command;

@Command(
    name = "preflight",
    description =
        "Tries everything that a run would need and says what is missing: names, credentials, roles, clocks, copies inside the service. Never writes to the source or to data. Needs no Spark.")
final class PreflightCommand extends CommandBase {
  PreflightCommand(CommandContext context) {
    super(context);
  }

  @Override
  ExitCode run(Commands commands, Invocation invocation) {
    return commands.preflight(invocation);
  }
}
