package io.twinlake.core.filter;

import io.twinlake.core.store.ObjectPath;
import java.io.Serializable;
import java.util.List;

/**
 * Which paths belong to a dataset, by rclone's filter rules: the first rule that matches decides,
 * and what no rule matches belongs.
 *
 * @param rules in order, each {@code + pattern} or {@code - pattern}
 */
public record PathFilter(List<String> rules) implements Serializable {
  public static final PathFilter ALL = new PathFilter(List.of());

  public PathFilter {
    rules = List.copyOf(rules);
  }

  /** Whether {@code path}, below the dataset's root, belongs. */
  public boolean accepts(ObjectPath path) {
    return true;
  }
}
