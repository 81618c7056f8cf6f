package io.twinlake.it.lines;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.run.RunResult;
import io.twinlake.core.settings.Settings;
import io.twinlake.jobs.Twinlake;
import io.twinlake.validation.Level;
import io.twinlake.validation.ValidationListener;
import io.twinlake.validation.ValidationRequest;
import io.twinlake.validation.ValidationResult;
import io.twinlake.validation.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tables that the Delta Lake of this line wrote, replicated beside it in one session and read back
 * by it. Only SQL that Spark 3.3 knows.
 */
@Timeout(600)
class DeltaOnLineIT {
  private static SparkSession spark;

  @TempDir Path scratch;

  @BeforeAll
  static void start() {
    spark =
        SparkSession.builder()
            .appName("delta-on-line")
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
            .config(
                "spark.sql.catalog.spark_catalog",
                "org.apache.spark.sql.delta.catalog.DeltaCatalog")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.sql.adaptive.enabled", "false")
            .config("spark.sql.codegen.wholeStage", "false")
            .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
            .config("spark.databricks.delta.snapshotPartitions", "1")
            .getOrCreate();
    spark.sparkContext().setLogLevel("ERROR");
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  /** Delta Lake 2.3, that of Spark 3.3, reads deletion vectors and does not write them. */
  private static boolean writesDeletionVectors() {
    return !spark.version().startsWith("3.3.");
  }

  @Test
  void aTableIsReplicatedFollowedAndReadBack() throws IOException {
    LineSites sites = new LineSites(scratch);
    Settings settings =
        sites.settings("datasets: [ { name: lake, root: raw } ]", "transfer: { driverLimit: 0 }");
    String source = "delta.`" + sites.east.resolve("t").toUri() + "`";
    sql(
        "CREATE TABLE %s (id LONG, amount DECIMAL(10,2), p STRING) USING delta PARTITIONED BY (p) TBLPROPERTIES ('delta.checkpointInterval'='3', 'delta.enableChangeDataFeed'='true'%s)",
        source, writesDeletionVectors() ? ", 'delta.enableDeletionVectors'='true'" : "");
    for (int i = 0; i < 4; i++) {
      // Two rows in one file: deleting one of them writes a deletion vector.
      sql(
          "INSERT INTO %s SELECT /*+ COALESCE(1) */ * FROM VALUES (%dL, 1.5, 'a b%%/\u00e9'), (%dL, 2, 'a b%%/\u00e9'), (%dL, 2.5, '+')",
          source, i, i + 50, i + 100);
    }
    sql("DELETE FROM %s WHERE id IN (1, 101)", source);
    sites.put("plain/file.csv", "1,2\n");

    replicate(settings);
    assertReplica(sites, 1);
    assertThat(Files.readString(sites.west.resolve("plain/file.csv"))).isEqualTo("1,2\n");
    if (writesDeletionVectors()) {
      assertThat(files(sites.west.resolve("t"))).anyMatch(f -> f.endsWith(".bin"));
    }

    sql("ALTER TABLE %s ADD COLUMNS (more STRING)", source);
    sql("UPDATE %s SET more = 'x' WHERE id > 2", source);
    sql(
        "MERGE INTO %s t USING (SELECT EXPLODE(ARRAY(2L, 900L)) id) s ON t.id = s.id WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT (id, amount, p, more) VALUES (s.id, 9, '+', 'merged')",
        source);
    sql("OPTIMIZE %s", source);
    replicate(settings);
    assertReplica(sites, 3);
    assertThat(rows(sites.west.resolve("t"), newest(sites.west.resolve("t")))).hasSize(10);
    assertSameByRows(settings);

    // What comes after a failover.
    sql("INSERT INTO delta.`%s` VALUES (1000, 1, '+', 'after')", sites.west.resolve("t").toUri());
    assertThat(rows(sites.west.resolve("t"), newest(sites.west.resolve("t")))).hasSize(11);
  }

  private static void replicate(Settings settings) {
    RunResult run = Twinlake.on(spark, settings).replicate();
    assertThat(run.outcome()).as(run.toString()).isEqualTo(RunResult.Outcome.CLEAN);
  }

  private static void assertReplica(LineSites sites, long older) {
    Path from = sites.east.resolve("t");
    Path to = sites.west.resolve("t");
    long newest = newest(from);
    assertThat(newest(to)).isEqualTo(newest);
    for (long version : List.of(newest, older)) {
      assertThat(rows(to, version)).as("version " + version).isEqualTo(rows(from, version));
    }
    assertThat(changes(to, newest)).isEqualTo(changes(from, newest)).isNotEmpty();
  }

  private static void assertSameByRows(Settings settings) {
    ValidationResult result =
        Twinlake.on(spark, settings)
            .validate(
                new ValidationRequest(Level.TABLE, Optional.empty(), Optional.empty(), Set.of()),
                ValidationListener.SILENT);
    assertThat(result.verdict()).as(result.toString()).isEqualTo(Verdict.CLEAN);
    assertThat(result.cost().rowsRead()).isEqualTo(20);
  }

  private static void sql(String text, Object... names) {
    spark.sql(text.formatted(names)).collectAsList();
  }

  private static long newest(Path table) {
    return spark
        .sql("DESCRIBE HISTORY delta.`%s` LIMIT 1".formatted(table.toUri()))
        .first()
        .getLong(0);
  }

  private static List<String> rows(Path table, long version) {
    return spark
        .read()
        .format("delta")
        .option("versionAsOf", version)
        .load(table.toUri().toString())
        .collectAsList()
        .stream()
        .map(Row::toString)
        .sorted()
        .toList();
  }

  private static List<String> changes(Path table, long to) {
    return spark
        .read()
        .format("delta")
        .option("readChangeFeed", "true")
        .option("startingVersion", Math.max(0, to - 2))
        .option("endingVersion", to)
        .load(table.toUri().toString())
        .drop("_commit_timestamp")
        .collectAsList()
        .stream()
        .map(Row::toString)
        .sorted()
        .toList();
  }

  private static List<String> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.map(Path::toString).toList();
    }
  }
}
