package io.twinlake.it;

import io.twinlake.testing.Azurite;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

  /** The shaded jar, the tests' own classes and the Spark line, as a class path. */
  static String everything() {
    return String.join(
        File.pathSeparator,
        ShadedJar.path().toString(),
        placeOf(Jvm.class),
        placeOf(Azurite.class),
        sparkJars());
  }

  /** The jar or directory that a class was loaded from. */
  static String placeOf(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation().getPath();
  }

  static Ended run(Path scratch, String classPath, String mainClass, String... args)
      throws IOException, InterruptedException {
    return start(scratch, List.of("-cp", classPath, mainClass), args).end();
  }

  /**
   * Starts a JVM.
   *
   * @param scratch where its output is kept
   * @param java options of java, with the class path and the main class at the end
   */
  static Running start(Path scratch, List<String> java, String... args) throws IOException {
    return start(scratch, Map.of(), java, args);
  }

  /** The same with more environment variables. */
  static Running start(
      Path scratch, Map<String, String> environment, List<String> java, String... args)
      throws IOException {
    List<String> command = new ArrayList<>();
    // A shell that runs the tests in its background has them ignore Ctrl-C, and so their children.
    if (System.getProperty("os.name").equals("Linux")) {
      command.addAll(List.of("env", "--default-signal=INT"));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    // As the launcher and every submit file do.
    command.add("-Djdk.httpclient.allowRestrictedHeaders=content-length");
    command.addAll(java);
    command.addAll(List.of(args));
    Path out = Files.createTempFile(scratch, "jvm", ".out");
    Path err = Files.createTempFile(scratch, "jvm", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    // Of the machine's own Hadoop and terminal a test knows nothing.
    builder.environment().keySet().removeAll(List.of("HADOOP_CONF_DIR", "TWINLAKE_TERMINAL"));
    builder.environment().putAll(environment);
    return new Running(builder.start(), out, err);
  }

  /**
   * A JVM at work.
   *
   * @param process its process
   * @param out where its stdout goes
   * @param err where its stderr goes
   */
  record Running(Process process, Path out, Path err) {

    /** Waits for its end. */
    Ended end() throws IOException, InterruptedException {
      return end(MOST_MINUTES);
    }

    /** Waits for its end, and so long at most. */
    Ended end(long mostMinutes) throws IOException, InterruptedException {
      if (!process.waitFor(mostMinutes, TimeUnit.MINUTES)) {
        killAll();
        throw new AssertionError("No end after " + mostMinutes + " minutes: " + read(err));
      }
      return new Ended(process.exitValue(), read(out), read(err));
    }

    /** {@code kill -INT}, as Ctrl-C sends it; returns when it is gone. */
    void interrupt() throws IOException, InterruptedException {
      new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
      process.waitFor(MOST_MINUTES, TimeUnit.MINUTES);
    }

    /** {@code kill -9} of it and of all that it started, as when a machine goes. */
    void killAll() throws InterruptedException {
      List<ProcessHandle> children = process.descendants().toList();
      kill();
      children.forEach(ProcessHandle::destroyForcibly);
      children.forEach(child -> child.onExit().join());
    }

    /** {@code kill -9}; returns when it is gone. */
    void kill() throws InterruptedException {
      process.destroyForcibly().waitFor();
    }
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }
}
