package io.twinlake.core.plan;

import io.twinlake.core.store.ObjectPrefix;
import java.io.Serializable;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts paths by what was decided for them and why, over all and by partition. Every path is
 * counted once.
 */
public final class Tally implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What a path ends as. */
  public enum Outcome {
    COPY,
    ADOPT,
    DELETE,
    KEEP,
    SKIP
  }

  /**
   * Paths and their length together.
   *
   * @param objects how many
   * @param bytes their length together
   */
  public record Count(long objects, long bytes) implements Serializable {
    public static final Count NONE = new Count(0, 0);

    public Count plus(Count other) {
      return new Count(objects + other.objects, bytes + other.bytes);
    }
  }

  private final EnumMap<Outcome, EnumMap<Reason, Count>> counts = new EnumMap<>(Outcome.class);
  private final TreeMap<String, EnumMap<Outcome, Count>> partitions = new TreeMap<>();

  /** Counts one path. */
  public void add(Outcome outcome, Reason reason, long bytes, ObjectPrefix partition) {
    add(outcome, reason, new Count(1, bytes), partition.value());
  }

  /**
   * Counts {@code count} more (or, with negative numbers, fewer) paths of a partition; the empty
   * partition is none.
   */
  public void add(Outcome outcome, Reason reason, Count count, String partition) {
    counts
        .computeIfAbsent(outcome, o -> new EnumMap<>(Reason.class))
        .merge(reason, count, Count::plus);
    if (!partition.isEmpty()) {
      partitions
          .computeIfAbsent(partition, p -> new EnumMap<>(Outcome.class))
          .merge(outcome, count, Count::plus);
    }
  }

  public void addAll(Tally other) {
    other.counts.forEach(
        (outcome, byReason) ->
            byReason.forEach(
                (reason, count) ->
                    counts
                        .computeIfAbsent(outcome, o -> new EnumMap<>(Reason.class))
                        .merge(reason, count, Count::plus)));
    other.partitions.forEach(
        (partition, byOutcome) ->
            byOutcome.forEach(
                (outcome, count) ->
                    partitions
                        .computeIfAbsent(partition, p -> new EnumMap<>(Outcome.class))
                        .merge(outcome, count, Count::plus)));
  }

  /** All paths. */
  public Count total() {
    Count sum = Count.NONE;
    for (Outcome outcome : counts.keySet()) {
      sum = sum.plus(of(outcome));
    }
    return sum;
  }

  public Count of(Outcome outcome) {
    Count sum = Count.NONE;
    for (Count count : reasons(outcome).values()) {
      sum = sum.plus(count);
    }
    return sum;
  }

  public Count of(Outcome outcome, Reason reason) {
    return reasons(outcome).getOrDefault(reason, Count.NONE);
  }

  public Map<Reason, Count> reasons(Outcome outcome) {
    EnumMap<Reason, Count> byReason = counts.get(outcome);
    return byReason == null ? Map.of() : Collections.unmodifiableMap(byReason);
  }

  /** By partition directory, for the partitions that any counted path lies in. */
  public SortedMap<String, Map<Outcome, Count>> partitions() {
    TreeMap<String, Map<Outcome, Count>> view = new TreeMap<>();
    partitions.forEach((k, v) -> view.put(k, Collections.unmodifiableMap(v)));
    return view;
  }
}
