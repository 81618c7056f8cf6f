package io.twinlake.it;

import io.twinlake.core.settings.Settings;
import io.twinlake.jobs.Twinlake;
import io.twinlake.testing.Azurite;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** A cluster of two executors in JVMs of their own, and a run on it whose driver may be killed. */
final class ClusterRun {
  static final String CLUSTER = "local-cluster[2,1,512]";

  private ClusterRun() {}

  /**
   * @param args a settings file, and a properties file with the Hadoop settings
   */
  public static void main(String[] args) throws IOException {
    Settings settings = Settings.load(Files.readString(Path.of(args[0])), args[0]);
    try (SparkSession spark = session(CLUSTER, OneRun.hadoop(args[1]))) {
      System.out.println(Twinlake.on(spark, settings).replicate().outcome());
    }
  }

  /** Starts it in a JVM of its own. */
  static Jvm.Running start(Path scratch, String yaml, Map<String, String> hadoop)
      throws IOException {
    Path options = Path.of(System.getProperty("twinlake.checkout"), "launcher", "jvm.options");
    return OneRun.start(
        scratch,
        List.of("@" + options, "-cp", Jvm.everything(), ClusterRun.class.getName()),
        yaml,
        hadoop);
  }

  static SparkSession session(String master, Map<String, String> hadoop) {
    SparkSession.Builder builder =
        SparkSession.builder()
            .appName("twinlake-it")
            .master(master)
            .config("spark.ui.enabled", "false")
            .config("spark.executor.memory", "512m")
            .config("spark.executor.extraClassPath", executorClassPath())
            // How long is asked for the files of an executor that is gone.
            .config("spark.shuffle.io.retryWait", "200ms")
            .config(
                "spark.executor.extraJavaOptions",
                "-Djdk.httpclient.allowRestrictedHeaders=content-length")
            .config("spark.scheduler.minRegisteredResourcesRatio", "1.0")
            .config("spark.scheduler.maxRegisteredResourcesWaitingTime", "120s")
            .config("spark.default.parallelism", "4")
            .config("spark.sql.shuffle.partitions", "4");
    hadoop.forEach((key, value) -> builder.config("spark.hadoop." + key, value));
    SparkSession spark = builder.getOrCreate();
    // Executors are there once a task has run on them.
    spark.range(4).repartition(4).count();
    return spark;
  }

  private static String executorClassPath() {
    return Jvm.placeOf(Twinlake.class) + File.pathSeparator + Jvm.placeOf(Azurite.class);
  }

  /** The executors of this JVM's cluster: its only children that are JVMs. */
  static List<ProcessHandle> executors() {
    return ProcessHandle.current()
        .children()
        .filter(child -> child.info().command().filter(c -> c.endsWith("/java")).isPresent())
        .toList();
  }
}
