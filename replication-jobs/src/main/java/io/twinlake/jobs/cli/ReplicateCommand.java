package io.twinlake.jobs.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "replicate", description = "Copies what changed and commits a recovery point.")
final class ReplicateCommand extends CommandBase {
  @Option(
      names = "--release",
      paramLabel = "NAME",
      description =
          "Replicate a dataset again that was restored, or a group that is held for its changes. May be repeated.")
  private List<String> released = new ArrayList<>();

  ReplicateCommand(CommandContext context) {
    super(context);
  }

  @Override
  ExitCode run(Commands commands, Invocation invocation) {
    return commands.replicate(invocation, new LinkedHashSet<>(released));
  }
}
