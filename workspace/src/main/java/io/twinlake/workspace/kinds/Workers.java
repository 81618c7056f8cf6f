package io.twinlake.workspace.kinds;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** A few threads that do many small things. The first failure stops the rest and is thrown. */
public final class Workers implements AutoCloseable {
  private final int threads;
  private final ExecutorService pool;

  public Workers(int threads) {
    this.threads = threads;
    this.pool =
        Executors.newFixedThreadPool(
            threads,
            work -> {
              Thread thread = new Thread(work, "twinlake-workspace");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Does {@code work} for each of {@code all}; with one thread, in their order. */
  public <T> void each(List<T> all, Consumer<T> work) {
    if (threads == 1 || all.size() < 2) {
      all.forEach(work);
      return;
    }
    AtomicBoolean stopped = new AtomicBoolean();
    List<Future<?>> running = new ArrayList<>();
    for (T one : all) {
      running.add(
          pool.submit(
              () -> {
                if (stopped.get()) {
                  return;
                }
                try {
                  work.accept(one);
                } catch (RuntimeException | Error e) {
                  stopped.set(true);
                  throw e;
                }
              }));
    }
    Throwable first = null;
    for (Future<?> future : running) {
      try {
        future.get();
      } catch (ExecutionException e) {
        first = first == null ? e.getCause() : first;
      } catch (InterruptedException e) {
        stopped.set(true);
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Interrupted", e);
      }
    }
    if (first instanceof RuntimeException e) {
      throw e;
    }
    if (first instanceof Error e) {
      throw e;
    }
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }
}
