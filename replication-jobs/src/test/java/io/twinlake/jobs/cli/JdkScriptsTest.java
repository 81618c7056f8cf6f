package io.twinlake.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The two ways to a JDK 17 on HDInsight, with a JDK that consists of a version. */
class JdkScriptsTest {
  @TempDir Path directory;

  private Path jdk(String name, String version) throws IOException {
    Path home = directory.resolve(name);
    new StubProgram(home.resolve("bin"), "java", "echo 'openjdk version \"" + version + "\"' >&2");
    return home;
  }

  @Test
  void theArchiveHoldsAJdkWhoseLinksWereFollowedAndNothingThatIsNotRun() throws Exception {
    Path home = jdk("jdk-17", "17.0.15");
    Path elsewhere = Files.writeString(directory.resolve("cacerts"), "certificates");
    Files.createDirectories(home.resolve("lib"));
    Files.createSymbolicLink(home.resolve("lib/cacerts"), elsewhere);
    Files.createDirectories(home.resolve("jmods"));
    Files.writeString(home.resolve("jmods/java.base.jmod"), "large");
    Path archive = directory.resolve("jdk17.tar.gz");
    Script script =
        Script.start(
            directory,
            Map.of(),
            "hdinsight/make-jdk-archive.sh",
            home.toString(),
            archive.toString());
    assertThat(script.code()).as(script.err()).isZero();

    Path container = Files.createDirectories(directory.resolve("container/jdk17"));
    assertThat(
            new ProcessBuilder("tar", "-xzf", archive.toString(), "-C", container.toString())
                .start()
                .waitFor())
        .isZero();
    assertThat(container.resolve("bin/java")).isExecutable();
    assertThat(container.resolve("lib/cacerts")).isRegularFile().hasContent("certificates");
    assertThat(Files.isSymbolicLink(container.resolve("lib/cacerts"))).isFalse();
    assertThat(container.resolve("jmods")).doesNotExist();
  }

  @Test
  void anOlderJavaIsNotPacked() throws IOException {
    Script old =
        Script.start(
            directory,
            Map.of(),
            "hdinsight/make-jdk-archive.sh",
            jdk("jdk-8", "1.8.0_402").toString(),
            directory.resolve("no.tar.gz").toString());
    assertThat(old.code()).isEqualTo(2);
    assertThat(old.err()).contains("17 or later is needed");
    assertThat(directory.resolve("no.tar.gz")).doesNotExist();
  }

  /** A persisted script action runs again on every node that is added or repaired. */
  @Test
  void theScriptActionChangesNothingWhereTheJdkIs() throws IOException {
    StubProgram apt = new StubProgram(directory.resolve("bin"), "apt-get", "exit 1");
    Map<String, String> env = new TreeMap<>(StubProgram.path(directory.resolve("bin")));
    Script again =
        Script.start(
            directory, env, "hdinsight/install-jdk17.sh", jdk("jdk-17", "17.0.15").toString());
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(apt.calls()).isEmpty();

    Script first =
        Script.start(
            directory, env, "hdinsight/install-jdk17.sh", directory.resolve("none").toString());
    assertThat(first.code()).as("apt-get failed").isNotZero();
    assertThat(apt.calls()).hasSize(1);
    assertThat(directory.resolve("none")).doesNotExist();
  }

  @Test
  void whereTheScriptActionPutsItIsWhereTheValuesSay() {
    String place = "/usr/lib/jvm/twinlake-jdk17";
    assertThat(
            List.of(
                SubmitFiles.text("hdinsight/install-jdk17.sh"),
                SubmitFiles.text("hdinsight/values.env.example")))
        .allSatisfy(text -> assertThat(text).contains("TWINLAKE_JAVA_HOME=" + place));
    assertThat(SubmitFiles.text("hdinsight/install-jdk17.sh"))
        .contains("place=${1:-" + place + "}");
  }
}
