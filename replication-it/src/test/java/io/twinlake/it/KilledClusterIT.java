package io.twinlake.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.run.RunResult;
import io.twinlake.jobs.Twinlake;
import io.twinlake.testing.AzuriteRequest;
import io.twinlake.testing.FaultMoment;
import io.twinlake.testing.FaultProxy;
import io.twinlake.testing.FaultProxy.Then;
import io.twinlake.testing.PlainBlobs;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} on a cluster: of an executor, which the run survives, and of the driver. */
@Timeout(300)
class KilledClusterIT {
  private static final int OBJECTS = 120;
  private static final int IN_FLIGHT = 2;
  private static final String[] SETTINGS = {
    "transfer: { maxInFlight: %d, driverLimit: 0 }".formatted(IN_FLIGHT), TwoAccounts.WHOLE
  };

  private final TwoAccounts lake = new TwoAccounts();

  private void fillAndChange() {
    names().forEach(name -> lake.source.put(lake.raw, name, "old content of " + name));
    lake.twinlake(SETTINGS).replicate();
    names().forEach(name -> lake.source.put(lake.raw, name, "new content of " + name));
  }

  private static List<String> names() {
    return IntStream.range(0, OBJECTS)
        .mapToObj(i -> "d=%d/part-%03d".formatted(i % 10, i))
        .toList();
  }

  @Test
  @DisplayName("T27: a run survives the kill of an executor in the middle of its writes")
  void aRunSurvivesTheKillOfAnExecutor() throws Exception {
    fillAndChange();
    int before = lake.azurite.requests().size();
    try (FaultProxy proxy = FaultProxy.of(lake.azurite);
        SparkSession spark = ClusterRun.session(ClusterRun.CLUSTER, proxy.hadoop())) {
      List<ProcessHandle> executors = ClusterRun.executors();
      assertThat(executors).hasSize(2);
      FaultMoment middle =
          proxy.before(
              TwoAccounts.put("sa4", lake.raw),
              OBJECTS / 3,
              r -> {
                ProcessHandle executor = executors.get(0);
                executor.destroyForcibly();
                executor.onExit().join();
                return Then.PASS;
              });

      RunResult result = Twinlake.on(spark, lake.settings(SETTINGS)).replicate();

      assertThat(middle.came()).isTrue();
      assertThat(result.outcome()).as(result::toString).isEqualTo(RunResult.Outcome.CLEAN);
      assertThat(result.datasets().get(0).failures()).isEmpty();
      assertEndState(before);
      assertNothingIsLeftToDo(Twinlake.on(spark, lake.settings(SETTINGS)));
    }
  }

  @Test
  @DisplayName("T27: what a cluster run had claimed when its driver was killed is not copied again")
  void whatWasClaimedWhenTheDriverWasKilledIsNotCopiedAgain(@TempDir Path scratch)
      throws Exception {
    fillAndChange();
    int before = lake.azurite.requests().size();
    try (FaultProxy proxy = FaultProxy.of(lake.azurite)) {
      CompletableFuture<Jvm.Running> running = new CompletableFuture<>();
      FaultMoment claimed =
          proxy.after(
              TwoAccounts.put("sa2", lake.twinlake).and(r -> r.blob().contains("/claims/")),
              1,
              r -> {
                running.get().killAll();
                return Then.LOSE;
              });
      running.complete(ClusterRun.start(scratch, lake.yaml(SETTINGS), proxy.hadoop()));
      Jvm.Ended ended = running.get().end();
      assertThat(claimed.came()).as(ended::toString).isTrue();
    }
    assertThat(lake.documents("claims")).isNotEmpty();
    assertThat(lake.documents("recovery-points")).hasSize(1);

    RunResult resumed = lake.replicateCleanly(SETTINGS);

    assertThat(resumed.datasets().get(0).adopted().objects()).isPositive();
    assertEndState(before);
    assertNothingIsLeftToDo(lake.twinlake(SETTINGS));
  }

  private void assertEndState(int before) {
    lake.assertSame(lake.raw);
    assertThat(lake.documents("recovery-points")).hasSize(2);
    assertThat(lake.target.list(lake.history)).hasSize(OBJECTS);
    for (String name : List.of(names().get(0), names().get(OBJECTS - 1))) {
      assertThat(lake.target.text(lake.history, "0000000002/raw/" + name))
          .isEqualTo("old content of " + name);
    }
    List<AzuriteRequest> all = lake.azurite.requests();
    Map<String, Long> writes =
        all.subList(before, all.size()).stream()
            .filter(TwoAccounts.put("sa4", lake.raw))
            .filter(r -> !PlainBlobs.sent(r) && r.status() / 100 == 2)
            .collect(Collectors.groupingBy(AzuriteRequest::blob, Collectors.counting()));
    assertThat(writes).hasSize(OBJECTS);
    assertThat(writes.values().stream().filter(n -> n > 1).count())
        .as("written twice, at most what two executors had in flight")
        .isLessThanOrEqualTo(2L * IN_FLIGHT);
  }

  private void assertNothingIsLeftToDo(Twinlake next) {
    List<AzuriteRequest> requests =
        lake.requestsOf(
            () -> assertThat(next.replicate().outcome()).isEqualTo(RunResult.Outcome.CLEAN));
    assertThat(requests).noneMatch(TwoAccounts.put("sa4", lake.raw));
    assertThat(lake.documents("claims")).isEmpty();
  }
}
