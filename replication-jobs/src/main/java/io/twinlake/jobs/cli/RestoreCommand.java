package io.twinlake.jobs.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "restore",
    description = {
      "Puts the target back to an earlier recovery point, out of history.",
      "Shows what it would do; --apply does it. What it puts back is held there until",
      "replicate --release.",
    })
final class RestoreCommand extends CommandBase {
  @Option(
      names = "--recovery-point",
      paramLabel = "N",
      required = true,
      description = "The point that is wanted; recovery-points lists them.")
  private long point;

  @Option(names = "--apply", description = "Do it. Without this nothing is written.")
  private boolean apply;

  @Option(
      names = "--partial",
      description = "Bring back what can be, where something cannot. Without this nothing is.")
  private boolean partial;

  RestoreCommand(CommandContext context) {
    super(context);
  }

  @Override
  ExitCode run(Commands commands, Invocation invocation) {
    return commands.restore(invocation, new Restoring(point, apply, partial));
  }
}
