package io.twinlake.core.run;

import io.twinlake.core.table.TableJob;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Runs many requests at once. What runs in one of these must not wait for another task of the same
 * pool.
 */
final class RequestPool implements TableJob.Requests, AutoCloseable {
  private static final Duration LONGEST_END = Duration.ofMinutes(1);

  private final ExecutorService workers;

  RequestPool(int threads, String name) {
    this.workers =
        Executors.newFixedThreadPool(
            Math.max(1, threads),
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Applies {@code request} to each of {@code items}; results are in their order. */
  <T, R> List<R> each(List<T> items, Function<T, R> request) {
    List<Callable<R>> tasks = new ArrayList<>();
    for (T item : items) {
      tasks.add(() -> request.apply(item));
    }
    return all(tasks);
  }

  @Override
  public <T> List<T> all(List<Callable<T>> tasks) {
    List<Future<T>> running = tasks.stream().map(workers::submit).toList();
    List<T> results = new ArrayList<>();
    try {
      for (Future<T> future : running) {
        results.add(future.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while tables were replicated", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      running.forEach(f -> f.cancel(true));
    }
    return results;
  }

  /** A run that has ended writes nothing more: what is under way is waited for. */
  @Override
  public void close() {
    workers.shutdownNow();
    try {
      workers.awaitTermination(LONGEST_END.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
