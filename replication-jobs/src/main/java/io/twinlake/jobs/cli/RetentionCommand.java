package io.twinlake.jobs.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "retention",
    description =
        "Ends history, and what sources have vacuumed from replicas of tables, that is older than its retention. Needs no Spark.")
final class RetentionCommand extends CommandBase {
  @Option(names = "--dry-run", description = "Only show what would end.")
  private boolean dryRun;

  RetentionCommand(CommandContext context) {
    super(context);
  }

  @Override
  ExitCode run(Commands commands, Invocation invocation) {
    return commands.retention(invocation, dryRun);
  }
}
