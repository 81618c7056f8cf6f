package io.twinlake.jobs.demo;

import io.twinlake.core.settings.Site;
import java.io.PrintStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A small catalog, filled and read by Spark itself through one site's Hive metastore: nothing of
 * Twinlake has a hand in it. A JVM knows one metastore only.
 */
public final class CatalogDemo {
  private static final int WIDTH = 20;

  private final SparkSession spark;
  private final String root;
  private final PrintStream out;

  private CatalogDemo(SparkSession spark, String root, PrintStream out) {
    this.spark = spark;
    this.root = root;
    this.out = out;
  }

  /** Makes databases, tables, partitions and a view at {@code site}, and shows them. */
  public static void fill(Site site, PrintStream out) {
    with(site, out, CatalogDemo::fill);
  }

  /** Reads every table by what {@code site}'s metastore says of it. */
  public static void query(Site site, PrintStream out) {
    with(site, out, CatalogDemo::query);
  }

  /** Writes into a table that was a managed one at the other site, and shows all of them. */
  public static void goOn(Site site, PrintStream out) {
    with(
        site,
        out,
        demo -> {
          demo.spark.sql("INSERT INTO sales.totals VALUES ('written here', 1)");
          demo.query();
        });
  }

  private static void with(
      Site site, PrintStream out, java.util.function.Consumer<CatalogDemo> work) {
    SparkSession.Builder builder =
        Accounts.builder()
            .config("spark.sql.catalogImplementation", "hive")
            .config("spark.hadoop.hive.metastore.uris", site.metastore().orElseThrow())
            .config("spark.hadoop.hive.exec.dynamic.partition.mode", "nonstrict")
            // The default, 1, fails for Parquet over ABFS on the Blob endpoint.
            .config("spark.hadoop.mapreduce.fileoutputcommitter.algorithm.version", "2")
            .config("spark.sql.shuffle.partitions", "1");
    SparkSession spark = builder.getOrCreate();
    try {
      URI raw = site.roots().get("raw");
      String root = raw.toString().replaceFirst("/+$", "");
      work.accept(new CatalogDemo(spark, root, out));
    } finally {
      spark.stop();
    }
  }

  private void fill() {
    List<String> statements =
        new ArrayList<>(
            List.of(
                "CREATE DATABASE sales COMMENT 'The demo''s' LOCATION 'ROOT/sales.db'",
                "CREATE TABLE sales.orders (id INT, cents INT, day STRING) USING parquet PARTITIONED BY (day) LOCATION 'ROOT/orders'",
                "INSERT INTO sales.orders VALUES (1, 100, '2026-11-20'), (2, 250, '2026-11-21'), (3, 75, '2026-11-21')",
                "ALTER TABLE sales.orders ADD PARTITION (day='archive') LOCATION 'ROOT/archive/orders'",
                "INSERT INTO sales.orders PARTITION (day='archive') VALUES (4, 40)",
                "CREATE TABLE sales.totals (day STRING, cents BIGINT) USING parquet",
                "INSERT INTO sales.totals SELECT day, sum(cents) FROM sales.orders GROUP BY day",
                "CREATE TABLE sales.clicks (page STRING) USING csv LOCATION 'ROOT/clicks'",
                "INSERT INTO sales.clicks VALUES ('/'), ('/buy')",
                "CREATE VIEW sales.archived AS SELECT id, cents FROM parquet.`ROOT/archive/orders`"));
    if (Accounts.isPossible()) {
      statements.add(
          "CREATE TABLE sales.customers (id INT, name STRING) USING delta LOCATION 'ROOT/customers'");
      statements.add("INSERT INTO sales.customers VALUES (1, 'Ada'), (2, 'Grace')");
    }
    statements.forEach(sql -> spark.sql(sql.replace("ROOT", root)));
    query();
  }

  private void query() {
    out.println("  " + column("TABLE") + "ROWS  READ FROM");
    for (Row table : spark.sql("SHOW TABLES IN sales").collectAsList()) {
      String name = "sales." + table.getString(1);
      Dataset<Row> rows = spark.sql("SELECT * FROM " + name);
      out.printf("  %s%4d  %s%n", column(name), rows.collectAsList().size(), places(rows));
    }
  }

  private static String column(String text) {
    return text + " ".repeat(Math.max(1, WIDTH - text.length()));
  }

  /** This site's root if all files of a query are below it, and else the first one that is not. */
  private String places(Dataset<Row> rows) {
    String ours = root.replace("file:///", "file:/") + "/";
    for (String file : rows.inputFiles()) {
      if (!file.replace("file:///", "file:/").startsWith(ours)) {
        return file;
      }
    }
    return root;
  }
}
