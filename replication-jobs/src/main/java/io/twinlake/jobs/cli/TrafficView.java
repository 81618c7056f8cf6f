package io.twinlake.jobs.cli;

import io.twinlake.core.run.RequestReport;
import io.twinlake.core.store.RequestKind;
import io.twinlake.core.traffic.Side;
import io.twinlake.core.traffic.Traffic;
import io.twinlake.core.traffic.Traffic.Amount;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Shows what is asked of services: one line for each side, within 80 columns. */
final class TrafficView {
  /** Kinds that share a column, as they are billed alike. */
  private enum Column {
    LIST("LIST", RequestKind.LIST),
    READ("READ", RequestKind.READ, RequestKind.SERVED),
    WRITE("WRITE", RequestKind.WRITE, RequestKind.BLOCK),
    COPY("COPY", RequestKind.COPY, RequestKind.COPY_BLOCK),
    DELETE("DELETE", RequestKind.DELETE),
    OTHER("OTHER", RequestKind.LOOK, RequestKind.OTHER);

    private final String title;
    private final List<RequestKind> kinds;

    Column(String title, RequestKind... kinds) {
      this.title = title;
      this.kinds = List.of(kinds);
    }

    long of(Traffic traffic, Side side) {
      return kinds.stream().mapToLong(kind -> traffic.of(side, kind)).sum();
    }
  }

  private final Terminal terminal;

  TrafficView(Terminal terminal) {
    this.terminal = terminal;
  }

  /** What is expected. */
  void predicted(Traffic traffic) {
    TextTable table = table();
    for (Side side : Side.values()) {
      if (isTouched(traffic, side)) {
        row(table, side.words(), traffic, side);
      }
    }
    show(table);
  }

  /** What was asked, and below it what was predicted where that is not the same. */
  void compared(RequestReport requests) {
    Traffic actual = requests.actual();
    Traffic predicted = requests.predicted();
    TextTable table = table();
    for (Side side : Side.values()) {
      if (isTouched(actual, side) || isTouched(predicted, side)) {
        row(table, side.words(), actual, side);
        if (Arrays.stream(Column.values())
            .anyMatch(column -> column.of(actual, side) != column.of(predicted, side))) {
          row(table, "  predicted", predicted, side);
        }
      }
    }
    show(table);
    if (requests.attemptsNotCounted() > 0) {
      Wrapped.print(
          terminal,
          "  ",
          "Not counted: what %s of tasks that died had sent."
              .formatted(Amounts.count(requests.attemptsNotCounted(), "attempt")));
    }
    long held = actual.of(Amount.MILLIS_HELD);
    if (held > 0) {
      Wrapped.print(
          terminal,
          "  ",
          "Held by the throttle: %s of all threads together."
              .formatted(Amounts.duration(Duration.ofMillis(held))));
    }
  }

  private void show(TextTable table) {
    if (!table.isEmpty()) {
      terminal.print(table);
      terminal.out().println();
    }
  }

  private static TextTable table() {
    String[] titles = new String[Column.values().length + 2];
    titles[0] = "REQUESTS";
    for (Column column : Column.values()) {
      titles[column.ordinal() + 1] = ">" + column.title;
    }
    titles[titles.length - 1] = ">BYTES";
    return TextTable.of(titles);
  }

  private static void row(TextTable table, String name, Traffic traffic, Side side) {
    Object[] row = new Object[Column.values().length + 2];
    row[0] = name;
    for (Column column : Column.values()) {
      row[column.ordinal() + 1] = shortly(column.of(traffic, side));
    }
    row[row.length - 1] = Amounts.bytes(bytes(traffic, side));
    table.row(row);
  }

  /** {@code 12,345}, {@code 1.23 M}: never wider than seven. */
  static String shortly(long count) {
    return count < 1_000_000
        ? Amounts.count(count)
        : count < 1_000_000_000L
            ? String.format(Locale.ROOT, "%.1f M", count / 1e6)
            : String.format(Locale.ROOT, "%.1f G", count / 1e9);
  }

  private static boolean isTouched(Traffic traffic, Side side) {
    return traffic.requests(side) + traffic.of(side, RequestKind.SERVED) > 0;
  }

  private static long bytes(Traffic traffic, Side side) {
    return traffic.of(side, Amount.BYTES_SENT)
        + traffic.of(side, Amount.BYTES_RECEIVED)
        + traffic.of(side, Amount.BYTES_COPIED);
  }
}
