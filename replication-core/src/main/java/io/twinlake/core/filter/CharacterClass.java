package io.twinlake.core.filter;

import java.util.Map;

/**
 * A bracket expression, {@code [a-z]}, {@code [!0-9]}, {@code [[:alpha:]_]}. Java reads unions and
 * intersections where the patterns' own language has plain characters, so each one is translated.
 */
final class CharacterClass {
  private static final Map<String, String> NAMED =
      Map.ofEntries(
          Map.entry("alnum", "p{Alnum}"),
          Map.entry("alpha", "p{Alpha}"),
          Map.entry("ascii", "p{ASCII}"),
          Map.entry("blank", "p{Blank}"),
          Map.entry("cntrl", "p{Cntrl}"),
          Map.entry("digit", "p{Digit}"),
          Map.entry("graph", "p{Graph}"),
          Map.entry("lower", "p{Lower}"),
          Map.entry("print", "p{Print}"),
          Map.entry("punct", "p{Punct}"),
          Map.entry("space", "p{Space}"),
          Map.entry("upper", "p{Upper}"),
          Map.entry("word", "p{IsWord}"),
          Map.entry("xdigit", "p{XDigit}"));

  private final String pattern;
  private final boolean inRegularExpression;
  private int at;

  /**
   * @param at behind the opening bracket
   * @param inRegularExpression whether any escape is allowed, and a bracket may come first
   */
  CharacterClass(String pattern, int at, boolean inRegularExpression) {
    this.pattern = pattern;
    this.at = at;
    this.inRegularExpression = inRegularExpression;
  }

  /** Appends this class and returns the place behind its closing bracket. */
  int appendTo(StringBuilder regex) {
    regex.append('[');
    if (peek() == '^' || (peek() == '!' && !inRegularExpression)) {
      at++;
      regex.append('^');
    }
    int first = at;
    while (peek() != ']' || (inRegularExpression && at == first)) {
      char c = pattern.charAt(at++);
      if (c == '[' && peek() == ':') {
        named(regex);
      } else if (c == '\\') {
        escaped(regex);
      } else if (c == '-' && at - 1 != first && peek() != ']') {
        regex.append('-');
      } else {
        Glob.appendLiteral(regex, c);
      }
    }
    if (at == first) {
      throw new IllegalArgumentException("'[]' matches nothing; name the characters it stands for");
    }
    regex.append(']');
    return at + 1;
  }

  private void named(StringBuilder regex) {
    int end = pattern.indexOf(":]", at);
    if (end < 0) {
      throw new IllegalArgumentException("'[:' without ':]'; write '\\[' for a bracket");
    }
    String name = pattern.substring(at + 1, end);
    boolean negated = name.startsWith("^");
    String java = NAMED.get(negated ? name.substring(1) : name);
    if (java == null) {
      throw new IllegalArgumentException(
          "no class of characters has this name; there are "
              + NAMED.keySet().stream().sorted().toList());
    }
    if (java.equals("p{IsWord}")) {
      regex.append(negated ? "\\W" : "\\w");
    } else {
      regex.append(negated ? "\\P" : "\\p").append(java.substring(1));
    }
    at = end + 2;
  }

  private void escaped(StringBuilder regex) {
    char c = peek();
    at++;
    if (inRegularExpression) {
      regex.append('\\').append(c);
      if (at < pattern.length() && peek() == '{' && "pPx".indexOf(c) >= 0) {
        int end = pattern.indexOf('}', at);
        regex.append(pattern, at, end < 0 ? pattern.length() : end + 1);
        at = end < 0 ? pattern.length() : end + 1;
      }
    } else if ("dDsSwW".indexOf(c) >= 0) {
      regex.append('\\').append(c);
    } else if (Glob.isWord(c)) {
      throw new IllegalArgumentException(
          "'\\%s' means nothing between brackets; write '%s'".formatted(c, c));
    } else {
      Glob.appendLiteral(regex, c);
    }
  }

  private char peek() {
    if (at >= pattern.length()) {
      throw new IllegalArgumentException("'[' without ']'; write '\\[' for itself");
    }
    return pattern.charAt(at);
  }
}
