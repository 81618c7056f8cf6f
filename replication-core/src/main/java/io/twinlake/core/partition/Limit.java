package io.twinlake.core.partition;

import io.twinlake.core.store.ObjectPath;
import java.io.Serializable;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** One inclusive end of a range of partition values. */
public sealed interface Limit extends Serializable {

  /** Which end of the range it is. */
  enum Side {
    FROM,
    TO;

    boolean allows(int comparedToBound) {
      return this == FROM ? comparedToBound >= 0 : comparedToBound <= 0;
    }
  }

  /** Whether {@code value} is on the right side, or of a kind that cannot be compared. */
  boolean admits(String value);

  /** This limit without dates that depend on the day. */
  default Limit resolve(Instant now) {
    return this;
  }

  /** Whether it no longer depends on the day. */
  default boolean isResolved() {
    return true;
  }

  /** A day. A value that stands for a month or a year is admitted if one of its days is. */
  record Day(Side side, LocalDate bound) implements Limit {
    @Override
    public boolean admits(String value) {
      return DatePeriod.ofValue(value)
          .map(
              period ->
                  side == Side.FROM
                      ? !period.last().isBefore(bound)
                      : !period.first().isAfter(bound))
          .orElse(true);
    }
  }

  /**
   * A day that depends on when the run starts.
   *
   * @param offset added to that instant
   */
  record RelativeDay(Side side, Duration offset) implements Limit {
    @Override
    public boolean admits(String value) {
      throw new IllegalStateException("A relative date must be resolved when the run starts");
    }

    @Override
    public Limit resolve(Instant now) {
      return new Day(side, LocalDate.ofInstant(now.plus(offset), ZoneOffset.UTC));
    }

    @Override
    public boolean isResolved() {
      return false;
    }
  }

  /** An integer of any size; leading zeros do not matter. */
  record Integral(Side side, BigInteger bound) implements Limit {
    @Override
    public boolean admits(String value) {
      return !Bounds.isInteger(value) || side.allows(new BigInteger(value).compareTo(bound));
    }
  }

  /** Any other text, compared by the unsigned bytes of its UTF-8 form. */
  record Text(Side side, String bound) implements Limit {
    @Override
    public boolean admits(String value) {
      return value.equals(PartitionPath.DEFAULT_PARTITION)
          || side.allows(ObjectPath.compareUtf8(value, bound));
    }
  }
}
