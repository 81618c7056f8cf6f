package io.twinlake.jobs.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Parses arguments, runs the command they name, and answers its exit code. */
final class CommandLineRun {
  private final CommandContext context;
  private final CommandLine line;

  CommandLineRun(CommandContext context) {
    this.context = context;
    this.line = new CommandLine(new TwinlakeCommand());
    List.of(
            new PreflightCommand(context),
            new ReplicateCommand(context),
            new PlanCommand(context),
            new EstimateCommand(context),
            new StatusCommand(context),
            new ValidateCommand(context),
            new FingerprintCommand(context),
            new ReportCommand(context),
            new RepairCommand(context),
            new RecoveryPointsCommand(context),
            new RestoreCommand(context),
            new RetentionCommand(context),
            new RebuildLedgerCommand(context),
            new SubmitCommand(),
            new DemoCommand(context),
            new HelpCommand())
        .forEach(line::addSubcommand);
    CommandLine workspace = new CommandLine(new WorkspaceCommand());
    List.of(
            new WorkspaceCommands.Export(context),
            new WorkspaceCommands.Import(context),
            new WorkspaceCommands.Diff(context),
            new WorkspaceCommands.Status(context),
            new WorkspaceCommands.Activate(context),
            new WorkspaceCommands.Deactivate(context))
        .forEach(workspace::addSubcommand);
    line.addSubcommand(workspace);
    CommandLine metastore = new CommandLine(new MetastoreCommand());
    List.of(
            new MetastoreCommands.Export(context),
            new MetastoreCommands.Import(context),
            new MetastoreCommands.Diff(context),
            new MetastoreCommands.Status(context),
            new MetastoreCommands.Activate(context))
        .forEach(metastore::addSubcommand);
    metastore.setCaseInsensitiveEnumValuesAllowed(true);
    line.addSubcommand(metastore);
    line.getSubcommands().get("demo").addSubcommand(new WorkspaceDemoCommand(context));
    line.getSubcommands().get("demo").addSubcommand(new MetastoreDemoCommand(context));
    line.getCommandSpec().usageMessage().exitCodeList(exitCodes());
    line.setUsageHelpWidth(Terminal.COLUMNS);
    line.setColorScheme(
        Help.defaultColorScheme(context.terminal().colours() ? Help.Ansi.ON : Help.Ansi.OFF));
    line.setOut(context.terminal().writer());
    line.setParameterExceptionHandler(this::wrongArguments);
    line.setExecutionExceptionHandler(this::failed);
  }

  int execute(String... args) {
    try {
      return line.execute(args);
    } catch (Error e) {
      // Picocli hands these on as they are. A library may have wrapped one in an error of its own.
      if (Failures.ofTheCluster(e).isEmpty()) {
        throw e;
      }
      return new Failures(context.terminal(), false).report(e, false).code();
    }
  }

  private static Map<String, String> exitCodes() {
    Map<String, String> codes = new LinkedHashMap<>();
    Arrays.stream(ExitCode.values()).forEach(c -> codes.put(" " + c.code(), c.meaning()));
    return codes;
  }

  /** One line and where to read on; picocli's own way would fill the screen with the whole help. */
  private int wrongArguments(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    String next = "See: " + command.getCommandSpec().qualifiedName() + " --help";
    if (e instanceof UnmatchedArgumentException unmatched
        && !unmatched.getSuggestions().isEmpty()) {
      next = "Did you mean: " + String.join(", ", unmatched.getSuggestions()) + "? " + next;
    }
    context.terminal().err().println("twinlake: " + Redaction.hide(e.getMessage()));
    context.terminal().err().println("  " + next);
    return ExitCode.USAGE.code();
  }

  /** The options are the subcommand's; the whole line's own result does not show them. */
  private int failed(Exception e, CommandLine command, ParseResult wholeLine) {
    ParseResult parsed = command.getParseResult();
    boolean verbose =
        parsed.hasMatchedOption("--verbose") || System.getenv("TWINLAKE_DEBUG") != null;
    return new Failures(context.terminal(), verbose)
        .report(e, parsed.hasMatchedOption("--json"))
        .code();
  }
}
