package io.twinlake.core.filter;

/**
 * Reads the <a href="https://github.com/google/re2/wiki/Syntax">RE2 syntax</a> that rclone allows
 * in <code>{{...}}</code> as Java does. What RE2 has not (looking around, back references) is
 * refused, so that a rule means the same to both programs.
 */
final class RegularExpression {
  private RegularExpression() {}

  static String toJava(String re2) {
    StringBuilder java = new StringBuilder();
    int at = 0;
    while (at < re2.length()) {
      char c = re2.charAt(at++);
      switch (c) {
        case '[' -> at = new CharacterClass(re2, at, true).appendTo(java);
        case '\\' -> at = escaped(re2, at, java);
        case '(' -> at = group(re2, at, java);
        default -> java.append(c);
      }
    }
    return java.toString();
  }

  private static int escaped(String re2, int at, StringBuilder java) {
    if (at == re2.length()) {
      throw new IllegalArgumentException("the regular expression ends with '\\'");
    }
    char c = re2.charAt(at);
    if ((c >= '1' && c <= '9') || c == 'k') {
      throw new IllegalArgumentException("a regular expression here has no back references");
    }
    if (c == 'Q') {
      int end = re2.indexOf("\\E", at);
      int next = end < 0 ? re2.length() : end + 2;
      java.append('\\').append(re2, at, next);
      return next;
    }
    java.append('\\').append(c);
    return at + 1;
  }

  private static int group(String re2, int at, StringBuilder java) {
    java.append('(');
    if (!re2.startsWith("?", at)) {
      return at;
    }
    if (re2.startsWith("?P<", at)) {
      java.append("?<");
      return at + 3;
    }
    int flags = at + 1;
    while (flags < re2.length() && "ims-".indexOf(re2.charAt(flags)) >= 0) {
      flags++;
    }
    boolean known =
        flags < re2.length()
            && (re2.charAt(flags) == ':' || (re2.charAt(flags) == ')' && flags > at + 1));
    boolean named =
        re2.startsWith("?<", at) && !re2.startsWith("?<=", at) && !re2.startsWith("?<!", at);
    if (!known && !named) {
      throw new IllegalArgumentException(
          "a regular expression here knows the groups (...), (?:...) and the flags (?ims) only");
    }
    return at;
  }
}
