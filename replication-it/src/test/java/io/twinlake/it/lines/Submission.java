package io.twinlake.it.lines;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What {@code bin/spark-submit} of this line does, in a JVM with that Spark only. */
final class Submission {
  static final Path CHECKOUT = Path.of(System.getProperty("twinlake.checkout")).toAbsolutePath();
  static final Path JAR = Path.of(System.getProperty("twinlake.jar")).toAbsolutePath().normalize();

  /**
   * How a process ended.
   *
   * @param exitCode its exit code
   * @param out what it wrote to stdout
   * @param err what it wrote to stderr
   */
  record Ended(int exitCode, String out, String err) {}

  private final Path scratch;

  Submission(Path scratch) {
    this.scratch = scratch;
  }

  /** Submits one command of ours and waits for its end. */
  Ended run(String master, List<String> conf, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(java());
    command.addAll(List.of("--master", master, "--conf", "spark.ui.enabled=false"));
    command.addAll(
        List.of("--conf", "spark.sql.warehouse.dir=" + scratch.resolve("warehouse").toUri()));
    conf.forEach(setting -> command.addAll(List.of("--conf", setting)));
    command.addAll(List.of("--class", "io.twinlake.Main", JAR.toString()));
    command.addAll(List.of(arguments));
    return run(new ProcessBuilder(command));
  }

  /** Java and Spark's own main class; options of spark-submit follow. */
  static List<String> java() {
    return java("deploy.SparkSubmit");
  }

  /** The same for another main class below {@code org.apache.spark}. */
  static List<String> java(String main) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "@" + CHECKOUT.resolve("launcher/jvm.options"),
        "-Xmx700m",
        "-cp",
        System.getenv("SPARK_HOME") + "/conf" + File.pathSeparator + jars(),
        "org.apache.spark." + main);
  }

  static String jars() {
    return System.getenv("SPARK_HOME") + "/jars/*";
  }

  Ended run(ProcessBuilder builder) throws IOException, InterruptedException {
    Path out = Files.createTempFile(scratch, "process", ".out");
    Path err = Files.createTempFile(scratch, "process", ".err");
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().remove("TWINLAKE_TERMINAL");
    Process process = builder.start();
    if (!process.waitFor(8, TimeUnit.MINUTES)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      throw new AssertionError("No end: " + Files.readString(err));
    }
    return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
  }
}
