package io.twinlake.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.run.RunResult;
import io.twinlake.core.table.TableReport;
import io.twinlake.core.table.TableStatus;
import io.twinlake.testing.Azurite;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What Spark writes with whole names in it, read at the target without the source. */
@Timeout(600)
class WholeNamesIT {
  private static final String LAKE =
      """
      datasets:
        - { name: bases, root: raw/lake/bases }
        - { name: mapped, root: raw/lake/mapped, absolutePaths: map }
        - { name: materialised, root: raw/lake/materialised, absolutePaths: materialise }
        - { name: out, root: raw/lake/out }
        - { name: query, root: raw/checkpoints/out, kind: stream-checkpoint, sink: raw/lake/out }
      """;

  private static TwoAccounts lake;
  private static DeltaLake delta;

  @BeforeAll
  static void write() {
    lake = new TwoAccounts();
    delta = new DeltaLake(lake);
    delta.sql(
        "CREATE TABLE %s (id LONG, p STRING) USING delta PARTITIONED BY (p) TBLPROPERTIES ('delta.enableDeletionVectors'='true')"
            .formatted(delta.source("bases/orders")));
    delta.sql(
        "INSERT INTO %s VALUES (1,'a b%%/é'),(2,'+'),(3,'+'),(4,'x')"
            .formatted(delta.source("bases/orders")));
    delta.sql("DELETE FROM %s WHERE id = 2".formatted(delta.source("bases/orders")));
    for (String clone : List.of("mapped", "materialised")) {
      delta.sql(
          "CREATE TABLE %s SHALLOW CLONE %s"
              .formatted(delta.source(clone), delta.source("bases/orders")));
      delta.sql("INSERT INTO %s VALUES (5,'own')".formatted(delta.source(clone)));
      delta.sql("DELETE FROM %s WHERE id = 4".formatted(delta.source(clone)));
    }
  }

  @AfterAll
  static void close() {
    delta.close();
  }

  private static String at(String account, String path) {
    return Azurite.abfs(account, lake.raw, path).toString();
  }

  private static TableReport report(RunResult run, String dataset) {
    return run.datasets().stream()
        .filter(d -> d.name().equals(dataset))
        .findFirst()
        .orElseThrow()
        .replicatedTables()
        .get(0);
  }

  /** Everything that is in the table is written to files, once each. */
  private static void query(String account) {
    try {
      delta
          .spark
          .readStream()
          .format("delta")
          .load(at(account, "lake/bases/ids"))
          .writeStream()
          .format("parquet")
          .trigger(Trigger.AvailableNow())
          .option("checkpointLocation", at(account, "checkpoints/out"))
          .start(at(account, "lake/out"))
          .awaitTermination();
    } catch (Exception e) {
      throw new IllegalStateException("at " + account, e);
    }
  }

  private static void append(String account, long from, long to) {
    delta
        .spark
        .range(from, to)
        .coalesce(1)
        .write()
        .format("delta")
        .mode("append")
        .save(at(account, "lake/bases/ids"));
  }

  private static List<Long> written(String account) {
    return delta.spark.read().parquet(at(account, "lake/out")).collectAsList().stream()
        .map(row -> row.getLong(0))
        .sorted()
        .collect(Collectors.toList());
  }

  @Test
  void shallowClonesAndTheFilesOfAStreamAreReadAtTheTargetAndGoOnThere() {
    for (long round = 0; round < 3; round++) {
      append("sa3", round * 10, round * 10 + 10);
      query("sa3");
    }

    RunResult run = lake.replicateCleanly(LAKE);

    for (String clone : List.of("mapped", "materialised")) {
      assertThat(report(run, clone).status()).as(run.toString()).isEqualTo(TableStatus.REPLICATED);
      long newest = delta.newest(delta.sourcePath(clone));
      assertThat(delta.newest(delta.targetPath(clone))).isEqualTo(newest);
      assertThat(delta.rows(delta.targetPath(clone), newest))
          .as(clone)
          .isEqualTo(delta.rows(delta.sourcePath(clone), newest))
          .hasSize(3);
      Dataset<Row> replica = delta.spark.read().format("delta").load(delta.targetPath(clone));
      assertThat(Arrays.asList(replica.inputFiles())).allMatch(name -> name.contains("@sa4."));
      delta.sql("DELETE FROM delta.`%s` WHERE id = 1".formatted(delta.targetPath(clone)));
      assertThat(delta.rows(delta.targetPath(clone), newest + 1)).hasSize(2);
    }
    assertThat(report(run, "out").format()).isEqualTo("file-sink");
    assertThat(report(run, "query").to()).isEqualTo(2);
    List<Long> thirty = LongStream.range(0, 30).boxed().collect(Collectors.toList());
    assertThat(written("sa4")).isEqualTo(thirty);
    append("sa4", 30, 40);
    query("sa4");
    assertThat(written("sa4"))
        .isEqualTo(LongStream.range(0, 40).boxed().collect(Collectors.toList()));
  }
}
