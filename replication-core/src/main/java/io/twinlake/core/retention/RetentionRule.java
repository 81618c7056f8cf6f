package io.twinlake.core.retention;

import java.time.Duration;
import java.time.Instant;

/**
 * Decides whether history may end. No clock and no I/O.
 *
 * <p>What point n replaced is needed to go back to any point before n. It may end when n is older
 * than the retention, and not newer than the dataset's newest complete point: that one always stays
 * restorable.
 *
 * @param now when the rule is asked
 */
public record RetentionRule(Instant now) {

  /** Whether what point {@code number} replaced, {@code committedAt}, may end. */
  public boolean ends(long number, Instant committedAt, Duration retention, long completePoint) {
    return number <= completePoint && isOlder(committedAt, retention);
  }

  /** Whether something of {@code then} is older than {@code retention}. */
  public boolean isOlder(Instant then, Duration retention) {
    return then.plus(retention).isBefore(now);
  }
}
