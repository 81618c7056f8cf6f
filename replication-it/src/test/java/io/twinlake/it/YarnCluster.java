package io.twinlake.it;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * YARN with a resource manager, a node manager and containers that are processes, and a {@code
 * spark-submit} for it. Its nodes have no Java that works: what runs there has brought its own.
 */
final class YarnCluster implements AutoCloseable {
  static final Path CHECKOUT =
      Path.of(System.getProperty("twinlake.checkout")).toAbsolutePath().normalize();
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin/java").toString();

  private static final int MOST_MINUTES = 6;

  final Path scratch;
  final Path conf;
  final Path sparkHome;
  final Path jdk;
  private final Process yarn;

  YarnCluster(Path scratch) throws IOException, InterruptedException {
    this.scratch = scratch;
    this.conf = Files.createDirectories(scratch.resolve("conf"));
    this.sparkHome = Files.createDirectories(scratch.resolve("spark"));
    this.jdk = scratch.resolve("jdk17.tar.gz");
    makeSparkHome();
    Jvm.Ended packed =
        script("hdinsight/make-jdk-archive.sh", System.getProperty("java.home"), jdk.toString());
    if (packed.exitCode() != 0) {
      throw new AssertionError("The JDK cannot be packed: " + packed);
    }
    Path home = CHECKOUT.resolve("matrix/home-yarn/target");
    ProcessBuilder builder =
        new ProcessBuilder(
                JAVA,
                "@" + CHECKOUT.resolve("launcher/jvm.options"),
                "-Xmx700m",
                "-cp",
                home.resolve("classes") + File.pathSeparator + home.resolve("jars") + "/*",
                "io.twinlake.matrix.MiniYarn",
                conf.toString())
            .directory(scratch.toFile())
            .redirectErrorStream(true)
            .redirectOutput(scratch.resolve("yarn.log").toFile());
    builder.environment().put("JAVA_HOME", "/no/java/on/this/node");
    builder.environment().keySet().removeAll(List.of("HADOOP_CONF_DIR", "SPARK_HOME"));
    yarn = builder.start();
    while (!Files.exists(conf.resolve("yarn-site.xml"))) {
      if (yarn.waitFor(100, TimeUnit.MILLISECONDS)) {
        throw new AssertionError("YARN did not start: " + log());
      }
    }
  }

  /** What of a Spark distribution is asked for: jars, and the program that submits. */
  private void makeSparkHome() throws IOException {
    Files.createDirectories(sparkHome.resolve("conf"));
    Files.createDirectories(sparkHome.resolve("bin"));
    Files.createSymbolicLink(
        sparkHome.resolve("jars"), Path.of(System.getenv("SPARK_HOME"), "jars").toAbsolutePath());
    Files.writeString(sparkHome.resolve("RELEASE"), "Spark\n");
    Path program =
        Files.writeString(
            sparkHome.resolve("bin/spark-submit"),
            """
            #!/usr/bin/env bash
            export SPARK_SCALA_VERSION=2.12 SPARK_LOCAL_IP=127.0.0.1 SPARK_HOME='%s' HADOOP_CONF_DIR='%s'
            unset JAVA_HOME
            exec '%s' '@%s' -Xmx500m -cp "$HADOOP_CONF_DIR:$SPARK_HOME/conf:$SPARK_HOME/jars/*" org.apache.spark.deploy.SparkSubmit \\
              --conf spark.ui.enabled=false --conf "spark.yarn.jars=local:$SPARK_HOME/jars/*" \\
              --conf spark.yarn.stagingDir='file://%s' --conf spark.yarn.am.memory=450m "$@"
            """
                .formatted(
                    sparkHome, conf, JAVA, CHECKOUT.resolve("launcher/jvm.options"), scratch));
    if (!program.toFile().setExecutable(true)) {
      throw new IOException("Cannot make executable: " + program);
    }
  }

  /** What every node finds in its core-site.xml. */
  void site(Map<String, String> hadoop) throws IOException {
    String properties =
        hadoop.entrySet().stream()
            .map(
                e ->
                    "<property><name>%s</name><value>%s</value></property>\n"
                        .formatted(e.getKey(), e.getValue().replace("&", "&amp;")))
            .collect(Collectors.joining());
    Files.writeString(
        conf.resolve("core-site.xml"),
        "<configuration><property><name>fs.defaultFS</name><value>file:///</value></property>\n"
            + properties
            + "</configuration>\n");
  }

  /** A file of values for submit/hdinsight, small enough for this cluster. */
  Path values(String config, String... more) throws IOException {
    List<String> lines =
        new ArrayList<>(
            List.of(
                "TWINLAKE_JAR=" + ShadedJar.path().toAbsolutePath().normalize().toUri(),
                "TWINLAKE_CONFIG=" + config,
                "TWINLAKE_JDK=" + jdk.toUri(),
                "TWINLAKE_DRIVER_MEMORY=512m",
                "TWINLAKE_EXECUTOR_MEMORY=512m",
                "TWINLAKE_EXECUTOR_CORES=1",
                "TWINLAKE_EXECUTORS=2",
                "TWINLAKE_QUEUE=default"));
    lines.addAll(List.of(more));
    return Files.write(Files.createTempFile(scratch, "values", ".env"), lines);
  }

  /** A script of submit/, waited for. */
  Jvm.Ended script(String name, String... arguments) throws IOException, InterruptedException {
    return end(startScript(name, arguments));
  }

  Jvm.Running startScript(String name, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(List.of("bash", CHECKOUT.resolve("submit").resolve(name).toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("SPARK_SUBMIT", sparkHome.resolve("bin/spark-submit").toString());
    builder.environment().put("POLL_SECONDS", "1");
    return begin(builder);
  }

  /** {@code spark-submit} itself. */
  Jvm.Ended submit(List<String> arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(sparkHome.resolve("bin/spark-submit").toString());
    command.addAll(arguments);
    return end(begin(new ProcessBuilder(command)));
  }

  private Jvm.Running begin(ProcessBuilder builder) throws IOException {
    Path out = Files.createTempFile(scratch, "process", ".out");
    Path err = Files.createTempFile(scratch, "process", ".err");
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    return new Jvm.Running(process, out, err);
  }

  static Jvm.Ended end(Jvm.Running running) throws IOException, InterruptedException {
    return running.end(MOST_MINUTES);
  }

  /** Processes of containers with such a class on their command line, but not their shells. */
  List<ProcessHandle> running(String type) {
    return yarn.descendants()
        .filter(
            p -> {
              List<String> words = commandLine(p);
              return !words.isEmpty()
                  && words.get(0).endsWith("/java")
                  && words.stream().anyMatch(w -> w.endsWith("." + type));
            })
        .toList();
  }

  List<ProcessHandle> executors() {
    return running("YarnCoarseGrainedExecutorBackend");
  }

  List<ProcessHandle> applicationMasters() {
    return running("ApplicationMaster");
  }

  ProcessHandle applicationMaster() {
    List<ProcessHandle> masters = applicationMasters();
    if (masters.size() != 1) {
      throw new AssertionError("Application masters: " + masters);
    }
    return masters.get(0);
  }

  /** The program that a process runs, links followed. */
  static Path program(ProcessHandle process) {
    try {
      return Path.of("/proc", Long.toString(process.pid()), "exe").toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> commandLine(ProcessHandle process) {
    try {
      return Arrays.asList(
          Files.readString(
                  Path.of("/proc", Long.toString(process.pid()), "cmdline"), StandardCharsets.UTF_8)
              .split("\0"));
    } catch (IOException e) {
      // It ended meanwhile.
      return List.of();
    }
  }

  String log() throws IOException {
    List<String> lines = Files.readAllLines(scratch.resolve("yarn.log"), StandardCharsets.UTF_8);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
  }

  /** What the containers wrote, for messages. */
  String containers() throws IOException {
    try (var files = Files.walk(scratch)) {
      return files
          .filter(f -> f.getFileName().toString().matches("stderr|prelaunch.err"))
          .map(
              f -> {
                try {
                  String text = Files.readString(f);
                  return f + "\n" + text.substring(Math.max(0, text.length() - 3000));
                } catch (IOException e) {
                  return f + ": " + e;
                }
              })
          .collect(Collectors.joining("\n\n"));
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    List<ProcessHandle> containers = yarn.descendants().toList();
    yarn.getOutputStream().close();
    if (!yarn.waitFor(30, TimeUnit.SECONDS)) {
      yarn.destroyForcibly().waitFor();
    }
    containers.forEach(ProcessHandle::destroyForcibly);
  }
}
