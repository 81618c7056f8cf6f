package io.twinlake.validation;

import java.util.EnumMap;
import java.util.Map;

/** How many paths ended how, and how many bytes they hold. Not safe for several threads. */
public final class Counts {
  /** One number of paths and their bytes. */
  public record Count(long objects, long bytes) {
    static final Count NONE = new Count(0, 0);

    Count plus(long moreBytes) {
      return new Count(objects + 1, bytes + moreBytes);
    }

    Count plus(Count other) {
      return new Count(objects + other.objects, bytes + other.bytes);
    }
  }

  private final Map<Outcome, Count> counts = new EnumMap<>(Outcome.class);

  void add(Outcome outcome, Count more) {
    counts.merge(outcome, more, Count::plus);
  }

  /** What ended so. */
  public Count of(Outcome outcome) {
    return counts.getOrDefault(outcome, Count.NONE);
  }

  /** All paths that were seen. */
  public Count total() {
    return counts.values().stream().reduce(Count.NONE, Count::plus);
  }

  /** A copy, for a report. */
  public Map<Outcome, Count> all() {
    Map<Outcome, Count> copy = new EnumMap<>(Outcome.class);
    copy.putAll(counts);
    return copy;
  }
}
