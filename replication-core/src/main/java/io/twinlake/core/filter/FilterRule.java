package io.twinlake.core.filter;

import io.twinlake.core.store.ObjectPath;
import java.util.regex.Pattern;

/**
 * One rule of a {@link PathFilter}.
 *
 * @param text as it was written
 * @param includes whether a path that matches belongs
 * @param pattern matches whole paths
 */
record FilterRule(String text, boolean includes, Pattern pattern) {
  /** Forgets all rules before it. */
  static final String CLEAR = "!";

  /** Throws {@link IllegalArgumentException} with what is wrong and what to write instead. */
  static FilterRule parse(String text) {
    boolean includes = text.startsWith("+ ");
    if (!includes && !text.startsWith("- ")) {
      throw new IllegalArgumentException(
          "a rule begins with '+ ' (include) or '- ' (exclude), or is a single '!'");
    }
    String glob = text.substring(2);
    if (glob.isEmpty()) {
      throw new IllegalArgumentException("the rule has no pattern behind its sign");
    }
    if (glob.endsWith("/")) {
      if (includes) {
        // rclone only looks into such a directory and takes nothing from it: surely not meant.
        throw new IllegalArgumentException(
            "an include rule that ends with '/' includes no object; write '%s**' for all below it"
                .formatted(text));
      }
      glob += "**";
    }
    return new FilterRule(text, includes, Glob.compile(glob));
  }

  /**
   * Whether a path in {@code directory} could match, as far as the pattern's beginning tells; true
   * where it does not.
   */
  boolean mayMatchBelow(ObjectPath directory) {
    String glob = text.substring(2);
    if (!glob.startsWith("/")) {
      return true;
    }
    int special = 1;
    while (special < glob.length() && "*?[{\\".indexOf(glob.charAt(special)) < 0) {
      special++;
    }
    String literal = glob.substring(1, special);
    String inside = directory.value() + "/";
    return inside.startsWith(literal) || literal.startsWith(inside);
  }

  boolean matches(ObjectPath path) {
    return pattern.matcher(path.value()).matches();
  }
}
