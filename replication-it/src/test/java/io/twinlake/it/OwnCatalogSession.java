package io.twinlake.it;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A Spark whose metastore is its own, on Derby: nobody else reaches it. */
final class OwnCatalogSession {
  private final SparkSession spark;

  private OwnCatalogSession() {
    this.spark =
        SparkSession.builder()
            .config("spark.sql.shuffle.partitions", "1")
            .config("spark.hadoop.hive.exec.dynamic.partition.mode", "nonstrict")
            .enableHiveSupport()
            .getOrCreate();
    spark.sparkContext().setLogLevel("ERROR");
  }

  /** What makes a session, ours or a command's, have the metastore at {@code place}. */
  static Map<String, String> metastore(Path place) {
    Map<String, String> hadoop = new TreeMap<>();
    hadoop.put(
        "javax.jdo.option.ConnectionURL",
        "jdbc:derby:;databaseName=%s;create=true".formatted(place));
    hadoop.put("datanucleus.schema.autoCreateAll", "true");
    hadoop.put("hive.metastore.schema.verification", "false");
    return hadoop;
  }

  static Jvm.Ended run(Path scratch, Map<String, String> hadoop, String... args) throws Exception {
    List<String> java = new ArrayList<>();
    java.add("@" + Path.of(System.getProperty("twinlake.checkout"), "launcher", "jvm.options"));
    java.add("-Dspark.master=local[1]");
    java.add("-Dspark.ui.enabled=false");
    java.add("-Dspark.sql.warehouse.dir=" + scratch.resolve("warehouse").toUri());
    hadoop.forEach((key, value) -> java.add("-Dspark.hadoop.%s=%s".formatted(key, value)));
    java.add("-cp");
    java.add(Jvm.placeOf(OwnCatalogSession.class) + ":" + Jvm.sparkJars());
    java.add(OwnCatalogSession.class.getName());
    return Jvm.start(scratch, java, args).end(6);
  }

  /**
   * @param args {@code read}, or {@code sql} and statements
   */
  public static void main(String[] args) {
    OwnCatalogSession session = new OwnCatalogSession();
    try {
      for (int i = 1; i < args.length; i++) {
        session.spark.sql(args[i]);
      }
      session.read();
    } finally {
      session.spark.stop();
    }
  }

  /** Every table of {@code d1}: its columns, its rows, and where each of them lies. */
  private void read() {
    TreeSet<String> views = new TreeSet<>();
    spark.sql("SHOW VIEWS IN d1").collectAsList().forEach(row -> views.add(row.getString(1)));
    for (Row table : spark.sql("SHOW TABLES IN d1").collectAsList()) {
      String name = "d1." + table.getString(1);
      List<String> rows =
          spark
              .sql("SELECT to_json(struct(*), map('ignoreNullFields', 'false')) FROM " + name)
              .collectAsList()
              .stream()
              .map(row -> row.getString(0))
              .sorted()
              .toList();
      System.out.println(
          "ROWS %s %s %s".formatted(name, spark.table(name).schema().simpleString(), rows));
      if (!views.contains(table.getString(1))) {
        spark.sql("SELECT DISTINCT input_file_name() FROM " + name).collectAsList().stream()
            .map(row -> row.getString(0))
            .forEach(file -> System.out.println("FILE " + name + " " + file));
      }
    }
    System.out.println("ROWS d1.f " + spark.sql("SELECT d1.f(-5)").first().get(0));
  }
}
