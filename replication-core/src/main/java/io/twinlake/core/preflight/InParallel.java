package io.twinlake.core.preflight;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does the same with several things at once, and stops waiting for one that takes too long. */
final class InParallel<T> {
  /** What an interrupted one may take to tidy up. */
  private static final Duration TIDY_UP = Duration.ofSeconds(3);

  private static final Logger LOG = LoggerFactory.getLogger(InParallel.class);

  private final Duration limit;

  InParallel(Duration limit) {
    this.limit = limit;
  }

  /**
   * Returns those that were not done in time; they are interrupted, and waited for a moment longer
   * so that they can remove what they put.
   */
  List<T> run(List<T> things, Consumer<T> each) {
    if (things.isEmpty()) {
      return List.of();
    }
    ExecutorService threads =
        Executors.newFixedThreadPool(
            things.size(),
            task -> {
              Thread thread = new Thread(task, "preflight");
              thread.setDaemon(true);
              return thread;
            });
    try {
      Map<T, Future<?>> running = new LinkedHashMap<>();
      things.forEach(thing -> running.put(thing, threads.submit(() -> each.accept(thing))));
      long deadline = System.nanoTime() + limit.toNanos();
      List<T> late = new ArrayList<>();
      running.forEach(
          (thing, future) -> {
            if (!isDone(future, deadline)) {
              late.add(thing);
            }
          });
      threads.shutdownNow();
      if (!late.isEmpty()) {
        boolean tidied = threads.awaitTermination(TIDY_UP.toMillis(), TimeUnit.MILLISECONDS);
        LOG.debug("{} places are late; they ended by themselves: {}", late.size(), tidied);
      }
      return late;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return things;
    } finally {
      threads.shutdownNow();
    }
  }

  private static boolean isDone(Future<?> future, long deadline) {
    try {
      future.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException | CancellationException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException unplanned) {
        throw unplanned;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
