package io.twinlake.core.transfer;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.store.StoreException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Tries again what failed without an effect and may succeed later ({@link Effect#NONE_MAY_RETRY}),
 * a bounded number of times. Everything else passes at once.
 *
 * <p>Between two attempts it waits a random time between nothing and a ceiling that doubles from
 * 500 ms to 30 s ("full jitter"), so that many tasks that failed together do not come back
 * together. What the service asks for is waited on top; where it asks for more than five minutes
 * the failure passes instead, since an object that fails is copied by the next run.
 */
public final class Retry {
  static final Duration FIRST_CEILING = Duration.ofMillis(500);
  static final Duration LAST_CEILING = Duration.ofSeconds(30);
  static final Duration LONGEST_ASKED = Duration.ofMinutes(5);

  /** How time passes. */
  public interface Sleeper {
    void sleep(Duration duration) throws InterruptedException;
  }

  private final int attempts;
  private final Sleeper sleeper;
  private final DoubleSupplier random;

  /**
   * @param attempts how often a call is tried before its failure passes, at least 1
   * @param random numbers from 0 to below 1
   */
  public Retry(int attempts, Sleeper sleeper, DoubleSupplier random) {
    if (attempts < 1) {
      throw new IllegalArgumentException("At least one attempt is needed: " + attempts);
    }
    this.attempts = attempts;
    this.sleeper = Objects.requireNonNull(sleeper);
    this.random = Objects.requireNonNull(random);
  }

  /** Retries on the real clock. */
  public static Retry ofAttempts(int attempts) {
    return new Retry(
        attempts,
        duration -> Thread.sleep(duration.toMillis()),
        () -> ThreadLocalRandom.current().nextDouble());
  }

  /** Calls until it succeeds or the attempts are used up; the last failure passes as it is. */
  public <T> T call(Supplier<T> call) {
    return call(call, effect -> effect == Effect.NONE_MAY_RETRY);
  }

  /** The same for a call that does no harm if it happens twice: an unknown outcome is repeated. */
  public <T> T callAgain(Supplier<T> call) {
    return call(call, effect -> effect != Effect.NONE_DO_NOT_RETRY);
  }

  private <T> T call(Supplier<T> call, Predicate<Effect> again) {
    for (int failed = 1; ; failed++) {
      try {
        return call.get();
      } catch (ReplicationException e) {
        if (!again.test(e.effect()) || !pause(failed, e)) {
          throw e;
        }
      }
    }
  }

  /**
   * Waits before the next attempt.
   *
   * @param failed how many attempts failed so far, from 1
   * @return false, without waiting, if there is to be no further attempt
   */
  boolean pause(int failed, ReplicationException why) {
    Optional<Duration> asked =
        why instanceof StoreException store ? store.retryAfter() : Optional.empty();
    if (failed >= attempts || asked.filter(a -> a.compareTo(LONGEST_ASKED) > 0).isPresent()) {
      return false;
    }
    try {
      sleeper.sleep(delay(failed, asked, random.getAsDouble()));
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      why.addSuppressed(e);
      return false;
    }
  }

  /**
   * How long to wait.
   *
   * @param failed how many attempts failed so far, from 1
   * @param asked how long the service asks to be left alone
   * @param fraction where between nothing and the ceiling, from 0 to below 1
   */
  static Duration delay(int failed, Optional<Duration> asked, double fraction) {
    long doublings = Math.min(failed - 1, Long.SIZE - Long.numberOfLeadingZeros(60));
    long ceiling = Math.min(LAST_CEILING.toNanos(), FIRST_CEILING.toNanos() << doublings);
    return asked.orElse(Duration.ZERO).plusNanos((long) (ceiling * fraction));
  }
}
