package io.twinlake.core.transfer;

import io.twinlake.core.store.RequestKind;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import io.twinlake.core.store.Wire;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * How a store is asked: each attempt through its account's gate, none of the waiting between them
 * within it.
 *
 * @param retry when to try again
 * @param limit the account's gate
 * @param wire told of each attempt, where the store does not do that itself
 */
record Requests(Retry retry, ConcurrencyLimit limit, Wire wire) {

  /** Asks once. */
  <T> T once(RequestKind kind, long bytes, Supplier<T> request) {
    return limit.call(() -> told(kind, bytes, request));
  }

  /** Asks until it succeeds, for what has no effect when it fails. */
  <T> T ask(RequestKind kind, Supplier<T> request) {
    return retry.call(() -> once(kind, 0, request));
  }

  /** Asks until it succeeds, for what may happen twice. */
  <T> T askAgain(RequestKind kind, long bytes, Supplier<T> request) {
    return retry.callAgain(() -> once(kind, bytes, request));
  }

  /** Does what may happen twice until it succeeds. */
  void doAgain(RequestKind kind, Runnable request) {
    askAgain(
        kind,
        0,
        () -> {
          request.run();
          return true;
        });
  }

  /** Sends outside the gate. */
  <T> T told(RequestKind kind, long bytes, Supplier<T> request) {
    wire.request(kind, bytes);
    try {
      return request.get();
    } catch (StoreException e) {
      if (e.problem() == StoreProblem.THROTTLED) {
        wire.throttled(e.retryAfter().orElse(Duration.ZERO));
      }
      throw e;
    }
  }
}
