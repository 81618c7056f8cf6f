package io.twinlake.matrix;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.v2.MiniMRYarnCluster;
import org.apache.hadoop.yarn.conf.YarnConfiguration;

/**
 * A cluster for MapReduce: a resource manager, a node manager whose containers are real processes,
 * the shuffle, and a history server. Lives until its input ends.
 */
public final class MiniMapReduce {
  private MiniMapReduce() {}

  /**
   * @param args a directory, which gets yarn-site.xml as a client needs it; the directory that jobs
   *     are staged in; the class path and the options of the JVMs of a job
   */
  public static void main(String[] args) {
    try {
      run(Path.of(args[0]), job(Path.of(args[1]), args[2], args[3]));
    } catch (RuntimeException | IOException e) {
      // A start that failed leaves threads behind.
      e.printStackTrace();
      System.exit(1);
    }
    System.exit(0);
  }

  /** What a cluster's mapred-site.xml says. Each task is a process of its own. */
  private static Map<String, String> job(Path staging, String classPath, String options) {
    String java = "-Xmx256m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC " + options;
    return Map.ofEntries(
        Map.entry("yarn.app.mapreduce.am.staging-dir", staging.toUri().toString()),
        Map.entry("mapreduce.application.classpath", classPath),
        Map.entry("yarn.app.mapreduce.am.resource.mb", "384"),
        Map.entry("yarn.app.mapreduce.am.command-opts", java),
        Map.entry("mapreduce.map.memory.mb", "384"),
        Map.entry("mapreduce.map.java.opts", java),
        Map.entry("mapreduce.map.maxattempts", "2"),
        Map.entry("mapreduce.job.ubertask.enable", "false"));
  }

  private static void run(Path conf, Map<String, String> job) throws IOException {
    YarnConfiguration settings = new YarnConfiguration();
    settings.set("fs.defaultFS", "file:///");
    settings.setInt("yarn.minicluster.yarn.nodemanager.resource.memory-mb", 2048);
    settings.setInt("yarn.scheduler.minimum-allocation-mb", 128);
    settings.setBoolean("yarn.nodemanager.vmem-check-enabled", false);
    settings.setBoolean("yarn.nodemanager.pmem-check-enabled", false);
    settings.set(
        "yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage", "100");
    settings.set("yarn.scheduler.capacity.root.queues", "default");
    settings.set("yarn.scheduler.capacity.root.capacity", "100");
    settings.set("yarn.scheduler.capacity.root.default.capacity", "100");
    settings.set("yarn.scheduler.capacity.root.default.acl_submit_applications", "*");
    settings.set("yarn.scheduler.capacity.maximum-am-resource-percent", "1.0");
    // What a test looks at afterwards.
    settings.setInt("yarn.nodemanager.delete.debug-delay-sec", 3600);
    job.forEach(settings::set);
    try (MiniMRYarnCluster cluster = new MiniMRYarnCluster("twinlake", 1)) {
      cluster.init(settings);
      cluster.start();
      write(client(cluster.getConfig(), job), conf.resolve("yarn-site.xml"));
      System.out.println("READY");
      while (System.in.read() >= 0) {
        // Whoever started this closes its input, or is gone.
      }
    }
  }

  /** What differs from Hadoop's defaults, and nothing that is only for a client in this JVM. */
  private static Configuration client(Configuration all, Map<String, String> job) {
    Configuration client = new Configuration(false);
    for (Map.Entry<String, String> entry : all) {
      String[] sources = all.getPropertySources(entry.getKey());
      if (sources == null || !List.of(sources).get(sources.length - 1).endsWith("-default.xml")) {
        client.set(entry.getKey(), entry.getValue());
      }
    }
    job.forEach(client::set);
    client.set("mapreduce.framework.name", "yarn");
    // Else a task gets the class path of the client before its own.
    client.set("yarn.is.minicluster", "false");
    client.set("yarn.application.classpath", "/none");
    return client;
  }

  private static void write(Configuration settings, Path file) throws IOException {
    Path whole = file.resolveSibling(file.getFileName() + ".new");
    try (OutputStream out = Files.newOutputStream(whole)) {
      settings.writeXml(out);
    }
    Files.move(whole, file);
  }
}
