package io.twinlake.jobs.cli;

import io.twinlake.core.restore.DatasetRestore;
import io.twinlake.core.restore.DatasetRestore.TableRewind;
import io.twinlake.core.restore.RestoreResult;
import java.time.Duration;

/**
 * Shows what a restore did or would do: the verdict first, then each dataset, then what is amiss.
 */
final class RestoreView {
  private static final int SHOWN = 20;

  private final Terminal terminal;

  RestoreView(Terminal terminal) {
    this.terminal = terminal;
  }

  void show(RestoreResult result) {
    verdict(result);
    terminal.out().println();
    datasets(result);
    tables(result);
    result.notes().forEach(note -> Wrapped.print(terminal, "! ", note));
    for (DatasetRestore dataset : result.datasets()) {
      dataset.notes().forEach(note -> Wrapped.print(terminal, "! ", dataset.name() + ": " + note));
    }
    problems(result);
    next(result);
  }

  private void verdict(RestoreResult result) {
    String took = Amounts.duration(Duration.between(result.startedAt(), result.finishedAt()));
    String what =
        "%s of site %s to recovery point %d"
            .formatted(
                Amounts.count(result.datasets().size(), "dataset"), result.site(), result.point());
    switch (result.outcome()) {
      case PLANNED ->
          Wrapped.print(terminal, "PLAN  ", "Restore %s; nothing was written.".formatted(what));
      case NOTHING ->
          Wrapped.print(
              terminal,
              Terminal.Tone.GOOD,
              "NOTHING TO DO",
              "The target holds recovery point %d already.".formatted(result.point()));
      case RESTORED ->
          Wrapped.print(
              terminal,
              Terminal.Tone.GOOD,
              "RESTORED",
              "%s, committed as recovery point %s, in %s.".formatted(what, number(result), took));
      case PARTIAL ->
          Wrapped.print(
              terminal,
              Terminal.Tone.WARNING,
              "PARTIAL",
              "%s, committed as recovery point %s, in %s; see below what is not as it was."
                  .formatted(what, number(result), took));
      case REFUSED ->
          Wrapped.print(
              terminal,
              Terminal.Tone.BAD,
              "REFUSED",
              "%s cannot be brought back, so nothing was written."
                  .formatted(Amounts.count(result.blocked(), "path")));
    }
  }

  private static String number(RestoreResult result) {
    return result.recoveryPoint().map(String::valueOf).orElse("?");
  }

  private void datasets(RestoreResult result) {
    boolean plan =
        result.outcome() == RestoreResult.Outcome.PLANNED
            || result.outcome() == RestoreResult.Outcome.REFUSED;
    TextTable table =
        TextTable.of(
            "DATASET",
            plan ? ">TO BRING BACK" : ">BROUGHT BACK",
            ">BYTES",
            plan ? ">TO REMOVE" : ">REMOVED",
            ">AS IT WAS",
            ">LEFT",
            ">BLOCKED",
            ">FAILED");
    for (DatasetRestore d : result.datasets()) {
      table.row(
          d.name(),
          Amounts.count(d.broughtBack().objects()),
          Amounts.bytes(d.broughtBack().bytes()),
          Amounts.count(d.removed().objects()),
          Amounts.count(d.kept().objects() + d.taken().objects()),
          Amounts.count(d.left().objects()),
          Amounts.count(d.blocked()),
          Amounts.count(d.failed()));
    }
    terminal.print(table);
    terminal.out().println();
  }

  private void tables(RestoreResult result) {
    TextTable table = TextTable.of("TABLE", ">FROM VERSION", ">TO VERSION");
    for (DatasetRestore d : result.datasets()) {
      for (TableRewind rewind : d.tables()) {
        table.row(d.name() + "/" + rewind.table(), version(rewind.from()), version(rewind.to()));
      }
    }
    if (!table.isEmpty()) {
      terminal.print(table);
      terminal.out().println();
    }
  }

  private static String version(long version) {
    return version < 0 ? "none" : String.valueOf(version);
  }

  private void problems(RestoreResult result) {
    long shown = 0;
    long all = 0;
    for (DatasetRestore d : result.datasets()) {
      all += d.blocked() + d.failed();
      for (DatasetRestore.Problem problem : d.problems()) {
        if (shown < SHOWN) {
          shown++;
          Wrapped.print(
              terminal, "  - ", d.name() + ": " + problem.path() + ": " + problem.why() + ".");
        }
      }
    }
    if (all > shown) {
      terminal.out().printf("  and %s more; --json has them.%n", Amounts.count(all - shown));
    }
  }

  private void next(RestoreResult result) {
    switch (result.outcome()) {
      case PLANNED ->
          Wrapped.print(
              terminal,
              "",
              result.blocked() > 0
                  ? "What is blocked stops it. Mend that, or bring back the rest with --apply --partial."
                  : "To do it, add --apply.");
      case RESTORED, PARTIAL ->
          Wrapped.print(
              terminal,
              "",
              "It is held there: replicate leaves it alone until the source is right and a person runs 'replicate --release NAME'. What was overwritten or removed is in history: restoring point %d undoes this."
                  .formatted(result.newest()));
      case NOTHING, REFUSED -> {}
    }
  }
}
