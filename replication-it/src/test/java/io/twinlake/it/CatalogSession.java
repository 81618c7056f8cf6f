package io.twinlake.it;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.hadoop.hive.conf.HiveConf;
import org.apache.hadoop.hive.metastore.HiveMetaStoreClient;
import org.apache.hadoop.hive.metastore.IMetaStoreClient;
import org.apache.hadoop.hive.metastore.api.FieldSchema;
import org.apache.hadoop.hive.metastore.api.SkewedInfo;
import org.apache.hadoop.hive.metastore.api.Table;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.thrift.TException;

/**
 * A Spark of its own on one metastore, as a cluster of that region has it: a JVM's Hive client
 * knows one metastore only. It fills the metastore, or reads every table of it, or writes into
 * some.
 */
final class CatalogSession {
  private static final String ODD = "it''s \"ours\" 漢\\n=;,`";

  private final SparkSession spark;
  private final String metastore;

  private CatalogSession(String metastore) {
    this.metastore = metastore;
    this.spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "1")
            .config("spark.sql.catalogImplementation", "hive")
            .config("spark.hadoop.hive.metastore.uris", metastore)
            .config("spark.hadoop.hive.exec.dynamic.partition.mode", "nonstrict")
            .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
            .config(
                "spark.sql.catalog.spark_catalog",
                "org.apache.spark.sql.delta.catalog.DeltaCatalog")
            .config("spark.databricks.delta.snapshotPartitions", "1")
            // A few rows: compiling would take longer than running.
            .config("spark.sql.codegen.wholeStage", "false")
            .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
            // The default, 1, fails for Parquet over ABFS on the Blob endpoint.
            .config("spark.hadoop.mapreduce.fileoutputcommitter.algorithm.version", "2")
            .getOrCreate();
    spark.sparkContext().setLogLevel("ERROR");
  }

  /**
   * @param args the metastore, then {@code fill} and a data root, or {@code read}, or {@code write}
   */
  public static void main(String[] args) throws Exception {
    CatalogSession session = new CatalogSession(args[0]);
    try {
      switch (args[1]) {
        case "fill" -> session.fill(args[2]);
        case "write" -> session.write();
        default -> session.read();
      }
    } finally {
      session.spark.stop();
    }
  }

  private void fill(String root) throws Exception {
    for (String sql :
        List.of(
            "CREATE DATABASE d1 COMMENT 'ODD' LOCATION 'ROOT/d1.db' WITH DBPROPERTIES ('k'='ODD')",
            "CREATE DATABASE d2 LOCATION 'ROOT/other/d2.db'",
            // Spark's own tables.
            "CREATE TABLE d1.plain (id INT COMMENT 'ODD', Name STRING) USING parquet LOCATION 'ROOT/plain' COMMENT 'ODD' TBLPROPERTIES ('k'='ODD', 'path.of.ours'='ROOT/plain')",
            "INSERT INTO d1.plain VALUES (1, 'a'), (2, 'b')",
            "CREATE TABLE d1.parted (id INT, d STRING) USING parquet PARTITIONED BY (d) LOCATION 'ROOT/parted'",
            "INSERT INTO d1.parted VALUES (1, 'x 0'), (2, 'a=b%/c'), (4, NULL)",
            "ALTER TABLE d1.parted ADD PARTITION (d='far') LOCATION 'ROOT/elsewhere/far'",
            "INSERT INTO d1.parted PARTITION (d='far') VALUES (3)",
            "CREATE TABLE d1.managed (id INT) USING parquet",
            "INSERT INTO d1.managed VALUES (7)",
            "CREATE TABLE d1.json_managed (id INT, s STRUCT<a: INT, b: ARRAY<STRING>>) USING json",
            "INSERT INTO d1.json_managed VALUES (8, named_struct('a', 1, 'b', array('x')))",
            "CREATE TABLE d1.csv (id INT) USING csv OPTIONS (header 'true') LOCATION 'ROOT/csv'",
            "INSERT INTO d1.csv VALUES (11)",
            "CREATE TABLE d1.orc (id INT, ts TIMESTAMP, c CHAR(3), v VARCHAR(5), n DECIMAL(10,2), dt DATE, b BINARY, m MAP<STRING, INT>) USING orc LOCATION 'ROOT/orc'",
            "INSERT INTO d1.orc VALUES (1, TIMESTAMP'2026-01-02 03:04:05', 'ab', 'vw', 1.25, DATE'2026-01-02', X'00ff', map('k', 1))",
            "CREATE TABLE d1.bucketed (id INT) USING parquet CLUSTERED BY (id) INTO 2 BUCKETS LOCATION 'ROOT/bucketed'",
            "INSERT INTO d1.bucketed VALUES (1), (2), (3)",
            "CREATE TABLE d1.delta (id INT, d STRING) USING delta PARTITIONED BY (d) LOCATION 'ROOT/delta'",
            "INSERT INTO d1.delta VALUES (1, 'a'), (2, 'b b')",
            "DELETE FROM d1.delta WHERE id = 1",
            "CREATE TABLE d1.delta_managed (id INT) USING delta",
            "INSERT INTO d1.delta_managed VALUES (21)",
            "CREATE TABLE default.dflt (id INT) USING parquet",
            "INSERT INTO default.dflt VALUES (31)",
            // Hive's formats.
            "CREATE EXTERNAL TABLE d1.hive (Id INT) PARTITIONED BY (p STRING) STORED AS parquet LOCATION 'ROOT/hive'",
            "INSERT INTO d1.hive PARTITION (p='1') VALUES (5)",
            "INSERT INTO d1.hive PARTITION (p='q r') VALUES (6)",
            "CREATE EXTERNAL TABLE d1.text (line STRING) ROW FORMAT DELIMITED FIELDS TERMINATED BY '|' STORED AS textfile LOCATION 'ROOT/text'",
            "INSERT INTO d1.text VALUES ('t')",
            "CREATE EXTERNAL TABLE d1.avro STORED AS avro LOCATION 'ROOT/avro' TBLPROPERTIES ('avro.schema.url'='ROOT/schemas/line.avsc')",
            "INSERT INTO d1.avro VALUES (9, 'nine')",
            "CREATE TABLE d2.hive_managed (id INT) STORED AS orc",
            "INSERT INTO d2.hive_managed VALUES (41)",
            "ANALYZE TABLE d1.plain COMPUTE STATISTICS FOR ALL COLUMNS",
            "CREATE FUNCTION d1.f AS 'org.apache.hadoop.hive.ql.udf.generic.GenericUDFAbs' USING JAR 'ROOT/jars/f.jar'",
            "CREATE VIEW d1.v COMMENT 'ODD' AS SELECT p.id FROM d1.plain p JOIN parquet.`ROOT/plain` q ON p.id = q.id",
            "CREATE VIEW d1.on_v AS SELECT id + 1 AS next FROM d1.v")) {
      spark.sql(sql.replace("ROOT", root).replace("ODD", ODD));
    }
    List<String> columns = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      columns.add("column_number_" + i + " STRING");
    }
    spark.sql(
        "CREATE TABLE d1.wide (%s) USING parquet LOCATION '%s/wide'"
            .formatted(String.join(", ", columns), root));
    spark.sql("INSERT INTO d1.wide (column_number_299) VALUES ('last')");
    madeByHive(root);
    read();
  }

  /** What Spark cannot say in SQL, and types that it cannot read. */
  private void madeByHive(String root) throws Exception {
    HiveConf conf = new HiveConf();
    conf.set("hive.metastore.uris", metastore);
    HiveMetaStoreClient hive = new HiveMetaStoreClient(conf);
    try {
      Table skewed = hive.getTable("d1", "text").deepCopy();
      skewed.setTableName("skewed");
      skewed.getSd().setLocation(root + "/skewed");
      skewed
          .getSd()
          .setSkewedInfo(
              new SkewedInfo(
                  List.of("line"),
                  List.of(List.of("much")),
                  Map.of(List.of("much"), root + "/skewed/line=much")));
      hive.createTable(skewed);
      unreadable(hive, root);
    } finally {
      hive.close();
    }
  }

  /** {@code d1.unreadable}, made of {@code d1.text}: its column has a type that Spark has not. */
  static void unreadable(IMetaStoreClient hive, String root) throws TException {
    Table odd = hive.getTable("d1", "text").deepCopy();
    odd.setTableName("unreadable");
    odd.getSd().setLocation(root + "/unreadable");
    odd.getSd()
        .setCols(List.of(new FieldSchema("u", "uniontype<int,string>", "Spark has no such type")));
    hive.createTable(odd);
  }

  /** Every table, its rows, and where each of them lies. */
  private void read() {
    for (String db : List.of("d1", "d2", "default")) {
      TreeSet<String> views = new TreeSet<>();
      spark.sql("SHOW VIEWS IN " + db).collectAsList().forEach(row -> views.add(row.getString(1)));
      for (Row table : spark.sql("SHOW TABLES IN " + db).collectAsList()) {
        String name = db + "." + table.getString(1);
        if (name.equals("d1.unreadable")) {
          System.out.println("ROWS " + name + " " + refused(name));
          continue;
        }
        List<String> rows =
            spark
                .sql("SELECT to_json(struct(*), map('ignoreNullFields', 'false')) FROM " + name)
                .collectAsList()
                .stream()
                .map(row -> row.getString(0))
                .sorted()
                .toList();
        System.out.println("ROWS " + name + " " + rows.size() + " " + rows);
        if (!views.contains(table.getString(1))) {
          spark.sql("SELECT DISTINCT input_file_name() FROM " + name).collectAsList().stream()
              .map(row -> row.getString(0))
              .forEach(file -> System.out.println("FILE " + name + " " + file));
        }
      }
    }
    System.out.println("ROWS d1.f " + spark.sql("SELECT d1.f(-5)").first().get(0));
    System.out.println(
        "ROWS statistics "
            + spark.sql("DESCRIBE EXTENDED d1.plain id").collectAsList().stream()
                .map(Row::toString)
                .filter(row -> row.startsWith("[min") || row.startsWith("[max"))
                .toList());
  }

  /** A type that Spark does not have is refused by name, before and after. */
  private String refused(String name) {
    try {
      return "read as " + spark.sql("SELECT * FROM " + name).schema().simpleString();
    } catch (Exception e) {
      return "has a type that Spark does not have";
    }
  }

  /** Life goes on where the primary is gone. */
  private void write() {
    spark.sql("INSERT INTO d1.managed VALUES (70)");
    spark.sql("INSERT INTO d1.delta VALUES (30, 'new')");
    spark.sql("INSERT INTO d1.hive PARTITION (p='new') VALUES (50)");
    read();
  }
}
