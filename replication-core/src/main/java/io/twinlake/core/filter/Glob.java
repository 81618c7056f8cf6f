package io.twinlake.core.filter;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Translates one of <a href="https://rclone.org/filtering/#patterns">rclone's patterns</a> into a
 * regular expression that matches whole paths.
 *
 * <p>Where rclone's program and its documentation differ, the documentation is followed: {@code
 * [!a]} is every character but {@code a}, and {@code **} matches line breaks too, so that no name
 * slips past a rule.
 */
final class Glob {
  private static final String CLASS_LETTERS = "dDsSwW";

  private final String glob;
  private final StringBuilder regex = new StringBuilder();
  private int at;

  private Glob(String glob) {
    this.glob = glob;
  }

  /** Throws {@link IllegalArgumentException} with what is wrong and what to write instead. */
  static Pattern compile(String glob) {
    return compileRegex(new Glob(glob).translate());
  }

  private static Pattern compileRegex(String regex) {
    try {
      return Pattern.compile(regex, Pattern.UNIX_LINES | Pattern.UNICODE_CASE);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "the pattern cannot be understood: " + e.getDescription(), e);
    }
  }

  private String translate() {
    if (glob.startsWith("/")) {
      at = 1;
    } else {
      regex.append("(?:[\\x{0}-\\x{10FFFF}]*/)?");
    }
    int openBraces = 0;
    while (at < glob.length()) {
      char c = glob.charAt(at++);
      switch (c) {
        case '*' -> stars();
        case '?' -> regex.append("[^/]");
        case '\\' -> escaped();
        case '[' -> at = new CharacterClass(glob, at, false).appendTo(regex);
        case ']' -> throw new IllegalArgumentException("']' without '['; write '\\]' for itself");
        case '{' -> {
          if (glob.startsWith("{", at)) {
            regularExpression();
          } else {
            openBraces++;
            regex.append("(?:");
          }
        }
        case '}' -> {
          if (--openBraces < 0) {
            throw new IllegalArgumentException("'}' without '{'; write '\\}' for itself");
          }
          regex.append(')');
        }
        case ',' -> regex.append(openBraces > 0 ? "|" : ",");
        default -> appendLiteral(regex, c);
      }
    }
    if (openBraces > 0) {
      throw new IllegalArgumentException("'{' without '}'; write '\\{' for itself");
    }
    return regex.toString();
  }

  private void stars() {
    int first = at - 1;
    while (at < glob.length() && glob.charAt(at) == '*') {
      at++;
    }
    switch (at - first) {
      case 1 -> regex.append("[^/]*");
      case 2 -> regex.append("[\\x{0}-\\x{10FFFF}]*");
      default ->
          throw new IllegalArgumentException(
              "more than two stars in a row; '*' stays in one directory, '**' crosses them");
    }
  }

  private void escaped() {
    if (at == glob.length()) {
      throw new IllegalArgumentException("the pattern ends with '\\'; write '\\\\' for itself");
    }
    char c = glob.charAt(at++);
    if (CLASS_LETTERS.indexOf(c) >= 0) {
      regex.append('\\').append(c);
    } else if (isWord(c)) {
      throw new IllegalArgumentException(
          "'\\%s' means nothing in a pattern; write '%s', or a regular expression as {{...}}"
              .formatted(c, c));
    } else {
      appendLiteral(regex, c);
    }
  }

  /** From the second brace of <code>{{</code> to behind its <code>}}</code>. */
  private void regularExpression() {
    int begin = at + 1;
    int end = glob.indexOf("}}", begin);
    if (end < 0) {
      throw new IllegalArgumentException("'{{' without '}}'; a regular expression ends with '}}'");
    }
    while (glob.startsWith("}", end + 2)) {
      end++;
    }
    String translated = RegularExpression.toJava(glob.substring(begin, end));
    compileRegex(translated); // by itself, so that it cannot close the group around it
    regex.append("(?:").append(translated).append(')');
    at = end + 2;
  }

  static void appendLiteral(StringBuilder regex, char c) {
    if (c < 0x80 && !isWord(c)) {
      regex.append('\\');
    }
    regex.append(c);
  }

  static boolean isWord(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }
}
