package io.twinlake.core.traffic;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.settings.DataSize;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Keeps the requests to one account within its budget, and all of them back as long as the account
 * has asked for after refusing one. Without a budget and a refusal it costs one look at a field.
 * Safe for use by many threads.
 */
final class AccountPace implements Pace {
  /** Shorter waits are not worth telling. */
  private static final long TOLD_NANOS = 100_000_000;

  /** How time passes. */
  interface Time {
    Time REAL =
        new Time() {
          @Override
          public long nanos() {
            return System.nanoTime();
          }

          @Override
          public void sleep(long nanos) throws InterruptedException {
            Thread.sleep(nanos / 1_000_000, (int) (nanos % 1_000_000));
          }
        };

    /** Never goes back. */
    long nanos();

    void sleep(long nanos) throws InterruptedException;
  }

  private final String side;
  private final Time time;
  private final Consumer<String> told;
  private Budget budget;
  private final Side of;
  private Optional<TokenBucket> requests = Optional.empty();
  private Optional<TokenBucket> bytes = Optional.empty();
  private long heldUntil;
  private volatile boolean free = true;

  /**
   * @param told who waits for what, {@code target 500 requests/s}
   */
  AccountPace(Side side, Budget budget, Time time, Consumer<String> told) {
    this.of = side;
    this.side = side.isAtSource() ? "source" : "target";
    this.time = time;
    this.told = told;
    this.budget = budget;
    long now = time.nanos();
    if (budget.requestsPerSecond(side) > 0) {
      requests = Optional.of(new TokenBucket(budget.requestsPerSecond(side), now));
    }
    if (budget.bytesPerSecond(side) > 0) {
      bytes = Optional.of(new TokenBucket(budget.bytesPerSecond(side), now));
    }
    free = requests.isEmpty() && bytes.isEmpty();
  }

  /** The share of this JVM may have changed. */
  synchronized void adapt(Budget now) {
    if (now.equals(budget)) {
      return;
    }
    budget = now;
    requests.ifPresent(r -> r.ceiling(now.requestsPerSecond(of), time.nanos()));
    bytes.ifPresent(b -> b.ceiling(now.bytesPerSecond(of), time.nanos()));
  }

  @Override
  public Duration request(long count) {
    return free ? Duration.ZERO : pass(1, count);
  }

  @Override
  public Duration bytes(long count) {
    return free || bytes.isEmpty() ? Duration.ZERO : pass(0, count);
  }

  @Override
  public synchronized void throttled(Duration retryAfter) {
    long now = time.nanos();
    requests.ifPresent(r -> r.throttled(now));
    bytes.ifPresent(b -> b.throttled(now));
    if (!retryAfter.isZero()) {
      long until = now + retryAfter.toNanos();
      heldUntil = free || until - heldUntil > 0 ? until : heldUntil;
      free = false;
    }
  }

  private Duration pass(long requestCount, long byteCount) {
    long began = time.nanos();
    long wait;
    String why;
    synchronized (this) {
      long forRequests =
          requestCount == 0 ? 0 : requests.map(r -> r.take(requestCount, began)).orElse(0L);
      long forBytes = byteCount == 0 ? 0 : bytes.map(b -> b.take(byteCount, began)).orElse(0L);
      wait = Math.max(forRequests, forBytes);
      why = forBytes > forRequests ? byBytes() : byRequests();
    }
    boolean waited = wait > 0;
    if (waited) {
      if (wait >= TOLD_NANOS) {
        told.accept(why);
      }
      sleep(wait);
    }
    if (requestCount > 0) {
      // A refusal may have come meanwhile.
      for (long held = held(); held > 0; held = held()) {
        told.accept(side + ", which asked for a pause");
        sleep(held);
        waited = true;
      }
    }
    return waited ? Duration.ofNanos(Math.max(0, time.nanos() - began)) : Duration.ZERO;
  }

  private synchronized long held() {
    long now = time.nanos();
    if (heldUntil - now > 0) {
      return heldUntil - now;
    }
    free = requests.isEmpty() && bytes.isEmpty();
    heldUntil = now;
    return 0;
  }

  private String byRequests() {
    return "%s %d requests/s".formatted(side, budget.of(of).requestsPerSecond());
  }

  private String byBytes() {
    return "%s %s/s".formatted(side, DataSize.ofBytes(budget.of(of).bytesPerSecond()));
  }

  private void sleep(long nanos) {
    try {
      time.sleep(nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ReplicationException(
          Effect.NONE_MAY_RETRY,
          "Interrupted while held by the throttle. Nothing was sent; run again.",
          e);
    }
  }
}
