package io.twinlake.metastore.mapping;

import java.util.Objects;

/**
 * What lies below one place lies below another.
 *
 * @param name how reports call it: a data root's name, or where in the settings it stands
 * @param from the place at the source
 * @param to what stands at its place at the target, without a slash at its end
 */
public record Rule(String name, Location from, String to) {
  public Rule {
    Objects.requireNonNull(name);
    Objects.requireNonNull(from);
    while (to.endsWith("/") && !to.endsWith(":/") && !to.endsWith("//")) {
      to = to.substring(0, to.length() - 1);
    }
  }

  /** The target of a rule from a settings' text. */
  public static Rule of(String name, String from, String to) {
    return new Rule(
        name,
        Location.parse(from)
            .orElseThrow(() -> new IllegalArgumentException(from + " is no absolute location")),
        to);
  }
}
