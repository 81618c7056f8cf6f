package io.twinlake.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.run.RunResult;
import io.twinlake.core.table.TableReport;
import io.twinlake.core.table.TableStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A writer that never rests, and replicas that are whole after every run. */
@Timeout(600)
class DeltaWriterIT {
  private static final int CYCLES = 10;
  private static final String LAKE = "datasets: [ { name: lake, root: raw/lake } ]";

  private final TwoAccounts lake = new TwoAccounts();

  /** By version: the rows that the writer saw in it before it went on. */
  private final ConcurrentSkipListMap<Long, List<String>> written = new ConcurrentSkipListMap<>();

  /** Appends, deletes, updates, optimizes and vacuums until it is told to stop. */
  private void write(DeltaLake delta, AtomicBoolean stop) {
    Random random = new Random(7);
    String table = delta.source("busy");
    for (long id = 100; !stop.get(); id += 10) {
      switch (random.nextInt(6)) {
        case 0 -> delta.sql("DELETE FROM %s WHERE id %% 7 = %d".formatted(table, id % 7));
        case 1 -> delta.sql("OPTIMIZE %s".formatted(table));
        case 2 -> delta.sql("VACUUM %s RETAIN 0 HOURS".formatted(table));
        case 3 -> delta.sql("UPDATE %s SET p = p + 1 WHERE id %% 5 = 0".formatted(table));
        default ->
            delta.sql(
                "INSERT INTO %s SELECT id, 1 FROM range(%d, %d)".formatted(table, id, id + 10));
      }
      see(delta);
    }
  }

  private void see(DeltaLake delta) {
    String path = delta.sourcePath("busy");
    long version = delta.newest(path);
    written.put(version, delta.rows(path, version));
  }

  /** The rows of a version; the vacuum's own commits change none. */
  private List<String> rowsOf(long version) {
    return written.floorEntry(version).getValue();
  }

  @Test
  void whateverTheWriterDoesEveryRecoveryPointOpensAndEqualsItsVersion() throws Exception {
    try (DeltaLake delta = new DeltaLake(lake)) {
      delta.spark.conf().set("spark.databricks.delta.retentionDurationCheck.enabled", "false");
      // Checkpoints in several parts.
      delta.spark.conf().set("spark.databricks.delta.checkpoint.partSize", "3");
      delta.sql(
          "CREATE TABLE %s (id LONG, p INT) USING delta TBLPROPERTIES ('delta.enableDeletionVectors'='true','delta.checkpointInterval'='3')"
              .formatted(delta.source("busy")));
      for (int i = 0; i < 5; i++) {
        delta.sql(
            "INSERT INTO %s SELECT id, 0 FROM range(%d, %d)"
                .formatted(delta.source("busy"), i * 10, i * 10 + 10));
        see(delta);
      }
      Map<Long, List<String>> points = runBeside(delta);
      lake.replicateCleanly(LAKE);
      String from = delta.sourcePath("busy");
      String to = delta.targetPath("busy");
      long newest = delta.newest(from);
      assertThat(delta.newest(to)).isEqualTo(newest);
      assertThat(delta.rows(to, newest)).isEqualTo(delta.rows(from, newest)).isNotEmpty();
      assertThat(delta.id(to)).isEqualTo(delta.id(from));
      // What the source has vacuumed since, the replica still shows as it was.
      points.forEach(
          (version, rows) ->
              assertThat(delta.rows(to, version)).as("version " + version).isEqualTo(rows));
      assertThat(lake.target.list(lake.raw).keySet())
          .as("a checkpoint in several parts")
          .anyMatch(name -> name.matches(".*/\\d{20}\\.checkpoint\\.\\d{10}\\.\\d{10}\\.parquet"));
      // After a failover the table goes on where it was.
      delta.sql("INSERT INTO delta.`%s` VALUES (-1, -1)".formatted(to));
      assertThat(delta.newest(to)).isEqualTo(newest + 1);
      assertThat(delta.rows(to, newest + 1)).contains("[-1,-1]").hasSize(rowsOf(newest).size() + 1);
    }
  }

  /** Ten runs while the writer is at work; the rows of each version that was published. */
  private Map<Long, List<String>> runBeside(DeltaLake delta) throws InterruptedException {
    AtomicBoolean stop = new AtomicBoolean();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread writer =
        new Thread(
            () -> {
              try {
                write(delta, stop);
              } catch (Throwable e) {
                failure.set(e);
              }
            });
    writer.start();
    Map<Long, List<String>> points = new TreeMap<>();
    List<String> told = new ArrayList<>();
    try {
      for (int cycle = 0; cycle < CYCLES; cycle++) {
        RunResult run = lake.twinlake(LAKE).replicate();
        TableReport table = run.datasets().get(0).replicatedTables().get(0);
        told.add("%s %d holes %d".formatted(table.status(), table.to(), table.holes()));
        assertThat(table.status()).as(run.toString()).isEqualTo(TableStatus.REPLICATED);
        assertThat(delta.newest(delta.targetPath("busy"))).isEqualTo(table.to());
        points.put(table.to(), delta.rows(delta.targetPath("busy"), table.to()));
      }
    } finally {
      stop.set(true);
      writer.join();
    }
    assertThat(failure.get()).isNull();
    points.forEach(
        (version, rows) ->
            assertThat(rows)
                .as("point at version %d; %s", version, told)
                .isEqualTo(rowsOf(version)));
    assertThat(points.size()).as(told.toString()).isGreaterThan(3);
    return points;
  }
}
