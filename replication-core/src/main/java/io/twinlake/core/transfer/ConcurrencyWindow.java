package io.twinlake.core.transfer;

/**
 * How many requests an account gets at once, decided from what became of them: one more after as
 * many successes as are allowed at once, half after being throttled (additive increase,
 * multiplicative decrease). Pure.
 *
 * @param limit most requests under way at once, from 1 to {@code ceiling}
 * @param ceiling where it started; never more
 * @param successes since the limit last changed
 * @param cuts how often it was halved. A request remembers the number it began under: what a
 *     service refused before a cut does not cut again, so one burst halves the limit once
 */
record ConcurrencyWindow(int limit, int ceiling, int successes, long cuts) {
  ConcurrencyWindow {
    if (limit < 1 || limit > ceiling) {
      throw new IllegalArgumentException(
          "Between 1 and %d requests at once: %d".formatted(ceiling, limit));
    }
  }

  static ConcurrencyWindow startingAt(int ceiling) {
    return new ConcurrencyWindow(ceiling, ceiling, 0, 0);
  }

  ConcurrencyWindow succeeded() {
    if (limit == ceiling) {
      return this;
    }
    return successes + 1 < limit
        ? new ConcurrencyWindow(limit, ceiling, successes + 1, cuts)
        : new ConcurrencyWindow(limit + 1, ceiling, 0, cuts);
  }

  /**
   * @param begunUnder {@link #cuts} when the throttled request began
   */
  ConcurrencyWindow throttled(long begunUnder) {
    return begunUnder < cuts
        ? this
        : new ConcurrencyWindow(Math.max(1, limit / 2), ceiling, 0, cuts + 1);
  }
}
