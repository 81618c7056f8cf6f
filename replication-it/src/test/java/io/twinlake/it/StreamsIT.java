package io.twinlake.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.run.RunResult;
import io.twinlake.core.table.TableReport;
import io.twinlake.core.table.TableStatus;
import io.twinlake.testing.Azurite;
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

/** Streams of Spark that run at the source, and go on at the target with every row exactly once. */
@Timeout(900)
class StreamsIT {
  private static final String LAKE =
      """
      datasets:
        - { name: lake, root: raw/lake }
        - { name: plain, root: raw/checkpoints/plain, kind: stream-checkpoint, sink: raw/lake/plain }
        - { name: distinct, root: raw/checkpoints/distinct, kind: stream-checkpoint, sink: raw/lake/distinct }
        - { name: files, root: raw/checkpoints/files, kind: stream-checkpoint, sink: raw/lake/files }
        - { name: behind, root: raw/checkpoints/behind, kind: stream-checkpoint, sink: raw/lake/behind }
      """;

  private static TwoAccounts lake;
  private static DeltaLake delta;

  @BeforeAll
  static void write() {
    lake = new TwoAccounts();
    delta = new DeltaLake(lake);
    delta.sql("CREATE TABLE %s (id LONG) USING delta".formatted(delta.source("orders")));
  }

  @AfterAll
  static void close() {
    delta.close();
  }

  private static String at(String account, String path) {
    return Azurite.abfs(account, lake.raw, path).toString();
  }

  private static void append(String account, long from, long to) {
    delta
        .spark
        .range(from, to)
        .coalesce(1)
        .write()
        .format("delta")
        .mode("append")
        .save(at(account, "lake/orders"));
  }

  private static void files(String account, long from, long to) {
    delta.spark.range(from, to).coalesce(1).write().mode("append").json(at(account, "lake/in"));
  }

  /** Runs a query over all that is there. */
  private static void run(String account, String query) {
    Dataset<Row> read =
        query.equals("files")
            ? delta.spark.readStream().schema("id LONG").json(at(account, "lake/in"))
            : delta.spark.readStream().format("delta").load(at(account, "lake/orders"));
    Dataset<Row> rows = query.equals("distinct") ? read.dropDuplicates("id") : read;
    try {
      rows.writeStream()
          .format("delta")
          .outputMode("append")
          .trigger(Trigger.AvailableNow())
          .option("checkpointLocation", at(account, "checkpoints/" + query))
          .start(at(account, "lake/" + query))
          .awaitTermination();
    } catch (Exception e) {
      throw new IllegalStateException(query + " at " + account, e);
    }
  }

  private static List<Long> ids(String account, String table) {
    return delta
        .spark
        .read()
        .format("delta")
        .load(at(account, "lake/" + table))
        .collectAsList()
        .stream()
        .map(row -> row.getLong(0))
        .sorted()
        .collect(Collectors.toList());
  }

  private static List<Long> upTo(long end) {
    return LongStream.range(0, end).boxed().collect(Collectors.toList());
  }

  private static TableReport report(RunResult run, String dataset) {
    return run.datasets().stream()
        .filter(d -> d.name().equals(dataset))
        .findFirst()
        .orElseThrow()
        .replicatedTables()
        .get(0);
  }

  /**
   * Three batches each, cut at rest and ahead, then the failover: every query goes on at the
   * target.
   */
  @Test
  void everyQueryGoesOnAtTheTargetWithEachRowOnce() {
    List<String> queries = List.of("plain", "distinct", "files", "behind");
    for (long round = 0; round < 2; round++) {
      append("sa3", round * 10, round * 10 + 10);
      files("sa3", round * 10, round * 10 + 10);
      queries.forEach(query -> run("sa3", query));
    }
    lake.replicateCleanly(LAKE);
    append("sa3", 20, 30);
    files("sa3", 20, 30);
    queries.forEach(query -> run("sa3", query));
    // As if the cluster had died between the table's commit and the checkpoint's.
    lake.source.delete(lake.raw, "checkpoints/behind/commits/2");

    RunResult run = lake.replicateCleanly(LAKE);

    for (String query : queries) {
      assertThat(report(run, query).status()).as(run.toString()).isEqualTo(TableStatus.REPLICATED);
      assertThat(report(run, query).to()).as(query).isEqualTo(2);
      assertThat(ids("sa4", query)).as(query).isEqualTo(upTo(30));
    }
    assertThat(lake.target.list(lake.raw).keySet())
        .contains("checkpoints/plain/commits/2")
        .doesNotContain("checkpoints/behind/commits/2");
    append("sa4", 30, 40);
    files("sa4", 30, 40);
    for (String query : queries) {
      run("sa4", query);
      assertThat(ids("sa4", query)).as(query + " at the target").isEqualTo(upTo(40));
    }
    append("sa4", 0, 5);
    run("sa4", "distinct");
    assertThat(ids("sa4", "distinct")).as("its state went with it").isEqualTo(upTo(40));
  }
}
