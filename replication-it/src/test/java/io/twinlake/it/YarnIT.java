package io.twinlake.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.testing.FaultMoment;
import io.twinlake.testing.FaultProxy;
import io.twinlake.testing.FaultProxy.Then;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The one jar on YARN with the Spark of HDInsight 5.1, whose nodes have no Java 17: a JDK travels
 * with each job. Executors and the ApplicationMaster are killed in the middle of writes.
 */
@Timeout(600)
class YarnIT {
  private static final int OBJECTS = 60;
  private static final String[] SETTINGS = {
    "transfer: { maxInFlight: 2, driverLimit: 0 }", TwoAccounts.WHOLE
  };

  @TempDir static Path scratch;
  private static YarnCluster yarn;
  private final TwoAccounts lake = new TwoAccounts();

  @BeforeAll
  static void start() throws Exception {
    yarn = new YarnCluster(scratch);
  }

  @AfterAll
  static void stop() throws Exception {
    yarn.close();
  }

  /** Settings beside the ledger, where a cluster reads them. */
  private String config() {
    lake.control.put(lake.twinlake, "settings.yaml", lake.yaml(SETTINGS));
    return "abfs://%s@sa2.dfs.core.windows.net/settings.yaml".formatted(lake.twinlake);
  }

  private void fill() {
    IntStream.range(0, OBJECTS)
        .forEach(i -> lake.source.put(lake.raw, "d=%d/part-%03d".formatted(i % 10, i), "is " + i));
  }

  private List<String> spark(String mode, String... confs) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--master",
                "yarn",
                "--deploy-mode",
                mode,
                "--num-executors",
                "2",
                "--executor-memory",
                "512m",
                "--driver-memory",
                "512m",
                "--archives",
                yarn.jdk.toUri() + "#jdk17"));
    for (String conf :
        List.of(
            "spark.yarn.appMasterEnv.JAVA_HOME=./jdk17", "spark.executorEnv.JAVA_HOME=./jdk17")) {
      arguments.addAll(List.of("--conf", conf));
    }
    for (String conf : confs) {
      arguments.addAll(List.of("--conf", conf));
    }
    arguments.addAll(
        List.of("--class", "io.twinlake.Main", ShadedJar.path().toString(), "replicate"));
    arguments.addAll(List.of("--config", config()));
    return arguments;
  }

  private void assertDone(Jvm.Ended ended) throws IOException {
    assertThat(ended.exitCode()).as(() -> ended + "\n" + containers()).isZero();
    lake.assertSame(lake.raw);
    assertThat(lake.documents("recovery-points")).hasSize(1);
    assertThat(lake.documents("claims")).isEmpty();
  }

  private static String containers() {
    try {
      return yarn.containers();
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Test
  void theScriptShipsAJdkAndTheRunSurvivesTheKillOfAnExecutor() throws Exception {
    fill();
    AtomicReference<Path> driver = new AtomicReference<>();
    AtomicReference<Path> executor = new AtomicReference<>();
    try (FaultProxy proxy = FaultProxy.of(lake.azurite)) {
      yarn.site(proxy.hadoop());
      FaultMoment middle =
          proxy.before(
              TwoAccounts.put("sa4", lake.raw),
              OBJECTS / 3,
              r -> {
                driver.set(YarnCluster.program(yarn.applicationMaster()));
                ProcessHandle killed = yarn.executors().get(0);
                executor.set(YarnCluster.program(killed));
                killed.destroyForcibly();
                killed.onExit().join();
                return Then.PASS;
              });
      Jvm.Ended ended =
          yarn.script(
              "hdinsight/spark-submit.sh",
              "--job",
              "replicate",
              "--values",
              yarn.values(config()).toString());
      assertThat(middle.came()).as(ended::toString).isTrue();
      assertDone(ended);
    }
    assertThat(List.of(driver.get(), executor.get()))
        .allSatisfy(java -> assertThat(java.toString()).contains("jdk17.tar.gz"));
  }

  @Test
  void theScriptEndsWithTheCodeOfARefusedRun() throws Exception {
    lake.source.put(lake.raw, "a", "ours");
    lake.target.put(lake.raw, "a", "theirs");
    yarn.site(lake.azurite.hadoop());
    lake.control.put(
        lake.twinlake,
        "refusing.yaml",
        lake.yaml("datasets: [ { name: raw, root: raw, adopt: refuse } ]"));
    Jvm.Ended refused =
        yarn.script(
            "hdinsight/spark-submit.sh",
            "--job",
            "replicate",
            "--values",
            yarn.values("abfs://%s@sa2.dfs.core.windows.net/refusing.yaml".formatted(lake.twinlake))
                .toString());
    assertThat(refused.exitCode()).as(() -> refused + "\n" + containers()).isEqualTo(5);
    assertThat(lake.target.text(lake.raw, "a")).isEqualTo("theirs");
  }

  @Test
  void inClientModeTheRunSurvivesTheKillOfAnExecutor() throws Exception {
    fill();
    try (FaultProxy proxy = FaultProxy.of(lake.azurite)) {
      yarn.site(proxy.hadoop());
      FaultMoment middle =
          proxy.before(
              TwoAccounts.put("sa4", lake.raw),
              OBJECTS / 3,
              r -> {
                ProcessHandle killed = yarn.executors().get(0);
                killed.destroyForcibly();
                killed.onExit().join();
                return Then.PASS;
              });
      Jvm.Ended ended = yarn.submit(spark("client"));
      assertThat(middle.came()).as(ended::toString).isTrue();
      assertDone(ended);
    }
  }

  /** YARN starts {@code main} again: it finds what the first attempt copied. */
  @Test
  void aSecondApplicationMasterFinishesWhatTheFirstBegan() throws Exception {
    fill();
    int before = lake.azurite.requests().size();
    try (FaultProxy proxy = FaultProxy.of(lake.azurite)) {
      yarn.site(proxy.hadoop());
      FaultMoment claimed =
          proxy.after(
              TwoAccounts.put("sa2", lake.twinlake).and(r -> r.blob().contains("/claims/")),
              1,
              r -> {
                ProcessHandle killed = yarn.applicationMaster();
                killed.destroyForcibly();
                killed.onExit().join();
                return Then.LOSE;
              });
      Jvm.Ended ended =
          yarn.submit(
              spark(
                  "cluster",
                  "spark.yarn.maxAppAttempts=2",
                  "spark.yarn.am.attemptFailuresValidityInterval=1h"));
      assertThat(claimed.came()).as(ended::toString).isTrue();
      assertDone(ended);
    }
    long writes =
        lake.azurite.requests().subList(before, lake.azurite.requests().size()).stream()
            .filter(TwoAccounts.put("sa4", lake.raw))
            .filter(r -> r.status() / 100 == 2)
            .count();
    assertThat(writes).as("written at most twice where in flight").isLessThanOrEqualTo(OBJECTS + 8);
  }
}
