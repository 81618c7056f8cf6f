package io.twinlake.it.spark;

import static io.twinlake.it.spark.MemorySites.contents;
import static io.twinlake.it.spark.MemorySites.put;
import static io.twinlake.it.spark.MemorySites.remove;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.memory.MemoryStore;
import io.twinlake.core.plan.Reason;
import io.twinlake.core.plan.Tally.Outcome;
import io.twinlake.core.run.ClusterEngines;
import io.twinlake.core.run.DatasetResult;
import io.twinlake.core.run.PlannedChange;
import io.twinlake.core.run.RunResult;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.jobs.spark.SparkEngines;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * A run on a cluster leaves what a run in one JVM leaves. Extended once for each way that Spark may
 * be set up.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
abstract class SparkEngineCases {
  private static final String DATASETS =
      """
      - name: curated
        root: staging
        deletions: propagate
        deletionCap: { count: 1000, share: 100% }
      - name: orders
        root: raw/orders
        ready: _SUCCESS
        partitions: { date: { from: 2026-01-03 } }
      """;

  /** In the order of their UTF-8 bytes, which is not that of Java's strings. */
  private static final List<String> HOSTILE =
      List.of(
          "h/ leading and trailing ",
          "h/\"quoted\" and 'single'",
          "h/..",
          "h/a//b",
          "h/a=b=c",
          "h/line\nbreak",
          "h/p%2Fq?x#y",
          "h/{\"json\":null}",
          "h/\u00e9",
          "h/e\u0301",
          "h/\uff5e full width",
          "h/\ud83d\ude00 astral");

  private SparkSession spark;

  /** Sets Spark up in some way. */
  abstract SparkSession.Builder configure(SparkSession.Builder builder);

  @BeforeAll
  void start() {
    spark =
        configure(
                SparkSession.builder()
                    .master("local[2]")
                    .appName("twinlake-it")
                    .config("spark.ui.enabled", "false")
                    .config("spark.sql.shuffle.partitions", "4"))
            .getOrCreate();
  }

  @AfterAll
  void stop() {
    spark.stop();
  }

  private MemorySites onCluster(String datasets) {
    return new MemorySites(Optional.<ClusterEngines>of(new SparkEngines(spark)), datasets);
  }

  @Test
  void leavesWhatARunInOneJvmLeaves() {
    MemorySites cluster = onCluster(DATASETS);
    MemorySites local = new MemorySites(Optional.empty(), DATASETS);
    for (MemorySites sites : List.of(cluster, local)) {
      fill(sites);
    }

    assertSame(cluster, local, cluster.replicate(), local.replicate());
    assertThat(cluster.newestPoint().segments())
        .allSatisfy(s -> assertThat(s.format()).isEqualTo("parquet"))
        .hasSizeLessThanOrEqualTo(8);
    assertThat(cluster.told).hasPositiveValue();

    for (MemorySites sites : List.of(cluster, local)) {
      change(sites);
    }
    assertThat(shown(cluster.plan())).hasSize(8).isEqualTo(shown(local.plan()));
    assertSame(cluster, local, cluster.replicate(), local.replicate());

    RunResult idle = cluster.replicate();
    assertSame(cluster, local, idle, local.replicate());
    assertThat(idle.datasets()).allSatisfy(d -> assertThat(d.copied().objects()).isZero());
    assertThat(idle.recoveryPoint()).contains(3L);
  }

  @Test
  void plansInTheOrderOfUtf8() {
    MemorySites sites = onCluster(DATASETS);
    fill(sites);

    List<String> paths =
        sites.plan().stream()
            .filter(c -> c.dataset().equals("curated"))
            .map(c -> c.action().path().value())
            .toList();

    assertThat(paths).hasSizeGreaterThan(300).isSortedAccordingTo(ObjectPath::compareUtf8);
    assertThat(paths).containsAll(HOSTILE);
    assertThat(contents(sites.control)).isEmpty();
  }

  @Test
  void aListingThatFailsOnAnExecutorFailsTheDatasetWithTheStoresMessage() {
    MemorySites sites = onCluster(DATASETS);
    fill(sites);
    sites.replicate();
    int before = contents(sites.stagingWest).size();
    sites.staging.dropRoot();

    RunResult result = sites.replicate();

    DatasetResult curated = result.datasets().get(0);
    assertThat(curated.state()).isEqualTo(DatasetResult.State.FAILED);
    assertThat(curated.notes()).anyMatch(n -> n.contains("staging-east/ does not exist"));
    assertThat(contents(sites.stagingWest)).hasSize(before);
  }

  @Test
  void largeObjectsAreStagedByManyTasksAndCommittedOnce() {
    MemorySites sites =
        onCluster("- { name: curated, root: staging }\n")
            .transferring("transfer: { driverLimit: 0, partSize: 64KiB, route: streamed }");
    String large = "0123456789abcdef".repeat(100 << 10);
    put(sites.staging, "large", large);
    put(sites.staging, "small", "s");
    sites.replicate();
    put(sites.staging, "large", large.replace('0', 'O'));

    RunResult result = sites.replicate();

    assertThat(result.outcome()).isEqualTo(RunResult.Outcome.CLEAN);
    assertThat(contents(sites.stagingWest)).containsEntry("large", large.replace('0', 'O'));
    assertThat(contents(sites.history("staging-west"))).containsValue(large);
    assertThat(sites.ledger()).hasSize(2);
  }

  @Test
  void whatADeadRunClaimedIsAdopted() {
    MemorySites sites = onCluster(DATASETS);
    fill(sites);
    sites.dieAtCommit = true;
    assertThatThrownBy(sites::replicate).isInstanceOf(MemorySites.Death.class);
    int copied = contents(sites.stagingWest).size();
    sites.dieAtCommit = false;

    DatasetResult curated = sites.replicate().datasets().get(0);

    assertThat(curated.copied().objects()).isZero();
    assertThat(curated.adopted().objects()).isGreaterThan(300);
    assertThat(curated.reasons().get(Outcome.ADOPT)).containsKey(Reason.CLAIMED);
    assertThat(contents(sites.stagingWest)).hasSize(copied);
    assertThat(contents(sites.control).keySet()).noneMatch(p -> p.startsWith("claims/"));
  }

  /** One is at the target already; tasks tell it as the driver would. */
  @Test
  void filesOfTablesAreCopiedByTasksAsInOneJvm() {
    MemorySites cluster = onCluster("- { name: curated, root: staging }\n");
    MemorySites local = new MemorySites(Optional.empty(), "- { name: curated, root: staging }\n");
    WrittenTable orders = new WrittenTable("orders", 300);
    for (MemorySites sites : List.of(cluster, local)) {
      orders.objects().forEach((path, text) -> put(sites.staging, path, text));
      put(sites.stagingWest, "orders/" + WrittenTable.dataFile(7), orders.content(7));
    }

    RunResult onCluster = cluster.replicate();

    assertSame(cluster, local, onCluster, local.replicate());
    assertThat(onCluster.outcome()).isEqualTo(RunResult.Outcome.CLEAN);
    assertThat(onCluster.datasets().get(0).adopted().objects()).isEqualTo(1);
    assertThat(contents(cluster.stagingWest)).isEqualTo(contents(cluster.staging));
    assertThat(cluster.told).hasValueGreaterThanOrEqualTo(300);
  }

  @Test
  void whatATaskCouldNotCopyIsToldByItsTableAndNothingIsOverwritten() {
    MemorySites sites = onCluster("- { name: curated, root: staging }\n");
    new WrittenTable("orders", 200).objects().forEach((p, text) -> put(sites.staging, p, text));
    new WrittenTable("whole", 150).objects().forEach((p, text) -> put(sites.staging, p, text));
    String taken = "orders/" + WrittenTable.dataFile(7);
    put(sites.stagingWest, taken, "not ours");

    RunResult result = sites.replicate();

    assertThat(result.outcome()).isEqualTo(RunResult.Outcome.PARTIAL);
    assertThat(result.datasets().get(0).replicatedTables())
        .extracting(t -> t.table() + " " + t.status())
        .containsExactly("orders/ FAILED", "whole/ REPLICATED");
    assertThat(contents(sites.stagingWest)).containsEntry(taken, "not ours");
    assertThat(contents(sites.stagingWest).keySet())
        .contains("whole/_delta_log/00000000000000000000.json")
        .doesNotContain("orders/_delta_log/00000000000000000000.json");
  }

  private static void fill(MemorySites sites) {
    for (int i = 0; i < 400; i++) {
      put(sites.staging, "d%d/e%d/f%d/part-%03d".formatted(i % 7, i % 5, i % 3, i), "content " + i);
    }
    HOSTILE.forEach(path -> put(sites.staging, path, "of " + path));
    put(sites.staging, "top", "level");
    put(sites.staging, "table/.hoodie/hoodie.properties", "{}");
    put(sites.staging, "table/part-0", "never as a file");
    put(sites.staging, "d0/_SUCCESS", "");
    put(sites.staging, "d0/_temporary/0/x", "scratch");
    put(sites.stagingWest, "d0/e0/f0/part-000", "content 0");
    put(sites.stagingWest, "d1/e1/f1/part-001", "of the same?");
    put(sites.stagingWest, "d2/e2/f2/part-002", "CONTENT 2");
    put(sites.stagingWest, "foreign", "only here");
    for (int day = 1; day <= 6; day++) {
      String partition = "orders/date=2026-01-%02d/".formatted(day);
      put(sites.raw, partition + "part-0", "order of day " + day);
      put(sites.raw, partition + "part-1", "order of day " + day);
      if (day != 5) {
        put(sites.raw, partition + "_SUCCESS", "");
      }
    }
  }

  private static void change(MemorySites sites) {
    put(sites.staging, "d3/e3/f0/part-003", "CONTENT 3");
    put(sites.staging, "d9/new", "new");
    remove(sites.staging, "h/a//b");
    remove(sites.staging, "d4/e4/f1/part-004");
    put(sites.raw, "orders/date=2026-01-05/_SUCCESS", "");
    remove(sites.raw, "orders/date=2026-01-06/part-0");
    put(sites.raw, "orders/date=2026-01-06/part-1", "ORDER OF DAY 6");
  }

  private static void assertSame(
      MemorySites cluster, MemorySites local, RunResult onCluster, RunResult inOneJvm) {
    assertThat(onCluster.outcome()).isEqualTo(inOneJvm.outcome());
    assertThat(onCluster.datasets()).isEqualTo(inOneJvm.datasets());
    assertStores(cluster.rawWest, local.rawWest);
    assertStores(cluster.stagingWest, local.stagingWest);
    assertStores(cluster.history("raw-west"), local.history("raw-west"));
    assertStores(cluster.history("staging-west"), local.history("staging-west"));
    assertThat(cluster.ledger().stream().map(SparkEngineCases::comparable).toList())
        .isEqualTo(local.ledger().stream().map(SparkEngineCases::comparable).toList());
    cluster
        .newestPoint()
        .datasets()
        .forEach(
            (name, point) ->
                assertThat(point.rootHash())
                    .isEqualTo(local.newestPoint().datasets().get(name).rootHash()));
  }

  private static List<String> shown(List<PlannedChange> plan) {
    return plan.stream()
        .map(
            c ->
                "%s %s %s %s"
                    .formatted(
                        c.dataset(),
                        c.action().getClass().getSimpleName(),
                        c.action().path(),
                        c.action().reason()))
        .toList();
  }

  private static void assertStores(MemoryStore one, MemoryStore other) {
    assertThat(contents(one)).isEqualTo(contents(other));
  }

  /** A row without what depends on the order of writes: times and the target's versions. */
  private static Map<String, Object> comparable(LedgerRow row) {
    return Map.of(
        "dataset", row.dataset(),
        "path", row.path(),
        "op", row.op(),
        "source", row.sourceVersion(),
        "sizes", List.of(row.sourceSize(), row.targetSize()),
        "crc64", row.crc64(),
        "proof", row.proof(),
        "history", row.history().map(uri -> uri.substring(uri.indexOf("-history/"))),
        "point", row.recoveryPoint(),
        "epoch", row.epoch());
  }
}
