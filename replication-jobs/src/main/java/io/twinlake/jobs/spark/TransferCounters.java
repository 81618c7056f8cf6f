package io.twinlake.jobs.spark;

import java.io.Serializable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.util.LongAccumulator;

/**
 * Counts what tasks transfer; the driver sees it whenever a task ends. Good for showing progress
 * only: what runs twice counts twice.
 */
final class TransferCounters implements Serializable {
  private static final long serialVersionUID = 1L;

  private final LongAccumulator objects;
  private final LongAccumulator bytes;

  TransferCounters(SparkContext context) {
    objects = context.longAccumulator();
    bytes = context.longAccumulator();
  }

  /** Called by the many threads of a task. */
  synchronized void add(long moreObjects, long moreBytes) {
    objects.add(moreObjects);
    bytes.add(moreBytes);
  }

  /** Tells a listener, on the driver, what was added since it was last told. */
  final class Teller {
    private final BiConsumer<Long, Long> progress;
    private long toldObjects;
    private long toldBytes;

    Teller(BiConsumer<Long, Long> progress) {
      this.progress = progress;
    }

    /** Waits for the end of a job, and tells meanwhile what was done. */
    <T> T await(JavaFutureAction<T> running) throws ExecutionException, InterruptedException {
      try {
        while (true) {
          try {
            return running.get(500, TimeUnit.MILLISECONDS);
          } catch (TimeoutException stillRunning) {
            tell();
          }
        }
      } catch (InterruptedException e) {
        running.cancel(true);
        throw e;
      } finally {
        tell();
      }
    }

    private void tell() {
      long newObjects = objects.value() - toldObjects;
      long newBytes = bytes.value() - toldBytes;
      if (newObjects > 0 || newBytes > 0) {
        toldObjects += newObjects;
        toldBytes += newBytes;
        progress.accept(newObjects, newBytes);
      }
    }
  }
}
