package io.twinlake.testing.metastore;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A real metastore server in a JVM of its own: the jars that the module {@code metastore-servers}
 * fetches, on Derby in memory unless told otherwise, on a free port, gone when it is closed or this
 * JVM ends.
 */
public final class MetastoreServer implements AutoCloseable {
  /** System property: the heap of each server, whose Derby keeps all in memory. */
  public static final String HEAP = "metastore.server.heap";

  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private final Process process;
  private final int port;
  private final Thread hook;

  private MetastoreServer(Process process, int port) {
    this.process = process;
    this.port = port;
    this.hook = new Thread(process::destroyForcibly);
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException ending) {
      // Nobody would end it any more.
      process.destroyForcibly();
      throw ending;
    }
  }

  /** Starts Hive 3.1.3 with its warehouse at {@code warehouse}. */
  public static MetastoreServer start(String name, Path place, String warehouse) {
    return start(name, place, warehouse, Map.of());
  }

  /**
   * @param place where its configuration and log go
   * @param properties more of Hive's and Hadoop's, such as keys of storage accounts
   */
  public static MetastoreServer start(
      String name, Path place, String warehouse, Map<String, String> properties) {
    return start(home("3.1.3"), name, place, warehouse, properties);
  }

  /**
   * @param home what has its jars in {@code lib}
   */
  public static MetastoreServer start(
      Path home, String name, Path place, String warehouse, Map<String, String> properties) {
    try {
      Path conf = Files.createDirectories(place.resolve(name + "-conf"));
      Map<String, String> all = new TreeMap<>();
      all.put("javax.jdo.option.ConnectionURL", "jdbc:derby:memory:" + name + ";create=true");
      all.put("javax.jdo.option.ConnectionDriverName", "org.apache.derby.jdbc.EmbeddedDriver");
      all.put("datanucleus.schema.autoCreateAll", "true");
      for (String prefix : List.of("", "hive.")) {
        all.put(prefix + "metastore.schema.verification", "false");
        all.put(prefix + "metastore.warehouse.dir", warehouse);
        all.put(
            prefix + "metastore.expression.proxy",
            "org.apache.hadoop.hive.metastore.DefaultPartitionExpressionProxy");
      }
      all.put("metastore.thrift.bind.host", "127.0.0.1");
      all.put("hive.metastore.event.db.notification.api.auth", "false");
      // The default names one that only the whole of Hive has; without it no port opens.
      all.put(
          "metastore.task.threads.always",
          "org.apache.hadoop.hive.metastore.events.EventCleanerTask");
      all.put("hive.async.log.enabled", "false");
      all.put("hive.in.test", "false");
      all.putAll(properties);
      String site = xml(all);
      for (String file : List.of("metastore-site.xml", "hive-site.xml", "core-site.xml")) {
        Files.writeString(conf.resolve(file), site);
      }
      int port = freePort();
      Path log = place.resolve(name + ".log");
      List<String> command =
          new ArrayList<>(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx" + System.getProperty(HEAP, "768m"),
                  "-XX:TieredStopAtLevel=1",
                  "-Dderby.stream.error.file=" + place.resolve(name + "-derby.log"),
                  "-cp",
                  conf + ":" + home.resolve("lib") + "/*",
                  "org.apache.hadoop.hive.metastore.HiveMetaStore",
                  "-p",
                  String.valueOf(port)));
      Process process =
          new ProcessBuilder(command)
              .directory(place.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      MetastoreServer server = new MetastoreServer(process, port);
      server.await(log);
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start a metastore server", e);
    }
  }

  /** Where the jars of Hive {@code version} are. */
  public static Path home(String version) {
    Path here = Path.of("").toAbsolutePath();
    for (Path at = here; at != null; at = at.getParent()) {
      Path home = at.resolve("metastore-servers/target/hive-" + version);
      if (Files.isDirectory(home.resolve("lib"))) {
        return home;
      }
    }
    throw new IllegalStateException(
        "There is no metastore server for tests above %s. Run: mvn -f metastore-servers/pom.xml process-resources"
            .formatted(here));
  }

  private static String xml(Map<String, String> properties) {
    StringBuilder xml = new StringBuilder("<?xml version=\"1.0\"?>\n<configuration>\n");
    properties.forEach(
        (key, value) ->
            xml.append("<property><name>")
                .append(key)
                .append("</name><value>")
                .append(value.replace("&", "&amp;").replace("<", "&lt;"))
                .append("</value></property>\n"));
    return xml.append("</configuration>\n").toString();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** A server that failed stays alive without a port, so the wait has an end. */
  private void await(Path log) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end && process.isAlive()) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress("127.0.0.1", port), 500);
        return;
      } catch (IOException notYet) {
        try {
          process.waitFor(100, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          break;
        }
      }
    }
    close();
    throw new IOException("The metastore server did not start:\n" + Files.readString(log));
  }

  /** {@code thrift://127.0.0.1:port}. */
  public String uri() {
    return "thrift://127.0.0.1:" + port;
  }

  public int port() {
    return port;
  }

  public long pid() {
    return process.pid();
  }

  /** Ends it as a lost machine would. */
  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IllegalStateException ending) {
      // The hook runs already.
    }
  }
}
