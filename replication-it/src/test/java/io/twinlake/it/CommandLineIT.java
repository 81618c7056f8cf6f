package io.twinlake.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar's main class in a JVM of its own, as the launcher starts it. */
class CommandLineIT {
  private static final String MAIN = "io.twinlake.jobs.cli.Main";

  @TempDir Path scratch;

  @Test
  void tellsItsVersion() throws Exception {
    Jvm.Ended ended = Jvm.run(scratch, ShadedJar.path().toString(), MAIN, "--version");
    assertThat(ended.exitCode()).isZero();
    assertThat(ended.out().strip()).isEqualTo("twinlake " + System.getProperty("twinlake.version"));
  }

  @Test
  void exitsWith2ForAWrongOptionWithoutAnyJarBesideIt() throws Exception {
    Jvm.Ended ended = Jvm.run(scratch, ShadedJar.path().toString(), MAIN, "status", "--no-such");
    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err()).contains("--no-such", "twinlake status --help");
  }

  @Test
  void exitsWith2ForSettingsThatAreNotThere() throws Exception {
    String classPath = ShadedJar.path() + System.getProperty("path.separator") + Jvm.sparkJars();
    Jvm.Ended ended =
        Jvm.run(scratch, classPath, MAIN, "status", "--config", scratch + "/absent.yaml");
    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).contains("absent.yaml").doesNotContain("\tat ");
  }
}
