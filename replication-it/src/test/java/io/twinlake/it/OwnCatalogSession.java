package io.twinlake.it;

import io.twinlake.jobs.cli.Main;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.hive.conf.HiveConf;
import org.apache.hadoop.hive.metastore.HiveMetaStoreClient;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A Spark whose metastore is its own, on Derby: nobody else reaches it. It runs commands, too, as a
 * Databricks cluster runs one job after the other: in its own JVM and with its own session.
 */
final class OwnCatalogSession {
  private static final String COMMAND = "twinlake ";
  private static final String STEP = "STEP ";
  private static final String READ = "read";
  private static final String UNREADABLE = "unreadable ";

  private final SparkSession spark;

  private OwnCatalogSession() {
    this.spark =
        SparkSession.builder()
            .config("spark.sql.shuffle.partitions", "1")
            .config("spark.hadoop.hive.exec.dynamic.partition.mode", "nonstrict")
            // A few rows: planning and compiling would take longer than running.
            .config("spark.sql.adaptive.enabled", "false")
            .config("spark.sql.codegen.wholeStage", "false")
            .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
            .enableHiveSupport()
            .getOrCreate();
    spark.sparkContext().setLogLevel("ERROR");
  }

  /** A step that runs a command. */
  static String command(Path settings, String words) {
    return COMMAND + words + " --config " + settings;
  }

  /** A step that makes {@code d1.unreadable} of {@code d1.text}. */
  static String unreadable(Path root) {
    return UNREADABLE + "file:" + root;
  }

  /** What each of the commands among its steps said. */
  static List<String> said(Jvm.Ended session) {
    return Arrays.stream(MetastoreIT.ok(session).split("(?m)^" + STEP)).skip(1).toList();
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

  /**
   * Runs steps in a JVM of its own: statements of SQL, {@link #command}, {@link #unreadable}, or
   * {@code read}. The first one that fails is the last.
   */
  static Jvm.Ended run(Path scratch, Map<String, String> hadoop, String... steps) throws Exception {
    List<String> java = new ArrayList<>();
    java.add("@" + Path.of(System.getProperty("twinlake.checkout"), "launcher", "jvm.options"));
    java.add("-Dspark.master=local[1]");
    java.add("-Dspark.ui.enabled=false");
    java.add("-Dspark.sql.warehouse.dir=" + scratch.resolve("warehouse").toUri());
    // A metastore that lasts as long as its test need not wait for the disk.
    java.add("-Dderby.system.durability=test");
    java.add("-Dderby.stream.error.file=" + scratch.resolve("derby.log"));
    hadoop.forEach((key, value) -> java.add("-Dspark.hadoop.%s=%s".formatted(key, value)));
    java.add("-cp");
    java.add(Jvm.everything());
    java.add(OwnCatalogSession.class.getName());
    Map<String, String> databricks = Map.of("DATABRICKS_RUNTIME_VERSION", "16.4");
    return Jvm.start(scratch, databricks, java, steps).end(6);
  }

  /** Does {@code steps}, one after the other. */
  public static void main(String[] steps) throws Exception {
    OwnCatalogSession session = new OwnCatalogSession();
    try {
      for (String step : steps) {
        session.take(step);
      }
    } finally {
      session.spark.stop();
    }
  }

  private void take(String step) throws Exception {
    if (step.equals(READ)) {
      read();
    } else if (step.startsWith(COMMAND)) {
      System.out.println(STEP + step);
      Main.main(step.substring(COMMAND.length()).split(" "));
    } else if (step.startsWith(UNREADABLE)) {
      HiveConf conf = new HiveConf(spark.sparkContext().hadoopConfiguration(), HiveConf.class);
      HiveMetaStoreClient hive = new HiveMetaStoreClient(conf);
      try {
        CatalogSession.unreadable(hive, step.substring(UNREADABLE.length()));
      } finally {
        hive.close();
      }
    } else {
      spark.sql(step);
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
