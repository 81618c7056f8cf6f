package io.twinlake.it;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a main class in a JVM of its own and waits for its end. */
final class Jvm {
  private static final long MOST_MINUTES = 3;

  /**
   * How a JVM ended.
   *
   * @param exitCode its exit code
   * @param out what it wrote to stdout
   * @param err what it wrote to stderr
   */
  record Ended(int exitCode, String out, String err) {}

  private Jvm() {}

  /** Everything of the Spark line below {@code SPARK_HOME}, as a class path entry. */
  static String sparkJars() {
    return System.getenv("SPARK_HOME") + File.separator + "jars" + File.separator + "*";
  }

  static Ended run(Path scratch, String classPath, String mainClass, String... args)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-cp", classPath, mainClass));
    command.addAll(List.of(args));
    Path out = scratch.resolve("out");
    Path err = scratch.resolve("err");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    if (!process.waitFor(MOST_MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("No end after " + MOST_MINUTES + " minutes: " + read(err));
    }
    return new Ended(process.exitValue(), read(out), read(err));
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }
}
