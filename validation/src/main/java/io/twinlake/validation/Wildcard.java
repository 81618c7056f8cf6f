package io.twinlake.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Matches paths against one of <a href="https://rclone.org/filtering/#patterns">rclone's
 * patterns</a>.
 *
 * <p>Deliberately not the planner's matcher: it walks the pattern itself, where the planner builds
 * a regular expression, so that a mistake in one of the two shows as a difference instead of hiding
 * in both.
 */
final class Wildcard {
  private final List<String> alternatives;
  private final boolean anchored;

  private Wildcard(List<String> alternatives, boolean anchored) {
    this.alternatives = alternatives;
    this.anchored = anchored;
  }

  /**
   * @return empty for a pattern with a regular expression in it, which is not walked
   */
  static Optional<Wildcard> of(String pattern) {
    if (pattern.contains("{{")) {
      return Optional.empty();
    }
    boolean anchored = pattern.startsWith("/");
    String body = anchored ? pattern.substring(1) : pattern;
    return Optional.of(new Wildcard(expand(pattern.endsWith("/") ? body + "**" : body), anchored));
  }

  boolean matches(String path) {
    return alternatives.stream().anyMatch(alternative -> matchesOne(alternative, path));
  }

  private boolean matchesOne(String pattern, String path) {
    if (walk(pattern, 0, path, 0)) {
      return true;
    }
    for (int slash = path.indexOf('/');
        !anchored && slash >= 0;
        slash = path.indexOf('/', slash + 1)) {
      if (walk(pattern, 0, path, slash + 1)) {
        return true;
      }
    }
    return false;
  }

  private static boolean walk(String pattern, int p, String path, int s) {
    while (p < pattern.length()) {
      char c = pattern.charAt(p);
      if (c == '*') {
        boolean deep = pattern.startsWith("**", p);
        int after = p + (deep ? 2 : 1);
        for (int end = s; ; end++) {
          if (walk(pattern, after, path, end)) {
            return true;
          }
          if (end >= path.length() || !deep && path.charAt(end) == '/') {
            return false;
          }
        }
      }
      if (s >= path.length()) {
        return false;
      }
      int read = path.codePointAt(s);
      if (c == '[') {
        int close = closing(pattern, p);
        if (!inClass(pattern.substring(p + 1, close), read)) {
          return false;
        }
        p = close + 1;
      } else if (c == '?') {
        if (read == '/') {
          return false;
        }
        p++;
      } else {
        int at = c == '\\' && p + 1 < pattern.length() ? p + 1 : p;
        int expected = pattern.codePointAt(at);
        if (expected != read) {
          return false;
        }
        p = at + Character.charCount(expected);
      }
      s += Character.charCount(read);
    }
    return s == path.length();
  }

  private static int closing(String pattern, int open) {
    int close = pattern.indexOf(']', open + 2);
    return close < 0 ? pattern.length() - 1 : close;
  }

  private static boolean inClass(String members, int read) {
    boolean negated = members.startsWith("!") || members.startsWith("^");
    int[] points = members.substring(negated ? 1 : 0).codePoints().toArray();
    boolean found = false;
    for (int i = 0; i < points.length; i++) {
      if (i + 2 < points.length && points[i + 1] == '-') {
        found |= points[i] <= read && read <= points[i + 2];
        i += 2;
      } else {
        found |= points[i] == read;
      }
    }
    return found != negated;
  }

  /** Writes {@code {a,b}} out as one pattern for each. */
  private static List<String> expand(String pattern) {
    int open = unescaped(pattern, '{', 0);
    if (open < 0) {
      return List.of(pattern);
    }
    List<Integer> cuts = new ArrayList<>(List.of(open));
    int depth = 0;
    int close = -1;
    for (int i = open; i < pattern.length() && close < 0; i++) {
      switch (pattern.charAt(i)) {
        case '\\' -> i++;
        case '{' -> depth++;
        case '}' -> {
          if (--depth == 0) {
            close = i;
          }
        }
        case ',' -> {
          if (depth == 1) {
            cuts.add(i);
          }
        }
        default -> {}
      }
    }
    if (close < 0) {
      return List.of(pattern);
    }
    cuts.add(close);
    List<String> all = new ArrayList<>();
    for (int i = 0; i + 1 < cuts.size(); i++) {
      String choice = pattern.substring(cuts.get(i) + 1, cuts.get(i + 1));
      all.addAll(expand(pattern.substring(0, open) + choice + pattern.substring(close + 1)));
    }
    return all;
  }

  private static int unescaped(String pattern, char wanted, int from) {
    for (int i = from; i < pattern.length(); i++) {
      if (pattern.charAt(i) == '\\') {
        i++;
      } else if (pattern.charAt(i) == wanted) {
        return i;
      }
    }
    return -1;
  }
}
