package io.twinlake.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.testing.FaultMoment;
import io.twinlake.testing.FaultProxy;
import io.twinlake.testing.FaultProxy.Then;
import java.io.File;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
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
  private final YarnLake lake = new YarnLake();

  @BeforeAll
  static void start() throws Exception {
    yarn = new YarnCluster(scratch);
    yarn.site(Map.of());
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
    Files.createDirectories(scratch.resolve("livy/logs"));
    Path jars = YarnCluster.CHECKOUT.resolve("matrix/home-livy/target/jars");
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "@" + YarnCluster.CHECKOUT.resolve("launcher/jvm.options"),
                "-Xmx400m",
                "-cp",
                // Livy brings Hadoop 2.7, too. On HDInsight it runs with the cluster's.
                String.join(
                    File.pathSeparator,
                    conf.toString(),
                    yarn.conf.toString(),
                    jars.resolve("hadoop-client-api-3.3.2.jar").toString(),
                    jars.resolve("hadoop-client-runtime-3.3.2.jar").toString(),
                    jars + "/*"),
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

  private Jvm.Running submit(String... sections) throws Exception {
    return submit("replicate", sections);
  }

  private Jvm.Running submit(String job, String[] sections) throws Exception {
    return yarn.startScript(
        "hdinsight/livy.sh",
        "--job",
        job,
        "--values",
        yarn.values(lake.config(sections), "TWINLAKE_LIVY=" + address, "TWINLAKE_LIVY_AUTH=none")
            .toString());
  }

  private static void assertEndedWith(int code, Jvm.Ended ended) {
    assertThat(ended.exitCode()).as(() -> ended + log()).isEqualTo(code);
  }

  @Test
  void takesOurBatchShowsItsLogAndTellsItsCode() throws Exception {
    yarn.site(lake.accounts.azurite.hadoop());
    lake.accounts.source.put(lake.accounts.raw, "a", "content");
    Jvm.Ended clean = YarnCluster.end(submit(TwoAccounts.WHOLE));
    assertEndedWith(0, clean);
    assertThat(clean.err()).contains("application_");
    assertThat(clean.out()).contains("YARN Diagnostics");
    lake.accounts.assertSame(lake.accounts.raw);

    // Needs no Spark, and YARN asks for one.
    assertEndedWith(0, YarnCluster.end(submit("status", new String[] {TwoAccounts.WHOLE})));

    Jvm.Ended wrong = YarnCluster.end(submit("datasets: [ { nmae: raw } ]"));
    assertEndedWith(2, wrong);
    assertThat(List.of(wrong.err().split("\n"))).last().asString().contains("exit code 2");
  }

  /** A closed terminal, a scheduler's time limit, Ctrl-C. */
  @Test
  void aCancelledRunIsKilledOnTheClusterAndTheNextOneGoesOn() throws Exception {
    lake.fill();
    String[] settings = {"transfer: { maxInFlight: 2, driverLimit: 0 }", TwoAccounts.WHOLE};
    AtomicReference<Jvm.Running> script = new AtomicReference<>();
    try (FaultProxy proxy = FaultProxy.of(lake.accounts.azurite)) {
      yarn.site(proxy.hadoop());
      FaultMoment middle =
          proxy.before(
              TwoAccounts.put("sa4", lake.accounts.raw),
              YarnLake.OBJECTS / 3,
              r -> {
                script.get().process().destroy();
                yarn.applicationMasters().forEach(master -> master.onExit().join());
                return Then.LOSE;
              });
      script.set(submit(settings));
      Jvm.Ended cancelled = YarnCluster.end(script.get());
      assertThat(middle.came()).as(() -> cancelled + log()).isTrue();
      assertEndedWith(130, cancelled);
      assertThat(cancelled.err()).contains("Cancelled batch");
    }
    yarn.site(lake.accounts.azurite.hadoop());
    assertThat(lake.accounts.documents("recovery-points")).isEmpty();
    assertEndedWith(0, YarnCluster.end(submit(settings)));
    lake.assertDone();
    lake.assertAdopted();
  }
}
