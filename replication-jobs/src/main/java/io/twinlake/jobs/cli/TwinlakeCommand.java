package io.twinlake.jobs.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The word {@code twinlake} itself; every deed is a subcommand. */
@Command(
    name = "twinlake",
    mixinStandardHelpOptions = true,
    versionProvider = TwinlakeCommand.Version.class,
    description = {"Keeps a copy of a Spark data lake in another region, and proves it.", ""},
    commandListHeading = "%nCommands:%n",
    exitCodeListHeading = "%nExit codes:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  twinlake demo                           see it work on this machine",
      "  twinlake preflight --config sales.yaml  would a run work? names, roles, clocks",
      "  twinlake plan --config sales.yaml       what would be copied, and why",
      "  twinlake replicate --config sales.yaml  copy it, commit a recovery point",
      "  twinlake status --config sales.yaml     is every objective met?",
    })
final class TwinlakeCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Say what to do, for example: twinlake demo");
  }

  /** The version in the jar's manifest. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"twinlake " + (version == null ? "(not built as a jar)" : version)};
    }
  }
}
