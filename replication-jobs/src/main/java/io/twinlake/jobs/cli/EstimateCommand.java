package io.twinlake.jobs.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "estimate",
    description =
        "Says what replicate would take before the first byte: objects, bytes, requests, egress, time, money. Writes nothing. Needs no Spark.")
final class EstimateCommand extends CommandBase {
  @Mixin private EstimateOptions options = new EstimateOptions();

  EstimateCommand(CommandContext context) {
    super(context);
  }

  @Override
  ExitCode run(Commands commands, Invocation invocation) {
    return commands.estimate(invocation, options.read());
  }
}
