package io.twinlake.core.traffic;

import io.twinlake.core.store.RequestKind;
import io.twinlake.core.store.Wire;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;

/** Counts requests and bytes by side. Safe for use by many threads. */
public final class RequestMeter {
  private final LongAdder[] counts = new LongAdder[Traffic.LENGTH];

  public RequestMeter() {
    Arrays.setAll(counts, i -> new LongAdder());
  }

  /**
   * What a store at {@code side} tells its requests to: they are counted, and wait for {@code
   * pace}.
   */
  public Wire wire(Side side, Pace pace) {
    return new Counting(side, pace);
  }

  public void count(Side side, RequestKind kind, long times) {
    counts[Traffic.at(side, kind)].add(times);
  }

  public void count(Side side, Traffic.Amount amount, long more) {
    counts[Traffic.at(side, amount)].add(more);
  }

  /** Takes in what was counted elsewhere. */
  public void add(Traffic more) {
    long[] numbers = more.numbers();
    for (int i = 0; i < numbers.length; i++) {
      if (numbers[i] != 0) {
        counts[i].add(numbers[i]);
      }
    }
  }

  /** What was counted so far. */
  public Traffic read() {
    return Traffic.of(Arrays.stream(counts).mapToLong(LongAdder::sum).toArray());
  }

  private final class Counting implements Wire {
    private final Side side;
    private final Pace pace;

    Counting(Side side, Pace pace) {
      this.side = side;
      this.pace = pace;
    }

    @Override
    public void request(RequestKind kind, long bytes) {
      held(pace.request(bytes));
      count(side, kind, 1);
      if (bytes > 0) {
        count(
            side,
            kind.isInsideService() ? Traffic.Amount.BYTES_COPIED : Traffic.Amount.BYTES_SENT,
            bytes);
      }
    }

    @Override
    public void received(long bytes) {
      count(side, Traffic.Amount.BYTES_RECEIVED, bytes);
      held(pace.bytes(bytes));
    }

    @Override
    public void throttled(Duration retryAfter) {
      pace.throttled(retryAfter);
    }

    private void held(Duration waited) {
      if (!waited.isZero()) {
        count(side, Traffic.Amount.MILLIS_HELD, Math.max(1, waited.toMillis()));
      }
    }
  }
}
