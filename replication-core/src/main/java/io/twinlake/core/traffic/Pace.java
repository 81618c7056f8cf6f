package io.twinlake.core.traffic;

import java.time.Duration;

/** How fast one account may be asked. Safe for use by many threads. */
public interface Pace {
  /** As fast as it goes. */
  Pace FREE =
      new Pace() {
        @Override
        public Duration request(long bytes) {
          return Duration.ZERO;
        }

        @Override
        public Duration bytes(long count) {
          return Duration.ZERO;
        }

        @Override
        public void throttled(Duration retryAfter) {}
      };

  /**
   * Waits until one more request with so many bytes may be sent.
   *
   * @return how long that took
   */
  Duration request(long bytes);

  /**
   * Waits for bytes that have come already.
   *
   * @return how long that took
   */
  Duration bytes(long count);

  /** The account is over its rate. */
  void throttled(Duration retryAfter);
}
