package io.twinlake.jobs.spark;

import io.twinlake.core.traffic.Traffic;
import java.util.Arrays;
import org.apache.spark.util.AccumulatorV2;

/**
 * Adds up what tasks asked of services. Behind the numbers of {@link Traffic} stands one more: how
 * many attempts went before those that reported. A task that dies takes its numbers with it; the
 * attempt that succeeds knows only how many there were.
 */
public final class TrafficCounter extends AccumulatorV2<long[], long[]> {
  private static final long serialVersionUID = 1L;
  private static final int LENGTH = Traffic.NONE.numbers().length + 1;

  private final long[] sums = new long[LENGTH];

  /** What one attempt of a task reports. */
  public void report(Traffic traffic, int earlierAttempts) {
    long[] numbers = new long[LENGTH];
    System.arraycopy(traffic.numbers(), 0, numbers, 0, LENGTH - 1);
    numbers[LENGTH - 1] = earlierAttempts;
    add(numbers);
  }

  public Traffic traffic() {
    long[] numbers = new long[LENGTH - 1];
    System.arraycopy(sums, 0, numbers, 0, LENGTH - 1);
    return Traffic.of(numbers);
  }

  long attemptsNotCounted() {
    return sums[LENGTH - 1];
  }

  @Override
  public boolean isZero() {
    for (long sum : sums) {
      if (sum != 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public AccumulatorV2<long[], long[]> copy() {
    TrafficCounter copy = new TrafficCounter();
    copy.add(sums);
    return copy;
  }

  @Override
  public void reset() {
    Arrays.fill(sums, 0);
  }

  @Override
  public void add(long[] more) {
    for (int i = 0; i < LENGTH; i++) {
      sums[i] += more[i];
    }
  }

  @Override
  public void merge(AccumulatorV2<long[], long[]> other) {
    add(other.value());
  }

  @Override
  public long[] value() {
    return sums;
  }
}
