package io.twinlake.core.traffic;

/**
 * What may be taken in a second, decided from when it was taken. What is taken beyond what is there
 * is waited for by its taker, so that at any time at most the rate times the time so far, and one
 * burst, was used. A burst is what comes in a tenth of a second, and at least one.
 *
 * <p>The rate adapts: half after the service has refused, at most once in a second; then a
 * twentieth of the ceiling more for each second (additive increase, multiplicative decrease), up to
 * the ceiling.
 *
 * <p>Knows no clock: each call is told the time, in nanoseconds that never go back. For one thread.
 */
final class TokenBucket {
  private static final double NANOS = 1e9;
  private static final double BURST_SECONDS = 0.1;
  private static final double INCREASE = 1.0 / 20;

  /** Never slower than this part of the ceiling. */
  private static final double FLOOR = 1.0 / 64;

  private double ceiling;
  private double rate;

  /** What is there; less than nothing where takers still wait for what they took. */
  private double tokens;

  private long filledAt;
  private long cutAt;
  private long raisedAt;
  private boolean cut;

  /**
   * @param perSecond the ceiling, more than 0
   */
  TokenBucket(double perSecond, long now) {
    if (!(perSecond > 0)) {
      throw new IllegalArgumentException("Not a rate: " + perSecond);
    }
    this.ceiling = perSecond;
    this.rate = perSecond;
    this.tokens = burst();
    this.filledAt = now;
    this.raisedAt = now;
  }

  private double burst() {
    return Math.max(1, rate * BURST_SECONDS);
  }

  /**
   * Takes.
   *
   * @return how long its taker has to wait before using it, in nanoseconds
   */
  long take(double count, long now) {
    pass(now);
    tokens -= count;
    return tokens >= 0 ? 0 : (long) Math.ceil(-tokens / rate * NANOS);
  }

  /** The service has refused. */
  void throttled(long now) {
    pass(now);
    if (!cut || now - cutAt >= NANOS) {
      rate = Math.max(ceiling * FLOOR, rate / 2);
      tokens = Math.min(tokens, burst());
      cutAt = now;
      raisedAt = now;
      cut = true;
    }
  }

  /** From now on the ceiling is another: the share of this JVM has changed. */
  void ceiling(double perSecond, long now) {
    pass(now);
    rate = Math.max(perSecond * FLOOR, rate * (perSecond / ceiling));
    ceiling = perSecond;
    tokens = Math.min(tokens, burst());
  }

  double ceiling() {
    return ceiling;
  }

  double rate() {
    return rate;
  }

  private void pass(long now) {
    tokens = Math.min(burst(), tokens + rate * ((now - filledAt) / NANOS));
    filledAt = now;
    long seconds = (long) ((now - raisedAt) / NANOS);
    if (seconds > 0) {
      rate = Math.min(ceiling, rate + seconds * ceiling * INCREASE);
      raisedAt += (long) (seconds * NANOS);
    }
  }
}
