package io.twinlake.jobs.cli;

import io.twinlake.core.json.Json;
import io.twinlake.validation.report.Report;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Says where a report went and what it is about. */
final class ReportView {
  private final Terminal terminal;

  ReportView(Terminal terminal) {
    this.terminal = terminal;
  }

  void show(Report report, Path file, boolean json) {
    Path whole = file.toAbsolutePath().normalize();
    String verdict =
        report
            .shown()
            .map(r -> r.verdict().name().toLowerCase(Locale.ROOT).replace('_', ' '))
            .orElse("never validated");
    if (json) {
      Map<String, Object> says = new LinkedHashMap<>();
      says.put("file", whole.toString());
      says.put("verdict", verdict);
      report.shown().ifPresent(r -> says.put("validation", r.id()));
      terminal.out().println(Json.line(says));
      return;
    }
    terminal.out().println(whole);
    Wrapped.print(
        terminal,
        "",
        "%s: %s%s."
            .formatted(
                report.pair(),
                verdict,
                report.shown().map(r -> ", validation " + r.id()).orElse("")));
    report.notes().forEach(note -> Wrapped.print(terminal, "! ", note));
  }
}
