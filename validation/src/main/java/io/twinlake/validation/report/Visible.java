package io.twinlake.validation.report;

/**
 * Makes every character of a name visible. Object names are chosen by anybody: control characters
 * may break a page or a terminal, and direction marks make a name look like another one.
 */
final class Visible {
  private Visible() {}

  /**
   * {@code text} with {@code \\u202e} in the place of what cannot be seen. Letters of all scripts
   * stay as they are.
   */
  static String of(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (isPlain(c)) {
                out.appendCodePoint(c);
              } else {
                out.append(c > 0xffff ? "\\u{%x}".formatted(c) : "\\u%04x".formatted(c));
              }
            });
    return out.toString();
  }

  /** Whether a person sees that character as itself. */
  static boolean isPlain(int c) {
    if (c == ' ') {
      return true;
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SPACE_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
