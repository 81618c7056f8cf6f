package io.twinlake.jobs.cli;

import java.util.ArrayList;
import java.util.List;

/** Prints sentences within the columns of a terminal. */
final class Wrapped {
  private Wrapped() {}

  /**
   * Prints {@code text}, broken at spaces; further lines are indented as the first.
   *
   * @param lead what stands before the first line
   */
  static void print(Terminal terminal, String lead, String text) {
    lines(lead, text).forEach(terminal.out()::println);
  }

  /** Prints a verdict in its tone, and what it means behind it. */
  static void print(Terminal terminal, Terminal.Tone tone, String verdict, String text) {
    List<String> lines = lines(verdict + "  ", text);
    terminal
        .out()
        .println(terminal.paint(tone, verdict) + lines.get(0).substring(verdict.length()));
    terminal.print(lines.subList(1, lines.size()));
  }

  private static List<String> lines(String lead, String text) {
    List<String> lines = new ArrayList<>();
    String indent = " ".repeat(lead.length());
    StringBuilder line = new StringBuilder(lead);
    boolean empty = true;
    for (String word : DisplayWidth.printable(text).split(" ", -1)) {
      if (!empty && DisplayWidth.of(line + " " + word) > Terminal.COLUMNS) {
        lines.add(line.toString());
        line = new StringBuilder(indent);
        empty = true;
      }
      line.append(empty ? "" : " ").append(word);
      empty = false;
    }
    lines.add(line.toString());
    return lines;
  }
}
