package io.twinlake.jobs.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "report",
    description = {
      "Makes one HTML page of what validations found and of the recovery points' age.",
      "Reads the target's control root only, and needs no Spark.",
    })
final class ReportCommand extends CommandBase {
  @Option(
      names = "--out",
      paramLabel = "FILE",
      defaultValue = "twinlake-report.html",
      description = "Where the page goes (default: ${DEFAULT-VALUE}).")
  private Path out;

  @Option(
      names = "--validation",
      paramLabel = "ID",
      description = "Which validation it is about (default: the newest).")
  private String validation;

  @Option(
      names = "--junit",
      paramLabel = "FILE",
      description = "Also writes that validation as JUnit XML, for build servers.")
  private Path junit;

  @Option(names = "--open", description = "Shows the page in this machine's browser.")
  private boolean open;

  ReportCommand(CommandContext context) {
    super(context);
  }

  @Override
  ExitCode run(Commands commands, Invocation invocation) {
    return commands.report(
        invocation,
        new Reporting(out, Optional.ofNullable(validation), Optional.ofNullable(junit), open));
  }
}
