package io.twinlake.jobs.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A table for people, never wider than the given columns: what is too long loses its middle, the
 * widest column first. Numbers are set to the right.
 */
public final class TextTable {
  private static final String GAP = "  ";
  private static final int NARROWEST = 6;

  private final List<String> header;
  private final List<Boolean> right;
  private final List<List<String>> rows = new ArrayList<>();

  private TextTable(List<String> header, List<Boolean> right) {
    this.header = header;
    this.right = right;
  }

  /**
   * A table with these columns.
   *
   * @param columns their names; a name that begins with {@code >} makes its column right-aligned
   */
  public static TextTable of(String... columns) {
    return new TextTable(
        Arrays.stream(columns).map(c -> c.startsWith(">") ? c.substring(1) : c).toList(),
        Arrays.stream(columns).map(c -> c.startsWith(">")).toList());
  }

  /** Adds a row with one text per column. */
  public TextTable row(Object... cells) {
    if (cells.length != header.size()) {
      throw new IllegalArgumentException(cells.length + " cells for " + header.size() + " columns");
    }
    rows.add(Arrays.stream(cells).map(c -> DisplayWidth.printable(c.toString())).toList());
    return this;
  }

  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** The lines of this table, none wider than {@code columns} as far as its columns can shrink. */
  public List<String> lines(int columns) {
    int[] widths = widths(columns);
    List<String> lines = new ArrayList<>();
    lines.add(line(header, widths));
    rows.forEach(row -> lines.add(line(row, widths)));
    return lines;
  }

  private int[] widths(int columns) {
    int[] widths = new int[header.size()];
    for (int i = 0; i < widths.length; i++) {
      int column = i;
      widths[i] =
          Math.max(
              DisplayWidth.of(header.get(i)),
              rows.stream().mapToInt(row -> DisplayWidth.of(row.get(column))).max().orElse(0));
    }
    int room = columns - GAP.length() * (widths.length - 1);
    while (Arrays.stream(widths).sum() > room) {
      int widest = 0;
      for (int i = 1; i < widths.length; i++) {
        widest = widths[i] > widths[widest] ? i : widest;
      }
      if (widths[widest] <= NARROWEST) {
        break;
      }
      widths[widest]--;
    }
    return widths;
  }

  private String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String text = DisplayWidth.fit(cells.get(i), widths[i]);
      String pad = " ".repeat(widths[i] - DisplayWidth.of(text));
      line.append(i == 0 ? "" : GAP).append(right.get(i) ? pad + text : text + pad);
    }
    return line.toString().stripTrailing();
  }
}
