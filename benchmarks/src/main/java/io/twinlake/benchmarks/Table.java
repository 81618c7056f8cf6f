package io.twinlake.benchmarks;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Shows rows side by side, with what they mean against the bare client and DistCp. */
final class Table {
  private static final String LINE = "%-42s  %-7s  %7s  %6s  %7s  %8s  %6s  %8s%n";
  private static final String NONE = "-";

  private final PrintStream out;

  Table(PrintStream out) {
    this.out = out;
  }

  void show(String title, List<Row> rows) {
    out.printf("%n%s%n%n", title);
    line("ENGINE", "BYTES", "WALL s", "CPU s", "PEAK MB", "REQUESTS", "x BARE", "x DISTCP");
    for (Row row : rows) {
      if (row.counts()) {
        line(
            row.title(),
            row.through() ? "through" : "inside",
            number(row.wallSeconds()),
            number(row.cpuSeconds()),
            Long.toString(row.peakBytes() / 1_000_000),
            Long.toString(row.requestCount()),
            find(rows, row.through() ? Engines.BARE_THROUGH : Engines.BARE_INSIDE)
                .map(bare -> number(row.wallSeconds() / bare.wallSeconds()))
                .orElse(NONE),
            find(rows, Engines.DISTCP_DIRECT)
                .map(distcp -> number(distcp.wallSeconds() / row.wallSeconds()))
                .orElse(NONE));
      } else {
        out.printf("%-42s  %s%n", row.title(), row.fault());
      }
    }
    rows.stream()
        .filter(row -> row.counts() && row.runSeconds() > 0)
        .forEach(
            row ->
                out.printf(
                    Locale.ROOT,
                    "%n%s: %.1f of its %.1f s from its first request to its last; Spark starts beside them.",
                    row.title(),
                    row.runSeconds(),
                    row.wallSeconds()));
    out.println();
  }

  private static Optional<Row> find(List<Row> rows, String engine) {
    return rows.stream().filter(row -> row.engine().equals(engine) && row.counts()).findFirst();
  }

  private void line(Object... cells) {
    out.print(LINE.formatted(cells).replaceAll(" +(\\R)$", "$1"));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.1f", value);
  }
}
