package io.twinlake.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.run.RunResult;
import io.twinlake.core.table.TableReport;
import io.twinlake.core.table.TableStatus;
import io.twinlake.testing.Azurite;
import java.util.List;
import java.util.Set;
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
  private static final String APART =
      """
      datasets:
        - { name: sources, root: raw/sources }
        - { name: sinks, root: raw/sinks }
        - { name: apart, root: raw/checkpoints/apart, kind: stream-checkpoint, sink: raw/sinks/apart }
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
    append(account, "lake/orders", from, to);
  }

  private static void append(String account, String table, long from, long to) {
    delta
        .spark
        .range(from, to)
        .coalesce(1)
        .write()
        .format("delta")
        .mode("append")
        .save(at(account, table));
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
    run(account, query, rows, "lake/" + query);
  }

  private static void run(String account, String query, Dataset<Row> rows, String sink) {
    try {
      rows.writeStream()
          .format("delta")
          .outputMode("append")
          .trigger(Trigger.AvailableNow())
          .option("checkpointLocation", at(account, "checkpoints/" + query))
          .start(at(account, sink))
          .awaitTermination();
    } catch (Exception e) {
      throw new IllegalStateException(query + " at " + account, e);
    }
  }

  private static List<Long> ids(String account, String table) {
    return idsAt(account, "lake/" + table);
  }

  private static List<Long> idsAt(String account, String table) {
    return delta.spark.read().format("delta").load(at(account, table)).collectAsList().stream()
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

  private static void runApart(String account) {
    Dataset<Row> rows =
        delta.spark.readStream().format("delta").load(at(account, "sources/orders"));
    run(account, "apart", rows, "sinks/apart");
  }

  /**
   * The source's table stays behind; then, at the target, other rows take the place of the lost.
   */
  @Test
  void aSinkWaitsForTheTableThatItsQueryReads() {
    append("sa3", "sources/orders", 0, 10);
    runApart("sa3");
    lake.replicateCleanly(APART);
    append("sa3", "sources/orders", 10, 20);
    runApart("sa3");

    RunResult run = lake.twinlake(APART).only(Set.of("sinks")).replicate();

    assertThat(report(run, "sinks").status()).as(run.toString()).isEqualTo(TableStatus.FAILED);
    assertThat(report(run, "sinks").notes().orElseThrow()).contains("batch 0", "sources/orders");
    assertThat(idsAt("sa4", "sinks/apart")).isEqualTo(upTo(10));
    append("sa4", "sources/orders", 100, 110);
    runApart("sa4");
    assertThat(idsAt("sa4", "sinks/apart"))
        .as("each row of the target's table once")
        .isEqualTo(idsAt("sa4", "sources/orders"))
        .hasSize(20);
  }
}
