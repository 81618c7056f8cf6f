package io.twinlake.it;

import io.twinlake.testing.Azurite;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;

/** Delta Lake on Spark, over Hadoop's own ABFS driver, beside what is tested. */
final class DeltaLake implements AutoCloseable {
  private final TwoAccounts lake;
  final SparkSession spark;

  DeltaLake(TwoAccounts lake) {
    this.lake = lake;
    SparkSession.Builder builder =
        SparkSession.builder()
            .appName("delta-it")
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
            .config(
                "spark.sql.catalog.spark_catalog",
                "org.apache.spark.sql.delta.catalog.DeltaCatalog")
            .config("spark.sql.shuffle.partitions", "1")
            .config("spark.databricks.delta.snapshotPartitions", "1")
            // VACUUM lists with 10,000 tasks otherwise.
            .config("spark.sql.sources.parallelPartitionDiscovery.parallelism", "2")
            .config("spark.sql.session.timeZone", "UTC")
            // A few rows: planning and compiling would take longer than running.
            .config("spark.sql.adaptive.enabled", "false")
            .config("spark.sql.codegen.wholeStage", "false")
            .config("spark.sql.codegen.factoryMode", "NO_CODEGEN");
    for (Map.Entry<String, String> each : lake.azurite.hadoop().entrySet()) {
      builder = builder.config("spark.hadoop." + each.getKey(), each.getValue());
    }
    this.spark = builder.getOrCreate();
    spark.sparkContext().setLogLevel("ERROR");
  }

  /** A table of the source, as SQL names it. */
  String source(String table) {
    return "delta.`%s`".formatted(sourcePath(table));
  }

  String sourcePath(String table) {
    return Azurite.abfs("sa3", lake.raw, "lake/" + table).toString();
  }

  String targetPath(String table) {
    return Azurite.abfs("sa4", lake.raw, "lake/" + table).toString();
  }

  Dataset<Row> sql(String text) {
    return spark.sql(text);
  }

  /** All rows of a version, in one order; reads the data. */
  List<String> rows(String path, long version) {
    return sorted(spark.read().format("delta").option("versionAsOf", version).load(path));
  }

  /** All change data from a version on. */
  List<String> changes(String path, long from, long to) {
    return sorted(
        spark
            .read()
            .format("delta")
            .option("readChangeFeed", "true")
            .option("startingVersion", from)
            .option("endingVersion", to)
            .load(path)
            .drop("_commit_timestamp"));
  }

  private static List<String> sorted(Dataset<Row> rows) {
    return rows.collectAsList().stream().map(Row::toString).sorted().collect(Collectors.toList());
  }

  long newest(String path) {
    return sql("DESCRIBE HISTORY delta.`%s` LIMIT 1".formatted(path)).first().getLong(0);
  }

  String id(String path) {
    return sql("DESCRIBE DETAIL delta.`%s`".formatted(path)).select("id").first().getString(0);
  }

  @Override
  public void close() {
    spark.stop();
    // Both keep the session and its tables for the JVM's life otherwise.
    DeltaLog.clearCache();
    SparkSession.clearActiveSession();
    SparkSession.clearDefaultSession();
  }
}
