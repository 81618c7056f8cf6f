package io.twinlake.jobs.cli;

/**
 * How many columns of a terminal a text takes: none for combining marks and controls, two for wide
 * East Asian characters and emoji, one for the rest.
 */
final class DisplayWidth {
  private DisplayWidth() {}

  static int of(String text) {
    return text.codePoints().map(DisplayWidth::of).sum();
  }

  static int of(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.NON_SPACING_MARK,
          Character.ENCLOSING_MARK,
          Character.FORMAT,
          Character.CONTROL ->
          0;
      default -> isWide(codePoint) ? 2 : 1;
    };
  }

  private static boolean isWide(int c) {
    return (c >= 0x1100 && c <= 0x115F)
        || (c >= 0x2E80 && c <= 0xA4CF && c != 0x303F)
        || (c >= 0xAC00 && c <= 0xD7A3)
        || (c >= 0xF900 && c <= 0xFAFF)
        || (c >= 0xFE30 && c <= 0xFE6F)
        || (c >= 0xFF00 && c <= 0xFF60)
        || (c >= 0xFFE0 && c <= 0xFFE6)
        || (c >= 0x1F300 && c <= 0x1FAFF)
        || (c >= 0x20000 && c <= 0x3FFFD);
  }

  /**
   * {@code text} in at most {@code columns} columns. The middle gives way to {@code …}: the end of
   * a path says more than its middle.
   */
  static String fit(String text, int columns) {
    if (of(text) <= columns) {
      return text;
    }
    if (columns <= 1) {
      return "…".repeat(Math.max(columns, 0));
    }
    int[] points = text.codePoints().toArray();
    int room = columns - 1;
    int headRoom = room / 2;
    int head = 0;
    int used = 0;
    while (used + of(points[head]) <= headRoom) {
      used += of(points[head++]);
    }
    int tail = points.length;
    while (tail > head && used + of(points[tail - 1]) <= room) {
      used += of(points[--tail]);
    }
    return new String(points, 0, head) + "…" + new String(points, tail, points.length - tail);
  }

  /** Controls could move the cursor or forge lines, so they are shown as escapes. */
  static String printable(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              int type = Character.getType(c);
              if (type == Character.CONTROL || type == Character.LINE_SEPARATOR || isBidi(c)) {
                shown.append(String.format("\\u%04X", c));
              } else {
                shown.appendCodePoint(c);
              }
            });
    return shown.toString();
  }

  private static boolean isBidi(int c) {
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
  }
}
