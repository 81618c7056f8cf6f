package io.twinlake.it.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.ledger.Proof;
import io.twinlake.core.run.RunResult;
import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.it.LoggedTraffic;
import io.twinlake.testing.Azurite;
import io.twinlake.testing.AzuriteRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * Two executors in JVMs of their own do the work, as the storage service's own log shows: each
 * request says which run, stage and task it was of.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(400)
class ExecutorsIT {
  private static final int DIRECTORIES = 60;
  private static final int OBJECTS = 8;

  private final TaskPlaces places = new TaskPlaces();
  private SparkSession spark;

  @BeforeAll
  void start() {
    spark =
        SparkSession.builder()
            .appName("twinlake-it")
            .master("local-cluster[2,1,512]")
            .config("spark.ui.enabled", "false")
            .config("spark.executor.memory", "512m")
            .config("spark.executor.extraClassPath", System.getProperty("twinlake.jar"))
            .config("spark.scheduler.minRegisteredResourcesRatio", "1.0")
            .config("spark.scheduler.maxRegisteredResourcesWaitingTime", "120s")
            .config("spark.default.parallelism", "8")
            .config("spark.sql.shuffle.partitions", "4")
            .getOrCreate();
    spark.sparkContext().addSparkListener(places);
  }

  @AfterAll
  void stop() {
    spark.stop();
  }

  @Test
  void bothExecutorsListAndWrite() {
    try (AzuriteSites sites = new AzuriteSites("{ driverLimit: 0 }")) {
      fill(sites, "before");
      // Executors load our classes with their first tasks, which is not what is measured.
      sites.replicate(spark);
      fill(sites, "behind");

      AtomicReference<RunResult> result = new AtomicReference<>();
      List<AzuriteRequest> requests =
          Azurite.shared().requestsOf(() -> result.set(sites.replicate(spark)));
      assertClean(result.get());
      assertCounted(result.get(), requests);

      String from = sites.container("raw");
      assertShared(
          byExecutor(requests, "list-source", r -> r.isList() && r.container().equals(from)),
          DIRECTORIES);
      assertShared(
          byExecutor(
              requests,
              "transfer",
              r -> r.isWrite() && r.account().equals("sa4") && r.container().equals(from)),
          DIRECTORIES * OBJECTS);
    }
  }

  @Test
  void oneLargeObjectIsStagedByBothExecutorsAndCommittedByOne() throws IOException {
    byte[] large = new byte[(4 << 20) + 77];
    new Random(42).nextBytes(large);
    try (AzuriteSites sites =
        new AzuriteSites("{ driverLimit: 0, route: streamed, partSize: 64KiB }")) {
      sites.put("large", large);
      AtomicReference<RunResult> run = new AtomicReference<>();

      List<AzuriteRequest> requests =
          Azurite.shared()
              .requestsOf(
                  () -> {
                    RunResult result = sites.replicate(spark);
                    assertClean(result);
                    assertThat(result.datasets().get(0).proofs()).containsOnlyKeys(Proof.LENGTH);
                    run.set(result);
                  });
      assertCounted(run.get(), requests);

      ObjectEntry copy = sites.target.find(ObjectPath.of("large")).orElseThrow();
      assertThat(
              sites
                  .target
                  .read(copy.path(), ByteRange.whole(copy.sizeBytes()), copy.version())
                  .readAllBytes())
          .isEqualTo(large);
      Map<String, Long> staged =
          byExecutor(requests, "stage", r -> r.operation().equals("BlockBlob_StageBlock"));
      assertThat(staged).hasSize(2);
      assertThat(staged.values().stream().mapToLong(n -> n).sum()).isEqualTo(65);
      assertThat(requests.stream().filter(r -> r.operation().equals("BlockBlob_StageBlock")))
          .hasSize(65);
      assertThat(
              byExecutor(
                  requests, "transfer", r -> r.operation().equals("BlockBlob_CommitBlockList")))
          .hasSize(1)
          .containsValue(1L);
    }
  }

  /** The log is the driver's: it is short, and in order. */
  @Test
  void filesOfATableAreCopiedByBothExecutorsAndItsLogByTheDriver() {
    try (AzuriteSites sites = new AzuriteSites("{ driverLimit: 0 }")) {
      table(sites, "warm", 200);
      // Executors load our classes with their first tasks, which is not what is measured.
      sites.replicate(spark);
      table(sites, "orders", DIRECTORIES * OBJECTS);

      AtomicReference<RunResult> result = new AtomicReference<>();
      List<AzuriteRequest> requests =
          Azurite.shared().requestsOf(() -> result.set(sites.replicate(spark)));
      assertClean(result.get());
      assertCounted(result.get(), requests);

      Predicate<AzuriteRequest> written =
          r ->
              r.isWrite()
                  && r.account().equals("sa4")
                  && r.container().equals(sites.container("raw"));
      Predicate<AzuriteRequest> log = r -> r.blob().startsWith("orders/_delta_log/");
      Map<String, Long> data =
          byExecutor(requests, "table", written.and(log.negate()).and(r -> !r.blob().isEmpty()));
      assertThat(data.values().stream().mapToLong(n -> n).sum()).isEqualTo(DIRECTORIES * OBJECTS);
      assertThat(data).hasSize(2);
      assertThat(data.values()).allSatisfy(n -> assertThat(n).isGreaterThan(50));
      assertThat(requests.stream().filter(written.and(log)))
          .isNotEmpty()
          .allMatch(r -> r.clientRequestId().startsWith(result.get().run() + "/driver"));

      ObjectPath last = ObjectPath.of("orders/" + WrittenTable.dataFile(DIRECTORIES * OBJECTS - 1));
      assertThat(sites.target.find(last)).isPresent();
      assertThat(result.get().datasets().get(0).copied().objects())
          .isEqualTo(DIRECTORIES * OBJECTS + 1L);
      // All of it is in the ledger, as if the driver had copied it.
      List<AzuriteRequest> again =
          Azurite.shared().requestsOf(() -> assertClean(sites.replicate(spark)));
      assertThat(again.stream().filter(written)).isEmpty();
    }
  }

  private static void table(AzuriteSites sites, String name, int files) {
    new WrittenTable(name, files)
        .objects()
        .forEach((path, text) -> sites.put(path, text.getBytes(StandardCharsets.UTF_8)));
  }

  private static void fill(AzuriteSites sites, String content) {
    for (int i = 0; i < DIRECTORIES * OBJECTS; i++) {
      sites.put(
          "d%02d/part-%d".formatted(i / OBJECTS, i % OBJECTS),
          (content + i).getBytes(StandardCharsets.UTF_8));
    }
  }

  /** The report counts what the driver and both executors sent, as the service did. */
  private static void assertCounted(RunResult result, List<AzuriteRequest> requests) {
    assertThat(LoggedTraffic.asked(result.requests().actual()))
        .isEqualTo(
            LoggedTraffic.counted(
                requests.stream()
                    .filter(r -> r.clientRequestId().startsWith(result.run()))
                    .toList(),
                "twinlake-history"));
    assertThat(result.requests().attemptsNotCounted()).isZero();
  }

  private static void assertClean(RunResult result) {
    assertThat(result.outcome())
        .as(() -> result.datasets().toString())
        .isEqualTo(RunResult.Outcome.CLEAN);
  }

  private static void assertShared(Map<String, Long> byExecutor, long atLeast) {
    long all = byExecutor.values().stream().mapToLong(n -> n).sum();
    assertThat(all).isGreaterThanOrEqualTo(atLeast);
    assertThat(byExecutor).hasSize(2);
    assertThat(byExecutor.values()).allSatisfy(n -> assertThat(n).isGreaterThan(all * 40 / 100));
  }

  private Map<String, Long> byExecutor(
      List<AzuriteRequest> requests, String step, Predicate<AzuriteRequest> which) {
    Map<String, Long> counts = new TreeMap<>();
    requests.stream()
        .filter(which)
        .forEach(
            r ->
                places
                    .executor(r.clientRequestId(), step)
                    .ifPresent(executor -> counts.merge(executor, 1L, Long::sum)));
    return counts;
  }
}
