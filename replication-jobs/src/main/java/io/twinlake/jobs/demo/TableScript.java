package io.twinlake.jobs.demo;

import java.io.PrintStream;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.spark.sql.SparkSession;

/** The part of the demo in which a Delta table is replicated, read at a version, and put back. */
final class TableScript {
  private final Accounts accounts;
  private final String dataset;
  private final Steps steps;
  private final PrintStream out;

  /**
   * @param dataset name of the dataset that the table is in
   */
  TableScript(Accounts accounts, String dataset, Steps steps, PrintStream out) {
    this.accounts = accounts;
    this.dataset = dataset;
    this.steps = steps;
    this.out = out;
  }

  /** Makes the table where it is not there. */
  void fill() {
    run(accounts::create);
  }

  /** Deletes some rows. */
  String change() {
    run(accounts::closeSome);
    return "rows deleted       raw/accounts (a Delta table; a deletion vector says which)";
  }

  private static void run(Consumer<SparkSession> work) {
    Accounts.with(
        spark -> {
          work.accept(spark);
          return true;
        });
  }

  /**
   * Reads the replica, breaks the source, replicates that, and puts the replica back.
   *
   * @param step begins a step of the demo
   */
  void show(Consumer<String> step) {
    long good = steps.newestPoint();
    step.accept("Time travel: Delta Lake itself reads the replica of raw/accounts.");
    long version =
        Accounts.with(
            spark -> {
              long newest = accounts.newestAtTarget(spark);
              for (long v = Math.max(0, newest - 1); v <= newest; v++) {
                out.println("  " + accounts.ofReplica(spark, v));
              }
              accounts.corrupt(spark);
              return newest;
            });

    step.accept("A job at the source sets every amount to 0, and that is replicated faithfully.");
    steps.replicate();

    step.accept(
        "Restore: recovery point " + good + " was before that. First the plan, then --apply.");
    steps.restore(good, dataset, false);
    out.println();
    steps.restore(good, dataset, true);
    out.println();
    run(
        spark -> {
          out.println(
              "  The replica now: " + accounts.ofReplica(spark, accounts.newestAtTarget(spark)));
          accounts.mend(spark, version);
        });

    step.accept("The source was mended, too (RESTORE TABLE), so a person releases the dataset.");
    steps.replicate(Set.of(dataset));
  }
}
