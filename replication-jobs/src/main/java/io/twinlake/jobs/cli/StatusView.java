package io.twinlake.jobs.cli;

import io.twinlake.core.ledger.DatasetPoint;
import io.twinlake.core.ledger.Hold;
import io.twinlake.core.status.DatasetStatus;
import io.twinlake.core.status.Status;
import io.twinlake.core.status.TableAge;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Shows how a pair stands: the verdict in the first line. */
final class StatusView {
  private static final int SHOWN_TABLES = 20;

  private final Terminal terminal;

  StatusView(Terminal terminal) {
    this.terminal = terminal;
  }

  void show(Status status) {
    boolean met = status.objectivesMet();
    Wrapped.print(
        terminal,
        met ? Terminal.Tone.GOOD : Terminal.Tone.BAD,
        met ? "WITHIN OBJECTIVES" : "OBJECTIVE MISSED",
        "%s, %s -> %s".formatted(status.pair(), status.from(), status.to()));
    Wrapped.print(
        terminal,
        "",
        status
            .point()
            .map(
                n ->
                    "Newest recovery point %d, committed %s ago; primary %s, epoch %s."
                        .formatted(
                            n,
                            Amounts.duration(
                                Duration.between(status.committedAt().orElseThrow(), status.at())),
                            status.primary().orElse("unknown"),
                            status.epoch().map(String::valueOf).orElse("unknown")))
            .orElse("There is no recovery point yet. Run: twinlake replicate"));
    terminal.out().println();
    TextTable table =
        TextTable.of(
            "DATASET", "VERDICT", ">AGE", ">RPO", "LAST POINT", ">OBJECTS", ">BYTES", "NOTE");
    for (DatasetStatus d : status.datasets()) {
      table.row(
          d.name(),
          d.verdict().name().toLowerCase(Locale.ROOT),
          d.age().map(Amounts::duration).orElse("-"),
          d.verdict() == DatasetStatus.Verdict.NONE ? "-" : Amounts.duration(d.rpo()),
          d.last().map(p -> p.state().name().toLowerCase(Locale.ROOT)).orElse("-"),
          d.last().map(p -> Amounts.count(p.objects())).orElse("-"),
          d.last().map(p -> Amounts.bytes(p.bytes())).orElse("-"),
          note(d));
    }
    terminal.print(table);
    show(status.tables().stream().filter(TableAge::needsALook).toList());
  }

  /** Tables that lack versions, or are older than their objective allows. */
  private void show(List<TableAge> tables) {
    if (tables.isEmpty()) {
      return;
    }
    terminal.out().println();
    TextTable rows =
        TextTable.of("TABLE", "STATUS", ">VERSION", ">LACKS", ">BEHIND", ">OVER RPO", "WHY");
    for (TableAge table : tables.subList(0, Math.min(SHOWN_TABLES, tables.size()))) {
      rows.row(
          table.table().isEmpty() ? table.dataset() : table.dataset() + "/" + table.table(),
          table.status().meaning(),
          table.version() < 0 ? "-" : Amounts.count(table.version()),
          Amounts.count(table.versionsBehind()),
          Amounts.duration(table.behind()),
          table.overObjective().isZero() ? "-" : Amounts.duration(table.overObjective()),
          table.reason().orElse(""));
    }
    terminal.print(rows);
    if (tables.size() > SHOWN_TABLES) {
      terminal.out().println("And %d more tables.".formatted(tables.size() - SHOWN_TABLES));
    }
  }

  private static String note(DatasetStatus dataset) {
    List<String> notes = new ArrayList<>();
    if (dataset.verdict() == DatasetStatus.Verdict.NONE) {
      notes.add(dataset.mode().name().toLowerCase(Locale.ROOT));
    }
    dataset.last().ifPresent(p -> notes.addAll(holes(p)));
    return String.join(", ", notes);
  }

  private static List<String> holes(DatasetPoint point) {
    List<String> holes = new ArrayList<>();
    point
        .hold()
        .ifPresent(
            hold ->
                holes.add(
                    "%s point %d, held"
                        .formatted(
                            hold.state() == Hold.State.RESTORING
                                ? "half restored to"
                                : "restored to",
                            hold.point())));
    add(holes, point.failed(), "failed");
    add(holes, point.tables(), "tables not replicated");
    point
        .tableTotals()
        .filter(t -> t.versionsBehind() > 0)
        .ifPresent(
            t ->
                holes.add(
                    "up to %s behind, for %s"
                        .formatted(
                            Amounts.count(t.versionsBehind(), "version"),
                            Amounts.duration(t.worstLag()))));
    add(holes, point.outside(), "outside window");
    add(holes, point.waiting(), "waiting");
    return holes;
  }

  private static void add(List<String> holes, long count, String what) {
    if (count > 0) {
      holes.add(Amounts.count(count) + " " + what);
    }
  }
}
