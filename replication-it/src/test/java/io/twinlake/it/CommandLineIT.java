package io.twinlake.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar's main class in a JVM of its own, as the launcher starts it. */
class CommandLineIT {
  private static final String MAIN = "io.twinlake.jobs.cli.Main";

  private static final String CLASS_PATH = ShadedJar.path() + File.pathSeparator + Jvm.sparkJars();

  @TempDir Path scratch;

  @Test
  void tellsItsVersion() throws Exception {
    Jvm.Ended ended = Jvm.run(scratch, CLASS_PATH, MAIN, "--version");
    assertThat(ended.exitCode()).isZero();
    assertThat(ended.out().strip()).isEqualTo("twinlake " + System.getProperty("twinlake.version"));
  }

  @Test
  void exitsWith2ForAWrongOption() throws Exception {
    Jvm.Ended ended = Jvm.run(scratch, CLASS_PATH, MAIN, "status", "--no-such");
    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err()).contains("--no-such", "twinlake status --help");
  }

  @Test
  void exitsWith2ForSettingsThatAreNotThere() throws Exception {
    Jvm.Ended ended =
        Jvm.run(scratch, CLASS_PATH, MAIN, "status", "--config", scratch + "/absent.yaml");
    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).contains("absent.yaml").doesNotContain("\tat ");
  }
}
