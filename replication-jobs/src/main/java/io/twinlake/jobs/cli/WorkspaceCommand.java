package io.twinlake.jobs.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands for Databricks workspaces; alone it only says which there are. */
@Command(
    name = "workspace",
    description =
        "Carries a Databricks workspace: export, import, diff, status, activate, deactivate. Needs no Spark.",
    subcommands = HelpCommand.class)
final class WorkspaceCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  void help(boolean asked) {}

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "workspace needs one of export, import, diff, status, activate, deactivate");
  }
}
