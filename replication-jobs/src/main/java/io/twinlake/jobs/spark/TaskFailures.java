package io.twinlake.jobs.spark;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.store.StoreException;
import java.util.Iterator;
import java.util.concurrent.Callable;

/**
 * Carries failures from tasks to the driver. Spark writes the text of a task's exception, with all
 * its causes, into its event log: so only our own messages leave a task, which hold no secret, and
 * of a foreign exception only its kind and its stack.
 */
public final class TaskFailures {
  private TaskFailures() {}

  /** Does {@code work}, which is part of a task. */
  public static <T> T guard(Callable<T> work) {
    try {
      return work.call();
    } catch (Exception e) {
      throw publishable(e);
    }
  }

  /** The same for what is done while rows are pulled. */
  public static <T> Iterator<T> guard(Iterator<T> rows) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return guard(() -> rows.hasNext());
      }

      @Override
      public T next() {
        return guard(() -> rows.next());
      }
    };
  }

  private static RuntimeException publishable(Exception e) {
    if (e instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    if (e.getClass().getName().startsWith("org.apache.spark.") && e instanceof RuntimeException r) {
      return r;
    }
    ReplicationException shown = withoutCause(e);
    shown.setStackTrace(e.getStackTrace());
    return shown;
  }

  /** The class of a store's problem is kept: exit codes are made of it. */
  private static ReplicationException withoutCause(Exception e) {
    if (e instanceof StoreException store) {
      return new StoreException(store.effect(), store.problem(), store.getMessage());
    }
    if (e instanceof ReplicationException ours) {
      return new ReplicationException(ours.effect(), ours.getMessage());
    }
    return new ReplicationException(
        Effect.UNKNOWN,
        "A task failed with %s, whose text is withheld as it may hold a credential. Run again; if it stays, the executor's log has the stack."
            .formatted(e.getClass().getName()));
  }

  /** What the driver throws for a job that failed. */
  static ReplicationException asReplicationException(Throwable failure, String description) {
    if (failure instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ReplicationException ours) {
        return ours;
      }
    }
    return new ReplicationException(
        Effect.UNKNOWN,
        "Spark could not finish to %s: %s. Nothing was committed. Look at the job in Spark's own pages, then run again."
            .formatted(description, firstLine(failure)),
        failure);
  }

  /** Spark hands an exception on as text only where its class cannot be sent. */
  private static String firstLine(Throwable failure) {
    String text = String.valueOf(failure.getMessage());
    int ours = text.indexOf(ReplicationException.class.getSimpleName() + ": ");
    String told = ours < 0 ? text : text.substring(text.indexOf(' ', ours) + 1);
    int end = told.indexOf('\n');
    return end < 0 ? told : told.substring(0, end);
  }
}
