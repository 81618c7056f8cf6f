package io.twinlake.core.retention;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides whether history may end. No clock and no I/O.
 *
 * <p>What point n replaced is needed to go back to any point before n. It may end when n is older
 * than the retention, and not newer than the dataset's newest complete point, nor than its newest
 * verified one: those always stay restorable.
 *
 * @param now when the rule is asked
 */
public record RetentionRule(Instant now) {

  /** Whether what point {@code number} replaced, {@code committedAt}, may end. */
  public boolean ends(long number, Instant committedAt, Duration retention, long keptFrom) {
    return number <= keptFrom && isOlder(committedAt, retention);
  }

  /**
   * The oldest point of a dataset that must stay restorable, whatever its age.
   *
   * @param complete its newest complete point
   * @param verified its newest verified point, if one ever was
   */
  public static long keptFrom(Optional<Long> complete, Optional<Long> verified) {
    return Math.min(complete.orElse(0L), verified.orElse(Long.MAX_VALUE));
  }

  /** Whether something of {@code then} is older than {@code retention}. */
  public boolean isOlder(Instant then, Duration retention) {
    return then.plus(retention).isBefore(now);
  }
}
