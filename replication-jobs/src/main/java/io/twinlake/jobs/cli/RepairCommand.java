package io.twinlake.jobs.cli;

import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "repair",
    description = {
      "Copies again what a validation found to differ although nothing changed at the source.",
      "Looks at each finding again and shows what it would do; --yes does it.",
      "Replaced bytes go to history, and a recovery point is committed. Nothing is deleted.",
    })
final class RepairCommand extends CommandBase {
  @Option(
      names = "--validation",
      paramLabel = "ID",
      description = "Whose findings are repaired (default: the newest kept validation).")
  private String validation;

  @Option(names = "--yes", description = "Carries the plan out.")
  private boolean yes;

  RepairCommand(CommandContext context) {
    super(context);
  }

  @Override
  ExitCode run(Commands commands, Invocation invocation) {
    return commands.repair(invocation, Optional.ofNullable(validation), yes);
  }
}
