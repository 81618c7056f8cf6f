package io.twinlake.core.store;

import java.time.Duration;

/**
 * The way from a store to its service. Whoever sends a request tells it here first: it is counted,
 * and held back while its account's budget is used up. Each attempt is told, also those that fail.
 * Safe for use by many threads.
 */
public interface Wire {
  /** Counts nothing and holds nothing back. */
  Wire OPEN =
      new Wire() {
        @Override
        public void request(RequestKind kind, long bytes) {}

        @Override
        public void received(long bytes) {}

        @Override
        public void throttled(Duration retryAfter) {}
      };

  /**
   * One request is about to be sent. Waits until it may be.
   *
   * @param bytes how long its body is, or what it makes the service copy
   * @throws io.twinlake.core.ReplicationException if the thread is interrupted while it waits;
   *     nothing was sent
   */
  void request(RequestKind kind, long bytes);

  /** So many bytes of an answer's body came. Waits where that was more than the budget allows. */
  void received(long bytes);

  /**
   * The service says that the account is over its rate.
   *
   * @param retryAfter how long it asks to be left alone; zero where it does not say
   */
  void throttled(Duration retryAfter);
}
