package io.twinlake.validation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;

/** Works on many things at once and hands the results on in their order, a bounded number ahead. */
final class InOrder {
  private static final int AHEAD = 8;

  private InOrder() {}

  /** Applies {@code work} by {@code threads} threads; {@code take} is called by this one. */
  static <I, O> void run(int threads, Iterator<I> items, Function<I, O> work, Consumer<O> take) {
    ExecutorService pool =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "twinlake-validate");
              thread.setDaemon(true);
              return thread;
            });
    try {
      Deque<Future<O>> ahead = new ArrayDeque<>();
      while (items.hasNext()) {
        I item = items.next();
        ahead.add(pool.submit(() -> work.apply(item)));
        if (ahead.size() >= threads * AHEAD) {
          take.accept(ahead.remove().get());
        }
      }
      while (!ahead.isEmpty()) {
        take.accept(ahead.remove().get());
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException known ? known : new CompletionException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CompletionException(e);
    } finally {
      pool.shutdownNow();
    }
  }
}
