package io.twinlake.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** submit/hdinsight/livy.sh, and Apache Livy 0.7.1 that hands its batches to YARN. */
@Timeout(600)
class LivyIT {
  @TempDir static Path scratch;
  private static YarnCluster yarn;
  private static Process livy;
  private static String address;
  private final TwoAccounts lake = new TwoAccounts();

  @BeforeAll
  static void start() throws Exception {
    yarn = new YarnCluster(scratch);
    yarn.site(new TwoAccounts().azurite.hadoop());
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    address = "http://127.0.0.1:" + port;
    Path conf = Files.createDirectories(scratch.resolve("livy/conf"));
    Files.writeString(
        conf.resolve("livy.conf"),
        """
        livy.server.host = 127.0.0.1
        livy.server.port = %d
        livy.spark.master = yarn
        livy.spark.deploy-mode = cluster
        livy.file.local-dir-whitelist = %s,%s
        livy.server.yarn.poll-interval = 1s
        """
            .formatted(port, scratch, ShadedJar.path().toAbsolutePath().normalize().getParent()));
    Path jars = YarnCluster.CHECKOUT.resolve("matrix/home-livy/target/jars");
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "@" + YarnCluster.CHECKOUT.resolve("launcher/jvm.options"),
                "-Xmx400m",
                "-cp",
                String.join(File.pathSeparator, conf.toString(), yarn.conf.toString(), jars + "/*"),
                "org.apache.livy.server.LivyServer")
            .directory(scratch.toFile())
            .redirectErrorStream(true)
            .redirectOutput(scratch.resolve("livy.log").toFile());
    builder.environment().put("LIVY_HOME", scratch.resolve("livy").toString());
    builder.environment().put("LIVY_CONF_DIR", conf.toString());
    builder.environment().put("SPARK_HOME", yarn.sparkHome.toString());
    builder.environment().put("HADOOP_CONF_DIR", yarn.conf.toString());
    livy = builder.start();
    while (!answers()) {
      if (livy.waitFor(200, TimeUnit.MILLISECONDS)) {
        throw new AssertionError("Livy did not start: " + log());
      }
    }
  }

  private static boolean answers() {
    try {
      HttpURLConnection asked =
          (HttpURLConnection) URI.create(address + "/batches").toURL().openConnection();
      asked.setConnectTimeout(2000);
      asked.setReadTimeout(5000);
      return asked.getResponseCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private static String log() {
    try {
      return Files.readString(scratch.resolve("livy.log"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  @AfterAll
  static void stop() throws Exception {
    livy.destroy();
    if (!livy.waitFor(30, TimeUnit.SECONDS)) {
      livy.destroyForcibly().waitFor();
    }
    yarn.close();
  }

  private Jvm.Ended livy(String job, String... more) throws Exception {
    lake.control.put(lake.twinlake, "settings.yaml", lake.yaml(more));
    return yarn.script(
        "hdinsight/livy.sh",
        "--job",
        job,
        "--values",
        yarn.values(
                "abfs://%s@sa2.dfs.core.windows.net/settings.yaml".formatted(lake.twinlake),
                "TWINLAKE_LIVY=" + address,
                "TWINLAKE_LIVY_AUTH=none")
            .toString());
  }

  @Test
  void takesOurBatchShowsItsLogAndTellsItsCode() throws Exception {
    lake.source.put(lake.raw, "a", "content");
    Jvm.Ended clean = livy("replicate", TwoAccounts.WHOLE);
    assertThat(clean.exitCode()).as(() -> clean + log()).isZero();
    assertThat(clean.err()).contains("application_");
    lake.assertSame(lake.raw);

    lake.target.put(lake.raw, "b", "theirs");
    lake.source.put(lake.raw, "b", "ours");
    Jvm.Ended wrong = livy("replicate", "datasets: [ { nmae: raw } ]");
    assertThat(wrong.exitCode()).as(() -> wrong + log()).isEqualTo(2);
    assertThat(List.of(wrong.err().split("\n"))).last().asString().contains("exit code 2");
  }
}
