package io.twinlake.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.run.RunResult;
import io.twinlake.testing.FaultMoment;
import io.twinlake.testing.FaultProxy;
import io.twinlake.testing.FaultProxy.Then;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a scheduler sees of each class of ending, from the shaded jar's main class. */
@Timeout(200)
class ExitCodesIT {
  private final TwoAccounts lake = new TwoAccounts();

  @TempDir Path scratch;

  private Jvm.Ended run(String... args) throws Exception {
    return Command.run(scratch, lake.yaml(TwoAccounts.WHOLE), lake.azurite.hadoop(), args);
  }

  @Test
  void statusExitsWith4BeforeTheFirstRunAndWith0AfterIt() throws Exception {
    Jvm.Ended before = run("status");
    assertThat(before.exitCode()).as(before.toString()).isEqualTo(4);
    assertThat(before.out()).startsWith("OBJECTIVE MISSED").contains("twinlake replicate");

    lake.source.put(lake.raw, "a", "content");
    lake.replicateCleanly(TwoAccounts.WHOLE);

    Jvm.Ended after = run("status");
    assertThat(after.exitCode()).as(after.toString()).isZero();
    assertThat(after.out()).startsWith("WITHIN OBJECTIVES");
  }

  @Test
  void settingsWithMistakesExitWith2AndNameEachWithItsLine() throws Exception {
    String yaml =
        lake.yaml("transfer: { partSize: 64MB, maxInFlihgt: 3 }", TwoAccounts.WHOLE)
            .replace("pair:", "pairs:");
    Jvm.Ended ended = Command.run(scratch, yaml, lake.azurite.hadoop(), "status");

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err())
        .contains(
            ":2: unknown key 'pairs'", ":14: transfer.partSize '64MB'", "unknown key 'maxInFlihgt'")
        .doesNotContain("\tat ");
  }

  @Test
  void aControlRootThatRefusesAccessExitsWith7AndSaysWhatItWants() throws Exception {
    Jvm.Ended ended =
        Command.run(
            scratch,
            lake.yaml(TwoAccounts.WHOLE),
            Secrets.withKey(lake.azurite.hadoop(), "sa2", "d3Jvbmcga2V5"),
            "status");

    assertThat(ended.exitCode()).as(ended.toString()).isEqualTo(7);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err())
        .contains("account sa2", "fs.azure.account.key.sa2")
        .doesNotContain("d3Jvbmc");
  }

  /** Of each account in turn: of the control root, the source and the target. */
  @Test
  void aMissingKeyExitsWith7AndNamesAccountAndSettingAndTheNextRunGoesOn() throws Exception {
    lake.source.put(lake.raw, "a", "content");
    for (String account : List.of("sa2", "sa3", "sa4")) {
      Map<String, String> hadoop = Secrets.withoutKey(lake.azurite.hadoop(), account);
      Jvm.Ended ended =
          Command.run(scratch, lake.yaml(TwoAccounts.WHOLE), hadoop, "replicate", "--json");

      assertThat(ended.exitCode()).as(account + " " + ended).isEqualTo(7);
      assertThat(ended.out() + ended.err())
          .contains("account " + account, "fs.azure.account.key")
          .doesNotContain("\tat ");
      for (Map.Entry<String, String> each : lake.azurite.hadoop().entrySet()) {
        if (each.getKey().startsWith("fs.azure.account.key.")) {
          assertThat(ended.out() + ended.err()).doesNotContain(each.getValue());
        }
      }
    }
    assertThat(lake.target.list(lake.raw)).isEmpty();

    lake.replicateCleanly(TwoAccounts.WHOLE);
    lake.assertSame(lake.raw);
  }

  @Test
  void aRefusedAdoptionExitsWith5AndLeavesTheTargetAsItIs() throws Exception {
    lake.source.put(lake.raw, "a", "ours");
    lake.target.put(lake.raw, "a", "theirs");

    Jvm.Ended ended =
        Command.run(
            scratch,
            lake.yaml("datasets: [ { name: raw, root: raw, adopt: refuse } ]"),
            lake.azurite.hadoop(),
            "replicate");

    assertThat(ended.exitCode()).as(ended.toString()).isEqualTo(5);
    assertThat(ended.out()).contains("adopt: verify");
    assertThat(lake.target.text(lake.raw, "a")).isEqualTo("theirs");
  }

  @Test
  void aSparkThatDoesNotStartStopsOnlyARunThatNeedsIt() throws Exception {
    lake.source.put(lake.raw, "a", "content");

    Jvm.Ended small = runOn("local[nonsense]", lake.yaml(TwoAccounts.WHOLE));
    assertThat(small.exitCode()).as(small.toString()).isZero();
    assertThat(small.err()).contains("Spark did not start", "local[nonsense]");
    assertThat(lake.target.text(lake.raw, "a")).isEqualTo("content");

    lake.source.put(lake.raw, "b", "more");
    Jvm.Ended large =
        runOn("local[nonsense]", lake.yaml("transfer: { driverLimit: 0 }", TwoAccounts.WHOLE));
    assertThat(large.exitCode()).as(large.toString()).isNotZero();
    assertThat(large.out() + large.err())
        .contains("Spark does not start", "--master")
        .doesNotContain("\tat ");
    assertThat(lake.target.sizes(lake.raw)).containsOnlyKeys("a");
  }

  private Jvm.Ended runOn(String master, String yaml) throws Exception {
    return Command.startOn(master, scratch, yaml, lake.azurite.hadoop(), "replicate").end();
  }

  @Test
  void theLoserOfTwoRunsExitsWith6AndNamesTheWinner() throws Exception {
    lake.source.put(lake.raw, "a", "content");
    AtomicReference<RunResult> winner = new AtomicReference<>();
    try (FaultProxy proxy = FaultProxy.of(lake.azurite)) {
      proxy.before(
          TwoAccounts.put("sa2", lake.twinlake).and(r -> r.blob().contains("/recovery-points/")),
          1,
          r -> {
            winner.set(lake.replicateCleanly(TwoAccounts.WHOLE));
            return Then.PASS;
          });
      Jvm.Ended ended =
          Command.run(scratch, lake.yaml(TwoAccounts.WHOLE), proxy.hadoop(), "replicate");

      assertThat(ended.exitCode()).as(ended.toString()).isEqualTo(6);
      assertThat(ended.err()).contains(winner.get().run());
    }
    assertThat(lake.documents("recovery-points")).hasSize(1);
  }

  @Test
  void anInterruptedRunExitsWith130AndTheNextFinishesIt() throws Exception {
    for (int i = 0; i < 30; i++) {
      lake.source.put(lake.raw, "part-" + i, "content of " + i);
    }
    String slow = "transfer: { maxInFlight: 1 }";
    try (FaultProxy proxy = FaultProxy.of(lake.azurite)) {
      CompletableFuture<Jvm.Running> running = new CompletableFuture<>();
      FaultMoment tenth =
          proxy.before(
              TwoAccounts.put("sa4", lake.raw),
              10,
              r -> {
                running.get().interrupt();
                return Then.LOSE;
              });
      running.complete(
          Command.start(scratch, lake.yaml(slow, TwoAccounts.WHOLE), proxy.hadoop(), "replicate"));
      Jvm.Ended ended = running.get().end();

      assertThat(tenth.came()).as(ended::toString).isTrue();
      assertThat(ended.exitCode()).as(ended::toString).isEqualTo(130);
    }
    assertThat(lake.documents("recovery-points")).isEmpty();
    lake.replicateCleanly(slow, TwoAccounts.WHOLE);
    lake.assertSame(lake.raw);
  }
}
