package io.twinlake.jobs.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "recovery-points",
    description = "Lists the recovery points, newest first. Needs no Spark.")
final class RecoveryPointsCommand extends CommandBase {
  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "20",
      description = "How many at most. Default: ${DEFAULT-VALUE}.")
  private int limit;

  RecoveryPointsCommand(CommandContext context) {
    super(context);
  }

  @Override
  ExitCode run(Commands commands, Invocation invocation) {
    if (limit < 1) {
      throw new UsageException("--limit is " + limit + " and must be at least 1.");
    }
    return commands.recoveryPoints(invocation, limit);
  }
}
