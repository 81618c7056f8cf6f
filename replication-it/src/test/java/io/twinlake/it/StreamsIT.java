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

  /** Runs a query over all that is there. */
  private static void run(String account, String query) {
    Dataset<Row> rows = delta.spark.readStream().format("delta").load(at(account, "lake/orders"));
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

  /** Three batches in two runs, then the failover: the query goes on at the target. */
  @Test
  void aQueryGoesOnAtTheTargetWithEachRowOnce() {
    for (long round = 0; round < 2; round++) {
      append("sa3", round * 10, round * 10 + 10);
      run("sa3", "plain");
    }
    lake.replicateCleanly(LAKE);
    append("sa3", 20, 30);
    run("sa3", "plain");

    RunResult result = lake.replicateCleanly(LAKE);

    assertThat(report(result, "plain").status())
        .as(result.toString())
        .isEqualTo(TableStatus.REPLICATED);
    assertThat(report(result, "plain").to()).isEqualTo(2);
    assertThat(ids("sa4", "plain")).isEqualTo(upTo(30));
    assertThat(lake.target.list(lake.raw).keySet()).contains("checkpoints/plain/commits/2");
    append("sa4", 30, 40);
    run("sa4", "plain");
    assertThat(ids("sa4", "plain")).isEqualTo(upTo(40));
  }
}
