package io.twinlake.core.transfer;

import java.util.function.Supplier;

/**
 * How a store is asked: each attempt through its account's gate, none of the waiting within it.
 *
 * @param retry when to try again
 * @param limit the account's gate
 */
record Requests(Retry retry, ConcurrencyLimit limit) {

  /** Asks once. */
  <T> T once(Supplier<T> request) {
    return limit.call(request);
  }

  /** Asks until it succeeds, for what has no effect when it fails. */
  <T> T ask(Supplier<T> request) {
    return retry.call(() -> limit.call(request));
  }

  /** Asks until it succeeds, for what may happen twice. */
  <T> T askAgain(Supplier<T> request) {
    return retry.callAgain(() -> limit.call(request));
  }

  /** Does what may happen twice until it succeeds. */
  void doAgain(Runnable request) {
    askAgain(
        () -> {
          request.run();
          return true;
        });
  }
}
