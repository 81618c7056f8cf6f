package io.twinlake.core.transfer;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * A gate that lets so many requests through at once as the account behind it bears: it halves when
 * the account throttles, at most once per burst, and grows by one after a round of successes. Safe
 * for use by many threads.
 *
 * <p>A permit is for one request and is given back before the next is asked for: never held while
 * waiting for another, nor between two attempts.
 */
public final class ConcurrencyLimit {
  /** What became of a request. */
  public enum Outcome {
    SUCCEEDED,
    /** The account is over its rate. */
    THROTTLED,
    /** It failed otherwise, which says nothing about the account's rate. */
    FAILED
  }

  /** The right to have one request under way. */
  public static final class Permit {
    private final long begunUnder;

    private Permit(long begunUnder) {
      this.begunUnder = begunUnder;
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition free = lock.newCondition();
  private ConcurrencyWindow window;
  private int inFlight;

  /**
   * @param maxInFlight how many requests at once it starts with and never exceeds, at least 1
   */
  public ConcurrencyLimit(int maxInFlight) {
    this.window = ConcurrencyWindow.startingAt(maxInFlight);
  }

  /** Waits until one more request may be under way. Each permit is released exactly once. */
  public Permit acquire() {
    lock.lock();
    try {
      while (inFlight >= window.limit()) {
        free.await();
      }
      inFlight++;
      return new Permit(window.cuts());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ReplicationException(
          Effect.NONE_MAY_RETRY,
          "Interrupted while waiting for a free request. Nothing was sent; run again.",
          e);
    } finally {
      lock.unlock();
    }
  }

  public void release(Permit permit, Outcome outcome) {
    lock.lock();
    try {
      inFlight--;
      window =
          switch (outcome) {
            case SUCCEEDED -> window.succeeded();
            case THROTTLED -> window.throttled(permit.begunUnder);
            case FAILED -> window;
          };
      free.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Sends one request through the gate. */
  public <T> T call(Supplier<T> request) {
    Permit permit = acquire();
    Outcome outcome = Outcome.FAILED;
    try {
      T answer = request.get();
      outcome = Outcome.SUCCEEDED;
      return answer;
    } catch (StoreException e) {
      if (e.problem() == StoreProblem.THROTTLED) {
        outcome = Outcome.THROTTLED;
      }
      throw e;
    } finally {
      release(permit, outcome);
    }
  }

  /** Sends one request through the gate. */
  public void run(Runnable request) {
    call(
        () -> {
          request.run();
          return true;
        });
  }

  /** How many requests may be under way now. */
  public int limit() {
    lock.lock();
    try {
      return window.limit();
    } finally {
      lock.unlock();
    }
  }

  /** How many threads wait for a permit. */
  int waiting() {
    lock.lock();
    try {
      return lock.getWaitQueueLength(free);
    } finally {
      lock.unlock();
    }
  }
}
