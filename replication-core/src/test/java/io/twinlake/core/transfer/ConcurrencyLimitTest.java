package io.twinlake.core.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import io.twinlake.core.transfer.ConcurrencyLimit.Outcome;
import io.twinlake.core.transfer.ConcurrencyLimit.Permit;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
final class ConcurrencyLimitTest {
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Nested
  final class TheDecision {
    @Test
    void halvesWhenThrottledAndNeverGoesBelowOne() {
      ConcurrencyWindow window = ConcurrencyWindow.startingAt(32);
      List<Integer> limits = new ArrayList<>();
      for (int i = 0; i < 7; i++) {
        window = window.throttled(window.cuts());
        limits.add(window.limit());
      }
      assertThat(limits).containsExactly(16, 8, 4, 2, 1, 1, 1);
    }

    @Test
    void oneBurstOfRefusalsHalvesOnce() {
      ConcurrencyWindow window = ConcurrencyWindow.startingAt(32);
      for (int i = 0; i < 32; i++) {
        window = window.throttled(0);
      }
      assertThat(window.limit()).isEqualTo(16);
      assertThat(window.throttled(1).limit()).isEqualTo(8);
    }

    @Test
    void growsByOneAfterARoundOfSuccesses() {
      ConcurrencyWindow window = ConcurrencyWindow.startingAt(8).throttled(0);
      for (int i = 0; i < 3; i++) {
        window = window.succeeded();
      }
      assertThat(window.limit()).isEqualTo(4);
      window = window.succeeded();
      assertThat(window.limit()).isEqualTo(5);
      for (int i = 0; i < 4; i++) {
        window = window.succeeded();
      }
      assertThat(window.limit()).isEqualTo(5);
      assertThat(window.succeeded().limit()).isEqualTo(6);
    }

    @Test
    void neverExceedsWhereItStarted() {
      ConcurrencyWindow window = ConcurrencyWindow.startingAt(2).throttled(0);
      for (int i = 0; i < 100; i++) {
        window = window.succeeded();
      }
      assertThat(window.limit()).isEqualTo(2);
    }

    @Test
    void beingThrottledStartsTheRoundAnew() {
      ConcurrencyWindow window = ConcurrencyWindow.startingAt(4).throttled(0).succeeded();
      assertThat(window.throttled(1).successes()).isZero();
    }

    @Test
    void refusesALimitBelowOne() {
      assertThatThrownBy(() -> new ConcurrencyLimit(0))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Nested
  final class TheGate {
    @Test
    void letsNoMoreThroughThanTheLimit() throws Exception {
      ConcurrencyLimit limit = new ConcurrencyLimit(1);
      Permit first = limit.acquire();
      Future<Permit> second = threads.submit(limit::acquire);
      awaitWaiting(limit, 1);
      assertThat(second.isDone()).isFalse();

      limit.release(first, Outcome.SUCCEEDED);
      limit.release(second.get(10, TimeUnit.SECONDS), Outcome.SUCCEEDED);
      assertThat(limit.waiting()).isZero();
    }

    @Test
    void afterACutWaitsUntilEnoughCameBack() throws Exception {
      ConcurrencyLimit limit = new ConcurrencyLimit(4);
      List<Permit> permits = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        permits.add(limit.acquire());
      }
      limit.release(permits.get(0), Outcome.THROTTLED);
      assertThat(limit.limit()).isEqualTo(2);
      Future<Permit> next = threads.submit(limit::acquire);
      awaitWaiting(limit, 1);
      limit.release(permits.get(1), Outcome.THROTTLED);
      awaitWaiting(limit, 1);
      assertThat(next.isDone()).isFalse();
      assertThat(limit.limit()).as("one burst, one cut").isEqualTo(2);

      limit.release(permits.get(2), Outcome.FAILED);
      limit.release(next.get(10, TimeUnit.SECONDS), Outcome.SUCCEEDED);
      limit.release(permits.get(3), Outcome.SUCCEEDED);
      assertThat(limit.limit()).isEqualTo(3);
    }

    @Test
    void manyThreadsNeverExceedIt() throws Exception {
      ConcurrencyLimit limit = new ConcurrencyLimit(3);
      AtomicInteger inside = new AtomicInteger();
      AtomicInteger most = new AtomicInteger();
      List<Future<?>> all = new ArrayList<>();
      for (int t = 0; t < 16; t++) {
        all.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < 200; i++) {
                    limit.run(
                        () -> {
                          most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                          inside.decrementAndGet();
                        });
                  }
                }));
      }
      for (Future<?> one : all) {
        one.get(20, TimeUnit.SECONDS);
      }
      assertThat(most.get()).isBetween(1, 3);
    }

    @Test
    void aThrottledCallCutsAndAnotherFailureDoesNot() {
      ConcurrencyLimit limit = new ConcurrencyLimit(8);
      assertThatThrownBy(() -> limit.run(() -> fail(StoreProblem.UNAVAILABLE)))
          .isInstanceOf(StoreException.class);
      assertThat(limit.limit()).isEqualTo(8);
      assertThatThrownBy(() -> limit.run(() -> fail(StoreProblem.THROTTLED)))
          .isInstanceOf(StoreException.class);
      assertThat(limit.limit()).isEqualTo(4);
      assertThat(limit.<String>call(() -> "through")).isEqualTo("through");
    }

    @Test
    void anInterruptedWaitSaysThatNothingWasSent() {
      ConcurrencyLimit limit = new ConcurrencyLimit(1);
      limit.acquire();
      Thread.currentThread().interrupt();

      assertThatThrownBy(limit::acquire)
          .isInstanceOf(ReplicationException.class)
          .hasMessageContaining("Nothing was sent");
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "abfss://raw@sa3.dfs.core.windows.net/x, sa3.dfs.core.windows.net",
    "abfss://staging@sa3.dfs.core.windows.net/, sa3.dfs.core.windows.net",
    "memory://under_score/, under_score",
    "file:///mnt/lake/, file:"
  })
  void allRootsOfAnAccountShareOneGate(URI root, String account) {
    assertThat(ConcurrencyLimits.account(root)).isEqualTo(account);
    ConcurrencyLimits limits = new ConcurrencyLimits(4);
    assertThat(limits.of(root)).isSameAs(limits.of(root));
    assertThat(limits.of(root)).isNotSameAs(limits.of(URI.create("memory://other/")));
  }

  private static void fail(StoreProblem problem) {
    throw new StoreException(Effect.NONE_MAY_RETRY, problem, "no");
  }

  private static void awaitWaiting(ConcurrencyLimit limit, int threads) {
    while (limit.waiting() != threads) {
      Thread.onSpinWait();
    }
  }
}
