package io.twinlake.jobs.demo;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A Delta table with deletion vectors, written and read by Delta Lake's own Spark code over
 * Hadoop's drivers: nothing of Twinlake has a hand in it.
 */
final class Accounts {
  static final String DIRECTORY = "accounts/";

  private static final int ROWS = 500;
  private static final StructType SCHEMA =
      new StructType()
          .add("account", DataTypes.IntegerType)
          .add("owner", DataTypes.StringType)
          .add("cents", DataTypes.LongType);

  private final String source;
  private final String target;

  /**
   * @param sourceRoot the data root that it is written to
   * @param targetRoot the data root that its replica is read from
   */
  Accounts(URI sourceRoot, URI targetRoot) {
    this.source = below(sourceRoot);
    this.target = below(targetRoot);
  }

  private static String below(URI root) {
    String text = root.toString();
    return (text.endsWith("/") ? text : text + "/") + "accounts";
  }

  /** Whether this Spark has Delta Lake; a cluster's may not. */
  static boolean isPossible() {
    try {
      Class.forName("io.delta.sql.DeltaSparkSessionExtension", false, loader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  private static ClassLoader loader() {
    return Thread.currentThread().getContextClassLoader();
  }

  /** Work with the table; the session is stopped afterwards. */
  static <T> T with(Work<T> work) {
    SparkSession spark = session();
    try {
      return work.with(spark);
    } finally {
      spark.stop();
    }
  }

  /**
   * The demo's session. It can work with Delta tables where Delta Lake is there: whoever is first
   * to ask decides that for all.
   */
  static SparkSession session() {
    return builder().getOrCreate();
  }

  static SparkSession.Builder builder() {
    SparkSession.Builder session = SparkSession.builder().appName("twinlake demo");
    if (isPossible()) {
      session
          .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
          .config(
              "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
          .config("spark.sql.shuffle.partitions", "1")
          .config("spark.databricks.delta.snapshotPartitions", "1");
    }
    return session;
  }

  /** Something that needs a session. */
  interface Work<T> {
    T with(SparkSession spark);
  }

  /** Makes the table at the source where it is not there yet. */
  void create(SparkSession spark) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      rows.add(RowFactory.create(i, "owner-" + i, 1000L + i * 37L % 900));
    }
    spark
        .createDataFrame(rows, SCHEMA)
        .coalesce(1)
        .write()
        .format("delta")
        .option("delta.enableDeletionVectors", "true")
        .mode(SaveMode.Ignore)
        .save(source);
  }

  /** Deletes some rows at the source: a deletion vector says which. */
  void closeSome(SparkSession spark) {
    long version = newest(spark, source);
    spark.sql("DELETE FROM delta.`%s` WHERE account %% 50 = %d".formatted(source, version % 50));
  }

  /** What a job with a bug does at the source. */
  void corrupt(SparkSession spark) {
    spark.sql("UPDATE delta.`%s` SET cents = 0".formatted(source));
  }

  /** Takes that back at the source. */
  void mend(SparkSession spark, long version) {
    spark.sql("RESTORE TABLE delta.`%s` TO VERSION AS OF %d".formatted(source, version));
  }

  long newestAtSource(SparkSession spark) {
    return newest(spark, source);
  }

  long newestAtTarget(SparkSession spark) {
    return newest(spark, target);
  }

  private static long newest(SparkSession spark, String path) {
    return spark.sql("DESCRIBE HISTORY delta.`%s` LIMIT 1".formatted(path)).first().getLong(0);
  }

  /** A version of the replica in one line; reads its data. */
  String ofReplica(SparkSession spark, long version) {
    Dataset<Row> table = spark.read().format("delta").option("versionAsOf", version).load(target);
    Row sums = table.selectExpr("count(owner)", "sum(cents)").first();
    return "version %d: %d accounts with %d cents"
        .formatted(version, sums.getLong(0), sums.getLong(1));
  }
}
