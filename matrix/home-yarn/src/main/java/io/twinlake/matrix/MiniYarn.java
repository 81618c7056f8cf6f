package io.twinlake.matrix;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.MiniYARNCluster;

/**
 * A resource manager and a node manager of YARN whose containers are real processes. Lives until
 * its input ends.
 */
public final class MiniYarn {
  private MiniYarn() {}

  /**
   * @param args a directory, which gets yarn-site.xml
   */
  public static void main(String[] args) throws IOException {
    try {
      run(Path.of(args[0]));
    } catch (RuntimeException | IOException e) {
      // A start that failed leaves threads behind.
      e.printStackTrace();
      System.exit(1);
    }
    System.exit(0);
  }

  private static void run(Path conf) throws IOException {
    YarnConfiguration settings = new YarnConfiguration();
    settings.set("fs.defaultFS", "file:///");
    settings.setInt("yarn.minicluster.yarn.nodemanager.resource.memory-mb", 4096);
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
    try (MiniYARNCluster cluster = new MiniYARNCluster("twinlake", 1, 1, 1)) {
      cluster.init(settings);
      cluster.start();
      write(cluster.getConfig(), conf.resolve("yarn-site.xml"));
      System.out.println("READY");
      while (System.in.read() >= 0) {
        // Whoever started this closes its input, or is gone.
      }
    }
  }

  private static void write(Configuration settings, Path file) throws IOException {
    Path whole = file.resolveSibling(file.getFileName() + ".new");
    try (OutputStream out = Files.newOutputStream(whole)) {
      settings.writeXml(out);
    }
    Files.move(whole, file);
  }
}
