package io.twinlake.core.partition;

import io.twinlake.core.partition.PartitionWindow.Outside;
import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which values of one partition key lie in a window: listed ones, or those between two bounds.
 *
 * @param key name of the partition column
 * @param in the values that lie in the window; empty if bounds decide
 * @param limits what a value must satisfy; empty if the list decides
 * @param outside what a change of another partition means
 */
public record PartitionRule(String key, List<String> in, List<Limit> limits, Outside outside)
    implements Serializable {

  public PartitionRule {
    in = List.copyOf(in);
    limits = List.copyOf(limits);
    if (in.isEmpty() == limits.isEmpty()) {
      throw new IllegalArgumentException("either a list ('in') or bounds ('from', 'to') decide");
    }
  }

  /**
   * The window of exactly these values. The partition of nulls lies in it if it is listed as {@link
   * PartitionPath#DEFAULT_PARTITION}.
   */
  public static PartitionRule oneOf(String key, List<String> values, Outside outside) {
    return new PartitionRule(key, values, List.of(), outside);
  }

  /**
   * The window between two bounds, both inclusive; at least one of them is given.
   *
   * <p>Bounds that are dates ({@code 2026-01-31}, {@code 2026-01}, {@code now-90d}) compare days,
   * integers compare as numbers, all others compare as text by the bytes of its UTF-8 form. A value
   * that cannot be compared, such as the partition of nulls, lies in the window.
   *
   * @throws IllegalArgumentException if a bound is no date where the other is, or lies behind it
   */
  public static PartitionRule between(
      String key, Optional<String> from, Optional<String> to, Outside outside) {
    Bounds bounds = new Bounds(from, to);
    List<Limit> limits = new ArrayList<>();
    from.ifPresent(text -> limits.add(bounds.limit(Limit.Side.FROM, text)));
    to.ifPresent(text -> limits.add(bounds.limit(Limit.Side.TO, text)));
    if (limits.isEmpty()) {
      throw new IllegalArgumentException("the range has neither 'from' nor 'to'");
    }
    PartitionRule rule = new PartitionRule(key, List.of(), limits, outside);
    bounds.requireOrder();
    return rule;
  }

  PartitionRule resolve(Instant now) {
    return new PartitionRule(
        key, in, limits.stream().map(limit -> limit.resolve(now)).toList(), outside);
  }

  boolean isResolved() {
    return limits.stream().allMatch(Limit::isResolved);
  }

  boolean admits(PartitionPath partition) {
    return partition
        .value(key)
        .map(
            value ->
                limits.isEmpty()
                    ? in.contains(value)
                    : limits.stream().allMatch(limit -> limit.admits(value)))
        .orElse(true);
  }
}
