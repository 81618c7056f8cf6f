package io.twinlake.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.store.ObjectPath;
import java.io.File;
import java.io.IOException;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shaded jar inside a Spark of the chosen line, in this JVM and in executors of their own. */
class SparkLineIT {

  @ParameterizedTest
  @ValueSource(strings = {"local[2]", "local-cluster[2,1,512]"})
  void runsOurClassesInTasks(String master) throws IOException {
    try (SparkSession spark =
        SparkSession.builder()
            .appName("smoke")
            .master(master)
            .config("spark.ui.enabled", "false")
            .config("spark.executor.memory", "512m")
            .config(
                "spark.executor.extraClassPath", ShadedJar.path() + File.pathSeparator + lambdas())
            .getOrCreate()) {
      assertThat(spark.version()).isEqualTo(System.getProperty("spark.version.expected"));
      JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
      List<String> names =
          context
              .parallelize(List.of("orders/a", "orders/b", "clicks/c"), 3)
              .map(path -> ObjectPath.of(path).name())
              .collect();
      assertThat(names).containsExactly("a", "b", "c");
    }
  }

  /** Executors need the class of this test too: the task's lambda is its own. */
  private static String lambdas() {
    return SparkLineIT.class.getProtectionDomain().getCodeSource().getLocation().getPath();
  }
}
