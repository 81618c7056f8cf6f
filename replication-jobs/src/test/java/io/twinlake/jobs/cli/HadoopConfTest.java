package io.twinlake.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HadoopConfTest {
  private static final String KEY = "fs.azure.account.key.sa3.dfs.core.windows.net";

  @TempDir Path directory;
  private final Properties system = new Properties();

  @BeforeEach
  void siteFile() throws IOException {
    site("core-site.xml", "<property><name>" + KEY + "</name><value>from-site</value></property>");
  }

  @Test
  void readsTheSiteFilesOfHadoopConfDir() {
    assertThat(read(Optional.empty())).containsEntry(KEY, "from-site");
  }

  @Test
  void leavesHadoopsOwnDefaultsOut() {
    assertThat(read(Optional.empty())).hasSize(1);
  }

  @Test
  void readsTheSiteFileOfTheClassPathWithoutHadoopConfDir() throws IOException {
    try (URLClassLoader classes =
        new URLClassLoader(new URL[] {directory.toUri().toURL()}, getClass().getClassLoader())) {
      assertThat(new HadoopConf(Map.of(), system, classes).read(Optional.empty(), List.of()))
          .containsEntry(KEY, "from-site");
    }
  }

  @Test
  void readsTheSiteFileWithoutHadoopTheSameWay() throws IOException {
    try (URLClassLoader jdkOnly =
        new URLClassLoader(
            new URL[] {directory.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
      assertThat(new HadoopConf(Map.of(), system, jdkOnly).read(Optional.empty(), List.of()))
          .containsExactly(Map.entry(KEY, "from-site"));
    }
  }

  @Test
  void letsTheMoreParticularSettingWin() throws IOException {
    Path file = directory.resolve("spark.properties");
    Files.writeString(file, "spark.hadoop." + KEY + "  from-file\nspark.app.name x\n");
    assertThat(read(Optional.of(file))).containsEntry(KEY, "from-file").hasSize(1);
    assertThat(read(Optional.of(file), "spark.hadoop." + KEY + "=from=option"))
        .containsEntry(KEY, "from=option");
  }

  @Test
  void seesWhatSparkSubmitPutIntoSystemProperties() {
    system.setProperty("spark.hadoop." + KEY, "from-submit");
    assertThat(read(Optional.empty())).containsEntry(KEY, "from-submit");
  }

  @Test
  void doesNotRepeatAMalformedOptionWhichMayBeASecret() {
    assertThatThrownBy(() -> read(Optional.empty(), "SECRETVALUE"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--conf spark.hadoop.KEY=VALUE")
        .hasMessageNotContaining("SECRETVALUE");
  }

  @Test
  void namesAPropertiesFileThatIsNotThere() {
    assertThatThrownBy(() -> read(Optional.of(directory.resolve("absent"))))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("absent");
  }

  private Map<String, String> read(Optional<Path> properties, String... conf) {
    return new HadoopConf(
            Map.of("HADOOP_CONF_DIR", directory.toString()), system, getClass().getClassLoader())
        .read(properties, List.of(conf));
  }

  private void site(String name, String properties) throws IOException {
    Files.writeString(directory.resolve(name), "<configuration>" + properties + "</configuration>");
  }
}
