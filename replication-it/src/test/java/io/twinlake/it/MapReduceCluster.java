package io.twinlake.it;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.exceptions.YarnException;

/**
 * YARN with MapReduce's history server, in a JVM of its own; and {@code spark-submit} on a machine
 * that has this cluster's site files and gets DistCp's jar with the job, as distcp.sh gives it.
 */
final class MapReduceCluster implements AutoCloseable {
  private static final Path CHECKOUT =
      Path.of(System.getProperty("twinlake.checkout")).toAbsolutePath().normalize();
  private static final int MOST_MINUTES = 12;

  final Path scratch;
  private final Path conf;
  private final Path staging;
  private final Process process;
  private final YarnClient client = YarnClient.createYarnClient();

  MapReduceCluster(Path scratch) throws IOException, InterruptedException {
    this.scratch = scratch;
    this.conf = Files.createDirectories(scratch.resolve("conf"));
    this.staging = Files.createDirectories(scratch.resolve("staging"));
    Path home = CHECKOUT.resolve("matrix/home-mapreduce/target");
    String options = "@" + CHECKOUT.resolve("launcher/jvm.options");
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                options,
                "-Xmx700m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                home.resolve("classes") + File.pathSeparator + home.resolve("jars") + "/*",
                "io.twinlake.matrix.MiniMapReduce",
                conf.toString(),
                staging.toString(),
                home.resolve("jars") + "/*",
                options)
            .directory(scratch.toFile())
            .redirectErrorStream(true)
            .redirectOutput(scratch.resolve("yarn.log").toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().keySet().removeAll(List.of("HADOOP_CONF_DIR", "SPARK_HOME"));
    process = builder.start();
    while (!Files.exists(conf.resolve("yarn-site.xml"))) {
      if (process.waitFor(100, TimeUnit.MILLISECONDS)) {
        throw new AssertionError("YARN did not start: " + tail(scratch.resolve("yarn.log")));
      }
    }
    YarnConfiguration settings = new YarnConfiguration();
    settings.addResource(new org.apache.hadoop.fs.Path(conf.resolve("yarn-site.xml").toUri()));
    client.init(settings);
    client.start();
  }

  /** What every machine of the cluster finds in its core-site.xml. */
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
        """
        <configuration>
        <property><name>fs.defaultFS</name><value>file:///</value></property>
        <property><name>hadoop.tmp.dir</name><value>%s</value></property>
        <property><name>distcp.max.maps</name><value>2</value></property>
        %s</configuration>
        """
            .formatted(scratch.resolve("tmp"), properties));
  }

  /** {@code spark-submit} of one of our commands, waited for. */
  Jvm.Ended submit(String yaml, String... arguments) throws IOException, InterruptedException {
    List<Path> jars;
    try (Stream<Path> all = Files.list(Path.of(System.getenv("SPARK_HOME"), "jars"))) {
      jars = all.sorted().toList();
    }
    List<Path> distCp = jars.stream().filter(MapReduceCluster::isDistCp).toList();
    String classPath =
        Stream.concat(Stream.of(conf), jars.stream().filter(jar -> !isDistCp(jar)))
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator));
    List<String> java =
        List.of(
            "@" + CHECKOUT.resolve("launcher/jvm.options"),
            "-cp",
            classPath,
            "org.apache.spark.deploy.SparkSubmit");
    List<String> words = new ArrayList<>(List.of("--master", "local[1]"));
    words.addAll(List.of("--conf", "spark.ui.enabled=false"));
    words.addAll(
        List.of("--conf", "spark.sql.warehouse.dir=" + scratch.resolve("warehouse").toUri()));
    words.addAll(List.of("--jars", distCp.get(0).toString(), "--class", "io.twinlake.Main"));
    words.add(ShadedJar.path().toAbsolutePath().normalize().toString());
    words.addAll(List.of(arguments));
    Path settings = Files.writeString(Files.createTempFile(scratch, "e2e", ".yaml"), yaml);
    words.addAll(List.of("--config", settings.toString()));
    return Jvm.start(scratch, java, words.toArray(String[]::new)).end(MOST_MINUTES);
  }

  private static boolean isDistCp(Path jar) {
    return jar.getFileName().toString().startsWith("hadoop-distcp-");
  }

  /** All that the resource manager has seen so far, oldest first. */
  List<ApplicationReport> applications() throws IOException, YarnException {
    return client.getApplications().stream()
        .sorted((a, b) -> a.getApplicationId().compareTo(b.getApplicationId()))
        .toList();
  }

  /** Kills what runs, as {@code yarn application -kill} does, and returns when it is dead. */
  void killRunning() throws IOException, YarnException, InterruptedException {
    for (ApplicationReport report :
        client.getApplications(EnumSet.of(YarnApplicationState.RUNNING))) {
      ApplicationId id = report.getApplicationId();
      client.killApplication(id);
      while (client.getApplicationReport(id).getYarnApplicationState()
          != YarnApplicationState.KILLED) {
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
  }

  /** Logs that the containers of an application wrote, by container. */
  Map<String, List<Path>> logs(ApplicationId application) throws IOException {
    return below(scratch.resolve("target"))
        .filter(f -> f.toString().contains("/" + application + "/container_"))
        .filter(f -> f.getFileName().toString().matches("syslog.*|stdout|stderr|prelaunch.*"))
        .collect(Collectors.groupingBy(f -> f.getParent().getFileName().toString()));
  }

  /** What the history server keeps of jobs. */
  List<Path> history() throws IOException {
    return below(staging.resolve("history")).toList();
  }

  /** What jobs left in the directory that they were submitted from. */
  List<Path> leftInStaging() throws IOException {
    return below(staging).filter(f -> !f.startsWith(staging.resolve("history"))).toList();
  }

  private static Stream<Path> below(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).toList().stream();
    }
  }

  /** For messages. */
  String shown(Jvm.Ended ended) {
    try (Stream<Path> files = below(scratch.resolve("target"))) {
      return ended
          + files
              .filter(f -> f.getFileName().toString().matches("syslog|stderr"))
              .map(f -> "\n\n" + f + "\n" + tail(f))
              .collect(Collectors.joining());
    } catch (IOException e) {
      return ended + "\n" + e;
    }
  }

  private static String tail(Path file) {
    try {
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);
      return text.substring(Math.max(0, text.length() - 3000));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    client.stop();
    List<ProcessHandle> containers = process.descendants().toList();
    process.getOutputStream().close();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
    containers.forEach(ProcessHandle::destroyForcibly);
  }
}
