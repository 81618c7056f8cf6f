package io.twinlake.jobs.demo;

import java.io.PrintStream;
import java.util.Optional;

/** The demo, step by step, with what to look at and what to try next. */
final class DemoScript {
  private final DemoLake lake;
  private final Optional<TableScript> table;
  private final Steps steps;
  private final PrintStream out;
  private int number;

  /**
   * @param table what is done with a Delta table, where this Spark can write one
   */
  DemoScript(DemoLake lake, Optional<TableScript> table, Steps steps, PrintStream out) {
    this.lake = lake;
    this.table = table;
    this.steps = steps;
    this.out = out;
  }

  void run(String config) {
    step(
        "Fill the source: orders as partitioned Parquet, clicks as JSON, exports as CSV, a Delta table.");
    int written = lake.fill();
    table.ifPresent(TableScript::fill);
    out.println(
        written == 0
            ? "The lake of an earlier demo is still there. Good: it goes on from there."
            : "Wrote " + written + " objects.");

    step("Replicate it. What the target already has is kept, everything else copied.");
    steps.replicate();

    step("Life goes on at the source.");
    lake.change().forEach(line -> out.println("  " + line));
    table.ifPresent(t -> out.println("  " + t.change()));

    step("Plan: what would the next run do, and why? Nothing is written.");
    steps.plan();

    step("Replicate again. Only what changed is copied; a deletion stays at the target");
    out.println("unless the settings say 'deletions: propagate'.");
    steps.replicate();

    step("Status: how old is each dataset's last complete recovery point?");
    steps.status();

    table.ifPresentOrElse(
        t -> t.show(this::step),
        () ->
            out.println(
                "This Spark has no Delta Lake, so the steps with a Delta table are left out."));

    out.println();
    out.println("Try next:");
    out.println("  ./twinlake demo                      again: it copies only what changed");
    out.println("  ./twinlake demo --serve              and keep the storage running, then:");
    out.println("  ./twinlake recovery-points --config " + config);
    out.println("  ./twinlake plan --json --config " + config);
    out.println("  ./twinlake --help");
  }

  private void step(String text) {
    number++;
    out.println();
    out.println("== " + number + ". " + text);
  }
}
