package io.twinlake.jobs.cli;

/** Prints sentences within the columns of a terminal. */
final class Wrapped {
  private Wrapped() {}

  /**
   * Prints {@code text}, broken at spaces; further lines are indented as the first.
   *
   * @param lead what stands before the first line
   */
  static void print(Terminal terminal, String lead, String text) {
    String indent = " ".repeat(lead.length());
    StringBuilder line = new StringBuilder(lead);
    boolean empty = true;
    for (String word : DisplayWidth.printable(text).split(" ", -1)) {
      if (!empty && DisplayWidth.of(line + " " + word) > Terminal.COLUMNS) {
        terminal.out().println(line);
        line = new StringBuilder(indent);
        empty = true;
      }
      line.append(empty ? "" : " ").append(word);
      empty = false;
    }
    terminal.out().println(line);
  }
}
