package io.twinlake.jobs.spark;

import io.twinlake.core.plan.PlanAction;
import java.io.Serializable;

/**
 * How much there is to transfer.
 *
 * @param objects how many
 * @param weight what they cost: their bytes, and a fixed price for each
 * @param largeBytes bytes of those that may be worth several tasks
 */
record Load(long objects, long weight, long largeBytes) implements Serializable {
  static final Load NONE = new Load(0, 0, 0);

  /** What an object costs beside its bytes: as much as so many bytes. */
  private static final long PRICE = 1L << 20;

  /** A longer object costs a task no more than this: it is staged by others, or runs alone. */
  private static final long MOST = 256L << 20;

  static long weight(PlanAction action) {
    return of(action.bytes()).weight();
  }

  /** One object of so many bytes. */
  static Load of(long bytes) {
    return new Load(1, PRICE + Math.min(bytes, MOST), 0);
  }

  Load plus(PlanAction action, boolean large) {
    return new Load(
        objects + 1, weight + weight(action), largeBytes + (large ? action.bytes() : 0));
  }

  Load plus(Load other) {
    return new Load(objects + other.objects, weight + other.weight, largeBytes + other.largeBytes);
  }
}
