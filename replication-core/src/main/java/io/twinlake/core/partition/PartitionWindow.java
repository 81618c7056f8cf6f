package io.twinlake.core.partition;

import io.twinlake.core.store.ObjectPath;
import java.io.Serializable;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Which Hive-style partitions of a dataset are replicated: those that satisfy every rule. A path in
 * no partition, or in one without a rule's key, satisfies that rule: what cannot be told apart is
 * replicated.
 *
 * <p>Relative dates are resolved when a run starts, so that all of the run sees one window.
 *
 * @param rules at most one per key
 */
public record PartitionWindow(List<PartitionRule> rules) implements Serializable {
  /** Every partition. */
  public static final PartitionWindow ALL = new PartitionWindow(List.of());

  /** What a change outside the window means. */
  public enum Outside {
    /** It is counted as a hole in the recovery point. */
    REPORT,
    /** Nobody needs it at the target, so it is not counted. */
    IGNORE
  }

  public PartitionWindow {
    rules = List.copyOf(rules);
  }

  /** This window with {@code now-90d} and its like turned into days, in UTC. */
  public PartitionWindow resolve(Instant now) {
    return new PartitionWindow(rules.stream().map(rule -> rule.resolve(now)).toList());
  }

  /** Whether no bound waits for {@link #resolve}. */
  public boolean isResolved() {
    return rules.stream().allMatch(PartitionRule::isResolved);
  }

  /**
   * Whether {@code path}, below the dataset's root, lies in the window.
   *
   * @throws IllegalStateException if a bound is still relative
   */
  public boolean contains(ObjectPath path) {
    return outside(path).isEmpty();
  }

  /**
   * Empty if {@code path} lies in the window, and otherwise what its change means. Where several
   * rules keep it out, one {@link Outside#IGNORE} is enough: nobody needs that partition.
   *
   * @throws IllegalStateException if a bound is still relative
   */
  public Optional<Outside> outside(ObjectPath path) {
    if (!isResolved()) {
      throw new IllegalStateException(
          "The partition window has relative dates; resolve it when the run starts: " + rules);
    }
    if (rules.isEmpty()) {
      return Optional.empty();
    }
    return PartitionPath.of(path).flatMap(this::outside);
  }

  private Optional<Outside> outside(PartitionPath partition) {
    return rules.stream()
        .filter(rule -> !rule.admits(partition))
        .map(PartitionRule::outside)
        .max(Outside::compareTo);
  }
}
