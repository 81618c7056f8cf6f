package io.twinlake.jobs.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands for Hive metastores; alone it only says which there are. */
@Command(
    name = "metastore",
    description =
        "Carries the catalog of a Hive metastore: export, import, diff, status, activate. Needs no Spark.",
    subcommands = HelpCommand.class)
final class MetastoreCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  void help(boolean asked) {}

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "metastore needs one of export, import, diff, status, activate");
  }
}
