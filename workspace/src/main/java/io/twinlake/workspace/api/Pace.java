package io.twinlake.workspace.api;

import java.time.Duration;

/**
 * Spreads requests evenly over time. A workspace that throttles gets half as many, and slowly more
 * again up to the configured rate.
 */
final class Pace {
  private static final double SLOWEST_PER_SECOND = 0.5;

  private final double configured;
  private final Waiting waiting;
  private double perSecond;
  private long next;
  private boolean started;

  /**
   * @param perSecond most requests in one second
   */
  Pace(double perSecond, Waiting waiting) {
    if (perSecond <= 0) {
      throw new IllegalArgumentException("A pace of " + perSecond + " requests per second");
    }
    this.configured = perSecond;
    this.perSecond = perSecond;
    this.waiting = waiting;
  }

  /** Waits until the next request may go. */
  void await() {
    long wait;
    synchronized (this) {
      long now = waiting.nanoTime();
      next = started && next - now > 0 ? next : now;
      started = true;
      wait = next - now;
      next += (long) (1e9 / perSecond);
    }
    if (wait > 0) {
      waiting.sleep(Duration.ofNanos(wait));
    }
  }

  /** The workspace answered that there were too many. */
  synchronized void throttled() {
    perSecond = Math.max(SLOWEST_PER_SECOND, perSecond / 2);
  }

  /** A request went through. */
  synchronized void passed() {
    perSecond = Math.min(configured, perSecond * 1.02);
  }

  synchronized double perSecond() {
    return perSecond;
  }
}
