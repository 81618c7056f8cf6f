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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The one jar on YARN with the Spark of HDInsight 5.1, whose nodes have no Java 17: a JDK travels
 * with each job. Executors and the ApplicationMaster are killed in the middle of writes.
 */
@Timeout(600)
class YarnIT {
  @TempDir static Path scratch;
  private static YarnCluster yarn;
  private final YarnLake lake = new YarnLake();

  @BeforeAll
  static void start() throws Exception {
    yarn = new YarnCluster(scratch);
  }

  @AfterAll
  static void stop() throws Exception {
    yarn.close();
  }

  private List<String> spark(String mode, String... confs) {
    List<String> arguments = new ArrayList<>(List.of("--master", "yarn", "--deploy-mode", mode));
    arguments.addAll(List.of("--num-executors", "2", "--executor-memory", "512m"));
    arguments.addAll(List.of("--driver-memory", "512m"));
    arguments.addAll(List.of("--archives", yarn.jdk.toUri() + "#jdk17"));
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
    arguments.addAll(List.of("--config", lake.config()));
    return arguments;
  }

  private void assertDone(Jvm.Ended ended) {
    assertThat(ended.exitCode()).as(() -> shown(ended)).isZero();
    lake.assertDone();
  }

  private static String shown(Jvm.Ended ended) {
    try {
      return ended + "\n" + yarn.containers();
    } catch (IOException e) {
      return ended + "\n" + e;
    }
  }

  private static void kill(ProcessHandle process) {
    process.destroyForcibly();
    process.onExit().join();
  }

  @Test
  void theScriptShipsAJdkAndTheRunSurvivesTheKillOfAnExecutor() throws Exception {
    lake.fill();
    AtomicReference<Path> driver = new AtomicReference<>();
    AtomicReference<Path> executor = new AtomicReference<>();
    try (FaultProxy proxy = FaultProxy.of(lake.accounts.azurite)) {
      yarn.site(proxy.hadoop());
      FaultMoment middle =
          proxy.before(
              TwoAccounts.put("sa4", lake.accounts.raw),
              YarnLake.OBJECTS / 3,
              r -> {
                driver.set(YarnCluster.program(yarn.applicationMaster()));
                ProcessHandle killed = yarn.executors().get(0);
                executor.set(YarnCluster.program(killed));
                kill(killed);
                return Then.PASS;
              });
      Jvm.Ended ended = submitted(lake.config());
      assertThat(middle.came()).as(() -> shown(ended)).isTrue();
      assertDone(ended);
    }
    assertThat(List.of(driver.get(), executor.get()))
        .allSatisfy(java -> assertThat(java.toString()).contains("jdk17.tar.gz"));
  }

  private static Jvm.Ended submitted(String config, String... values) throws Exception {
    return yarn.script(
        "hdinsight/spark-submit.sh",
        "--job",
        "replicate",
        "--values",
        yarn.values(config, values).toString());
  }

  @Test
  void theScriptEndsWithTheCodeOfARefusedRun() throws Exception {
    TwoAccounts accounts = lake.accounts;
    accounts.source.put(accounts.raw, "a", "ours");
    accounts.target.put(accounts.raw, "a", "theirs");
    yarn.site(accounts.azurite.hadoop());
    Jvm.Ended refused =
        submitted(lake.config("datasets: [ { name: raw, root: raw, adopt: refuse } ]"));
    assertThat(refused.exitCode()).as(() -> shown(refused)).isEqualTo(5);
    assertThat(accounts.target.text(accounts.raw, "a")).isEqualTo("theirs");
  }

  /** What YARN itself says of them, not what we believe it says. */
  @ParameterizedTest
  @CsvSource({
    "TWINLAKE_DRIVER_MEMORY=64g, TWINLAKE_DRIVER_MEMORY",
    "TWINLAKE_QUEUE=no-such-queue, TWINLAKE_QUEUE",
    "TWINLAKE_JAVA_HOME=/no/java, TWINLAKE_JAVA_HOME",
  })
  void whatYarnDoesNotStartEndsWithTheValueToChange(String value, String named) throws Exception {
    yarn.site(lake.accounts.azurite.hadoop());
    Jvm.Ended ended = submitted(lake.config(), value);
    assertThat(ended.exitCode()).as(() -> shown(ended)).isEqualTo(1);
    assertThat(List.of(ended.err().split("\n"))).last().asString().contains(named);
  }

  @Test
  void inClientModeTheRunSurvivesTheKillOfAnExecutor() throws Exception {
    lake.fill();
    try (FaultProxy proxy = FaultProxy.of(lake.accounts.azurite)) {
      yarn.site(proxy.hadoop());
      FaultMoment middle =
          proxy.before(
              TwoAccounts.put("sa4", lake.accounts.raw),
              YarnLake.OBJECTS / 3,
              r -> {
                kill(yarn.executors().get(0));
                return Then.PASS;
              });
      Jvm.Ended ended = yarn.submit(spark("client"));
      assertThat(middle.came()).as(() -> shown(ended)).isTrue();
      assertDone(ended);
    }
  }

  /** As the scripts submit it, and as a machine that is out of memory would end it. */
  @Test
  void aKilledApplicationMasterEndsTheRunWithTheValueToLookAt() throws Exception {
    lake.fill();
    try (FaultProxy proxy = FaultProxy.of(lake.accounts.azurite)) {
      yarn.site(proxy.hadoop());
      FaultMoment first =
          proxy.before(
              TwoAccounts.put("sa4", lake.accounts.raw),
              1,
              r -> {
                kill(yarn.applicationMaster());
                return Then.LOSE;
              });
      Jvm.Ended ended = submitted(lake.config());
      assertThat(first.came()).as(() -> shown(ended)).isTrue();
      assertThat(ended.exitCode()).as(() -> shown(ended)).isEqualTo(1);
      assertThat(List.of(ended.err().split("\n")))
          .last()
          .asString()
          .contains("TWINLAKE_DRIVER_MEMORY", "The next run goes on");
    }
    assertThat(lake.accounts.documents("recovery-points")).isEmpty();
  }

  /** YARN starts {@code main} again: it finds what the first attempt copied. */
  @Test
  void aSecondApplicationMasterFinishesWhatTheFirstBegan() throws Exception {
    lake.fill();
    try (FaultProxy proxy = FaultProxy.of(lake.accounts.azurite)) {
      yarn.site(proxy.hadoop());
      FaultMoment claimed =
          proxy.after(
              TwoAccounts.put("sa2", lake.accounts.twinlake)
                  .and(r -> r.blob().contains("/claims/")),
              1,
              r -> {
                kill(yarn.applicationMaster());
                return Then.LOSE;
              });
      Jvm.Ended ended = yarn.submit(spark("cluster", "spark.yarn.maxAppAttempts=2"));
      assertThat(claimed.came()).as(() -> shown(ended)).isTrue();
      assertDone(ended);
    }
    lake.assertAdopted();
  }
}
