package io.twinlake.jobs.cli;

import io.twinlake.core.preflight.Check;
import io.twinlake.core.preflight.Finding;
import io.twinlake.core.preflight.Mark;
import io.twinlake.core.preflight.PlaceReport;
import io.twinlake.core.preflight.PreflightResult;
import io.twinlake.core.preflight.PreflightResult.Verdict;
import io.twinlake.core.preflight.ServiceReport;
import io.twinlake.core.preflight.Severity;
import io.twinlake.core.store.StoreFacts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Shows what a preflight found: the verdict first, then every place at one glance, then why. */
final class PreflightView {
  private final Terminal terminal;

  PreflightView(Terminal terminal) {
    this.terminal = terminal;
  }

  void show(PreflightResult result) {
    boolean ready = result.verdict() == Verdict.READY;
    Wrapped.print(
        terminal,
        ready ? Terminal.Tone.GOOD : Terminal.Tone.BAD,
        ready ? "READY" : "NOT READY",
        "%s, %s -> %s: %s"
            .formatted(result.pair(), result.from(), result.to(), verdict(result, ready)));
    Wrapped.print(
        terminal,
        "",
        "Asked %s in %s; nothing was written at %s, and every probe was removed.%s"
            .formatted(
                Amounts.count(result.places().size(), "place"),
                Amounts.duration(result.took()),
                result.from(),
                result.role().map(r -> " Role: " + r + ".").orElse("")));
    terminal.out().println();
    terminal.print(table(result));
    legend(result);
    services(result);
    result.findings().forEach(this::show);
  }

  private static String verdict(PreflightResult result, boolean ready) {
    List<String> counts = new ArrayList<>();
    add(counts, result.count(Severity.PROBLEM), "problem");
    add(counts, result.count(Severity.WARNING), "warning");
    add(counts, result.count(Severity.NOTE), "note");
    String found = counts.isEmpty() ? "" : " " + String.join(", ", counts) + ".";
    return (ready ? "replicate can run." : "replicate would stop.") + found;
  }

  private static void add(List<String> counts, long count, String what) {
    if (count > 0) {
      counts.add(Amounts.count(count, what));
    }
  }

  private static TextTable table(PreflightResult result) {
    TextTable table =
        TextTable.of("PLACE", "WHERE", "DNS", "AUTH", "LIST", "READ", "WRITE", "DELETE", "COPY");
    for (PlaceReport place : result.places()) {
      List<Object> cells = new ArrayList<>();
      cells.add(place.site() + " " + place.name());
      cells.add(place.label());
      for (Check check : Check.values()) {
        cells.add(place.marks().get(check).word());
      }
      table.row(cells.toArray());
    }
    return table;
  }

  /** What the words in the table mean, for those that are in it. */
  private void legend(PreflightResult result) {
    Set<Mark> shown = EnumSet.noneOf(Mark.class);
    result.places().forEach(place -> shown.addAll(place.marks().values()));
    shown.removeAll(List.of(Mark.OK, Mark.FAILED));
    if (!shown.isEmpty()) {
      terminal.out().println();
    }
    for (Mark mark : shown) {
      Wrapped.print(terminal, "  %-5s  ".formatted(mark.word()), mark.meaning());
    }
  }

  /** What accounts tell of themselves; a question mark for what cannot be seen from here. */
  private void services(PreflightResult result) {
    if (result.services().isEmpty()) {
      return;
    }
    TextTable table =
        TextTable.of("ACCOUNT", "NAMESPACE", "SOFT DELETE", "VERSIONS", "REDUNDANCY", ">CLOCK");
    for (ServiceReport service : result.services()) {
      StoreFacts facts = service.facts();
      table.row(
          service.service(),
          facts.hierarchical().map(h -> h ? "hierarchical" : "flat").orElse("?"),
          facts.softDeleteDays().map(d -> d == 0 ? "off" : d + " days").orElse("?"),
          facts.versioning().map(v -> v ? "kept" : "off").orElse("?"),
          facts.redundancy().orElse("?"),
          service.clock().map(PreflightView::clock).orElse("?"));
    }
    terminal.out().println();
    terminal.print(table);
  }

  private static String clock(Duration ahead) {
    return ahead.isZero()
        ? "as here"
        : (ahead.isNegative() ? "-" : "+") + Amounts.duration(ahead.abs());
  }

  private void show(Finding finding) {
    terminal.out().println();
    Terminal.Tone tone =
        switch (finding.severity()) {
          case PROBLEM -> Terminal.Tone.BAD;
          case WARNING -> Terminal.Tone.WARNING;
          case NOTE -> Terminal.Tone.HEADING;
        };
    Wrapped.print(
        terminal,
        tone,
        "%-7s".formatted(finding.severity()),
        Redaction.hide(finding.place() + ": " + finding.seen()));
    if (!finding.why().isEmpty()) {
      Wrapped.print(terminal, "    why: ", Redaction.hide(finding.why()));
    }
    if (!finding.next().isEmpty()) {
      Wrapped.print(terminal, "   next: ", Redaction.hide(finding.next()));
    }
  }
}
