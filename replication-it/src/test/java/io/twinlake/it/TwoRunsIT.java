package io.twinlake.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.ReplicationException;
import io.twinlake.core.ledger.RecoveryPointTakenException;
import io.twinlake.core.run.RunResult;
import io.twinlake.testing.FaultProxy;
import io.twinlake.testing.FaultProxy.Then;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two runs of one pair at once: one wins each number, and no work is lost. */
@Timeout(120)
class TwoRunsIT {
  private final TwoAccounts lake = new TwoAccounts();

  private void change(String version) {
    for (int i = 0; i < 20; i++) {
      lake.source.put(lake.raw, "part-" + i, version + " content of " + i);
    }
  }

  @Test
  void theLoserNamesTheWinnerAndLosesNoWork() {
    change("old");
    lake.replicateCleanly(TwoAccounts.WHOLE);
    change("new");
    AtomicReference<RunResult> winner = new AtomicReference<>();
    try (FaultProxy proxy = FaultProxy.of(lake.azurite)) {
      proxy.before(
          TwoAccounts.put("sa2", lake.twinlake).and(r -> r.blob().contains("/recovery-points/")),
          1,
          r -> {
            winner.set(lake.replicateCleanly(TwoAccounts.WHOLE));
            return Then.PASS;
          });

      assertThatThrownBy(() -> lake.twinlake(proxy.hadoop(), TwoAccounts.WHOLE).replicate())
          .isInstanceOf(RecoveryPointTakenException.class)
          .satisfies(e -> assertThat(e).hasMessageContaining(winner.get().run()));
    }

    assertThat(winner.get().recoveryPoint()).contains(2L);
    assertThat(winner.get().datasets().get(0).adopted().objects())
        .as("the loser had copied them before")
        .isEqualTo(20);
    assertThat(lake.documents("recovery-points")).hasSize(2);
    lake.assertSame(lake.raw);
    assertThat(lake.target.list(lake.history)).hasSize(20);
    assertThat(lake.target.text(lake.history, "0000000002/raw/part-7"))
        .isEqualTo("old content of 7");
    assertThat(lake.requestsOf(() -> lake.replicateCleanly(TwoAccounts.WHOLE)))
        .noneMatch(TwoAccounts.put("sa4", lake.raw));
  }

  @RepeatedTest(3)
  void ofTwoRunsThatStartTogetherExactlyOneCommitsEachNumber() throws Exception {
    change("old");
    ExecutorService both = Executors.newFixedThreadPool(2);
    CyclicBarrier start = new CyclicBarrier(2);
    List<Future<RunResult>> runs = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      runs.add(
          both.submit(
              () -> {
                start.await();
                return lake.twinlake(TwoAccounts.WHOLE).replicate();
              }));
    }
    List<Long> committed = new ArrayList<>();
    for (Future<RunResult> run : runs) {
      try {
        RunResult result = run.get();
        assertThat(result.outcome()).as(result::toString).isEqualTo(RunResult.Outcome.CLEAN);
        committed.add(result.recoveryPoint().orElseThrow());
      } catch (java.util.concurrent.ExecutionException e) {
        assertThat(e.getCause())
            .isInstanceOf(RecoveryPointTakenException.class)
            .isInstanceOf(ReplicationException.class);
      }
    }
    both.shutdown();

    assertThat(committed).isNotEmpty().doesNotHaveDuplicates();
    assertThat(lake.documents("recovery-points")).hasSameSizeAs(committed);
    lake.assertSame(lake.raw);
    assertThat(lake.requestsOf(() -> lake.replicateCleanly(TwoAccounts.WHOLE)))
        .noneMatch(TwoAccounts.put("sa4", lake.raw));
  }
}
