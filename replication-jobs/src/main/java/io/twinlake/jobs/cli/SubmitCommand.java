package io.twinlake.jobs.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Only stands in the help: the launcher runs {@code submit} itself, without a JVM. */
@Command(
    name = "submit",
    description = {
      "Runs a job on HDInsight, Databricks or by Data Factory:",
      "  ./twinlake submit hdinsight --job replicate --dry-run",
      "See submit/README.md.",
    })
final class SubmitCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    throw new UsageException(
        "submit belongs to the launcher: call ./twinlake submit in a checkout, or a script of submit/.");
  }
}
