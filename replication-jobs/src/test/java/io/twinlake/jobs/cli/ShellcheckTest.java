package io.twinlake.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ShellcheckTest {
  @Test
  void shellcheckHasNothingToSayAboutTheScriptsAndTheLauncher() throws Exception {
    List<String> command =
        new ArrayList<>(List.of("shellcheck", "-x", "-S", "warning", "-P", ".", "twinlake"));
    try (Stream<java.nio.file.Path> files = Files.walk(SubmitFiles.ROOT)) {
      files
          .filter(file -> file.toString().endsWith(".sh"))
          .map(file -> SubmitFiles.PROJECT.relativize(file).toString())
          .forEach(command::add);
    }
    assertThat(command).hasSizeGreaterThan(12);
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .directory(SubmitFiles.PROJECT.toFile())
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      throw new AssertionError("shellcheck is needed: apt-get install shellcheck", e);
    }
    String said =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }
}
