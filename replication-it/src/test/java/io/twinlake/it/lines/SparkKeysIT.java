package io.twinlake.it.lines;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every Spark setting that a file of submit/ passes or advises is one that this line has. */
class SparkKeysIT {
  private static final Pattern KEY = Pattern.compile("\\bspark(?:[.][a-zA-Z_]\\w*)+");
  private static final String YARN = "org.apache.spark.deploy.yarn.config.package$";

  /** Where Spark declares its settings; the second is not on every class path. */
  private static final List<String> DECLARATIONS =
      List.of(
          "org.apache.spark.internal.config.package$",
          YARN,
          "org.apache.spark.sql.internal.SQLConf$",
          "org.apache.spark.sql.internal.StaticSQLConf$");

  /** Declared by no list: of Hadoop, of Databricks, of environments, and the oldest one. */
  private static final Pattern OPEN =
      Pattern.compile(
          "spark[.](hadoop|databricks|executorEnv|yarn[.]appMasterEnv|sql[.]catalog)[.].*|spark[.]master");

  @Test
  void everySettingThatIsPassedIsOneOfThisSpark() throws Exception {
    boolean yarn = false;
    for (String declaration : DECLARATIONS) {
      try {
        Class.forName(declaration);
        yarn |= declaration.equals(YARN);
      } catch (ClassNotFoundException e) {
        assertThat(declaration).isEqualTo(YARN);
      }
    }
    Method find =
        Class.forName("org.apache.spark.internal.config.ConfigEntry")
            .getMethod("findEntry", String.class);
    assertThat(find.invoke(null, "spark.no.such.key")).isNull();
    Set<String> keys = keys();
    assertThat(keys).contains("spark.redaction.regex", "spark.yarn.maxAppAttempts");
    for (String key : keys) {
      if (!OPEN.matcher(key).matches() && (yarn || !key.startsWith("spark.yarn."))) {
        assertThat(find.invoke(null, key)).as(key).isNotNull();
      }
    }
    assertThat(yarn).isEqualTo(System.getProperty("spark.version.expected").startsWith("3.3."));
  }

  private static Set<String> keys() throws IOException {
    try (Stream<Path> files = Files.walk(Submission.CHECKOUT.resolve("submit"))) {
      return files
          .filter(Files::isRegularFile)
          .flatMap(file -> KEY.matcher(text(file)).results().map(MatchResult::group))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
