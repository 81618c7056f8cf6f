package io.twinlake.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.plan.Reason;
import io.twinlake.core.plan.Tally;
import io.twinlake.core.run.DatasetResult;
import io.twinlake.core.run.Failure;
import io.twinlake.core.run.RunResult;
import io.twinlake.core.settings.Settings;
import io.twinlake.core.settings.SettingsException;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import io.twinlake.jobs.Twinlake;
import io.twinlake.testing.AzuriteRequest;
import io.twinlake.testing.FaultMoment;
import io.twinlake.testing.FaultProxy;
import io.twinlake.testing.FaultProxy.Then;
import io.twinlake.testing.PlainBlobs;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Refusals, gaps and lost answers of a real storage service: nothing at the target is lost. */
@Timeout(120)
class BadDaysIT {
  private static final String DELETING =
      "datasets: [ { name: raw, root: raw, deletions: propagate, deletionCap: { count: 10, share: 100% } } ]";

  private final TwoAccounts lake = new TwoAccounts();

  private void replicatedLake() {
    for (String name : List.of("a", "b", "c")) {
      lake.source.put(lake.raw, name, "content of " + name);
    }
    lake.replicateCleanly(DELETING);
  }

  private void assertTargetUntouched(Runnable during) {
    Set<String> before = lake.target.list(lake.raw).keySet();
    List<AzuriteRequest> requests = lake.requestsOf(during);
    assertThat(requests)
        .as(() -> TwoAccounts.shown(requests))
        .noneMatch(r -> r.isWrite() && r.account().equals("sa4"));
    assertThat(lake.target.list(lake.raw).keySet()).isEqualTo(before);
  }

  @Test
  @DisplayName("T24: a wrong key of the source deletes nothing, and the message says whose key")
  void aWrongKeyOfTheSourceDeletesNothing() {
    replicatedLake();
    Map<String, String> wrong = Secrets.withKey(lake.azurite.hadoop(), "sa3", "d3Jvbmcga2V5");

    assertTargetUntouched(
        () -> {
          RunResult result = lake.twinlake(wrong, DELETING).replicate();
          assertThat(result.outcome()).isEqualTo(RunResult.Outcome.FAILED);
          assertThat(raw(result).notes()).singleElement().asString().contains("sa3", "key");
        });
    assertThat(lake.documents("recovery-points")).hasSize(1);
  }

  @Test
  @DisplayName("T24: an expired SAS of the source deletes nothing")
  void anExpiredSignatureOfTheSourceDeletesNothing() {
    replicatedLake();
    String expired =
        PlainBlobs.accountSas(
            "sa3",
            lake.azurite.key("sa3"),
            "rl",
            Instant.now().minus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS));
    Map<String, String> hadoop = Secrets.withSas(lake.azurite.hadoop(), "sa3", expired);

    assertTargetUntouched(
        () -> {
          RunResult result = lake.twinlake(hadoop, DELETING).replicate();
          assertThat(result.outcome()).isEqualTo(RunResult.Outcome.FAILED);
          assertThat(raw(result).notes()).singleElement().asString().contains("sa3", "signature");
        });
  }

  @Test
  void aCurrentSignatureOfTheSourceIsEnoughToReadIt() {
    lake.source.put(lake.raw, "a b", "content");
    String current =
        PlainBlobs.accountSas(
            "sa3",
            lake.azurite.key("sa3"),
            "rl",
            Instant.now().plus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS));
    Map<String, String> hadoop = Secrets.withSas(lake.azurite.hadoop(), "sa3", current);

    assertThat(lake.twinlake(hadoop, TwoAccounts.WHOLE).replicate().outcome())
        .isEqualTo(RunResult.Outcome.CLEAN);
    lake.assertSame(lake.raw);
  }

  @Test
  @DisplayName("T24: a missing source container deletes nothing, and is named")
  void aMissingSourceContainerDeletesNothing() {
    replicatedLake();
    lake.source.send("DELETE", lake.raw, "", "restype=container", Map.of(), new byte[0]);

    assertTargetUntouched(
        () -> {
          RunResult result = lake.twinlake(DELETING).replicate();
          assertThat(result.outcome()).isEqualTo(RunResult.Outcome.FAILED);
          assertThat(raw(result).notes())
              .singleElement()
              .asString()
              .contains(lake.raw, "does not exist");
        });
  }

  @Test
  @DisplayName("T24: a typo in a dataset's root copies and deletes nothing, and is pointed at")
  void aTypoInTheRootDeletesNothing() {
    lake.source.put(lake.raw, "orders/a", "content");
    lake.replicateCleanly(DELETING.replace("root: raw,", "root: raw/orders,"));

    RunResult result =
        lake.twinlake(DELETING.replace("root: raw,", "root: raw/oders,")).replicate();

    assertThat(result.outcome()).isEqualTo(RunResult.Outcome.PARTIAL);
    assertThat(raw(result).notes()).anySatisfy(n -> assertThat(n).contains("oders", "typo"));
    assertThat(lake.target.list(lake.raw)).containsOnlyKeys("orders/a");
  }

  @Test
  void aMissingTargetContainerIsToBeCreated() {
    lake.source.put(lake.raw, "a", "content");
    lake.target.send("DELETE", lake.raw, "", "restype=container", Map.of(), new byte[0]);

    RunResult result = lake.twinlake(TwoAccounts.WHOLE).replicate();

    assertThat(result.outcome()).isEqualTo(RunResult.Outcome.FAILED);
    assertThat(raw(result).notes())
        .singleElement()
        .asString()
        .contains(lake.raw, "sa4", "does not exist", "create it");
  }

  @Test
  void aTargetContainerThatGoesLaterIsToBeCreatedToo() {
    replicatedLake();
    lake.source.put(lake.raw, "d", "new");
    lake.target.send("DELETE", lake.raw, "", "restype=container", Map.of(), new byte[0]);

    assertThatThrownBy(() -> lake.twinlake(DELETING).replicate())
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.problem()).isEqualTo(StoreProblem.ROOT_MISSING))
        .hasMessageContainingAll(lake.raw, "sa4", "create it");
    assertThat(lake.documents("recovery-points")).hasSize(1);
  }

  @Test
  void aTargetContainerThatGoesLaterIsTheSameFailureOnExecutors() throws Exception {
    replicatedLake();
    lake.source.put(lake.raw, "d", "new");
    lake.target.send("DELETE", lake.raw, "", "restype=container", Map.of(), new byte[0]);

    try (SparkSession spark = ClusterRun.session("local[2]", lake.azurite.hadoop())) {
      Settings settings = lake.settings("transfer: { driverLimit: 0 }", DELETING);
      assertThatThrownBy(() -> Twinlake.on(spark, settings).replicate())
          .isInstanceOfSatisfying(
              StoreException.class,
              e -> assertThat(e.problem()).isEqualTo(StoreProblem.ROOT_MISSING))
          .hasMessageContainingAll(lake.raw, "sa4", "create it");
    }
  }

  @Test
  @DisplayName("T18: a leased blob at the target is left, named, and the rest goes on")
  void aLeasedTargetIsLeftAndTheRestGoesOn() {
    replicatedLake();
    lake.target.lease(lake.raw, "b");
    for (String name : List.of("a", "b", "c")) {
      lake.source.put(lake.raw, name, "CONTENT of " + name);
    }

    RunResult result = lake.twinlake(DELETING).replicate();

    assertThat(result.outcome()).isEqualTo(RunResult.Outcome.PARTIAL);
    assertThat(raw(result).failures())
        .singleElement()
        .satisfies(f -> assertThat(f.kind()).isEqualTo(Failure.Kind.LEASED))
        .satisfies(f -> assertThat(f.path()).isEqualTo("b"));
    assertThat(lake.target.text(lake.raw, "a")).isEqualTo("CONTENT of a");
    assertThat(lake.target.text(lake.raw, "b")).isEqualTo("content of b");
    assertThat(lake.target.text(lake.raw, "c")).isEqualTo("CONTENT of c");
  }

  @Test
  @DisplayName("T18: a leased blob that is to be deleted is left, and later runs are not kept off")
  void aLeasedBlobThatIsToBeDeletedIsLeft() {
    replicatedLake();
    lake.target.lease(lake.raw, "b");
    lake.source.delete(lake.raw, "b");

    RunResult result = lake.twinlake(DELETING).replicate();

    assertThat(result.notes()).anySatisfy(n -> assertThat(n).contains("b", "lease"));
    assertThat(lake.target.list(lake.raw)).containsKey("b");
    assertThat(lake.twinlake(DELETING).replicate().recoveryPoint()).contains(3L);
  }

  @Test
  @DisplayName("T21: what is in the archive tier is named, and the rest goes on")
  void whatIsArchivedIsNamed() {
    lake.source.put(lake.raw, "a", "online");
    lake.source.put(lake.raw, "cold", "archived");
    lake.source.tier(lake.raw, "cold", "Archive");

    RunResult result = lake.twinlake(TwoAccounts.WHOLE).replicate();

    assertThat(result.outcome()).isEqualTo(RunResult.Outcome.PARTIAL);
    assertThat(raw(result).reasons().get(Tally.Outcome.SKIP).get(Reason.ARCHIVED).objects())
        .isEqualTo(1);
    assertThat(lake.target.list(lake.raw)).containsOnlyKeys("a");
  }

  @Test
  @DisplayName("T21: an archived target that cannot be kept in history is not overwritten")
  void anArchivedTargetIsNotOverwritten() {
    replicatedLake();
    lake.target.tier(lake.raw, "a", "Archive");
    lake.source.put(lake.raw, "a", "new");

    RunResult result = lake.twinlake(DELETING).replicate();

    assertThat(raw(result).failures())
        .singleElement()
        .satisfies(f -> assertThat(f.kind()).isEqualTo(Failure.Kind.ARCHIVED));
    assertThat(lake.target.list(lake.raw).get("a").sizeBytes()).isEqualTo("content of a".length());
  }

  @Test
  @DisplayName("T26: one place under two names is refused before anything is written")
  void onePlaceUnderTwoNamesIsRefused() {
    String same =
        lake.yaml(TwoAccounts.WHOLE)
            .replace(
                "west:\n    raw: abfs://" + lake.raw + "@sa4.dfs",
                "west:\n    raw: wasb://" + lake.raw + "@sa3.blob");

    assertTargetUntouched(
        () ->
            assertThatThrownBy(
                    () ->
                        Twinlake.local(Settings.load(same, "same.yaml"), lake.azurite.hadoop())
                            .replicate())
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("raw"));
  }

  @Test
  @DisplayName("T27: a lost answer of a copy is looked up, not repeated")
  void aLostAnswerOfACopyIsLookedUp() {
    lake.source.put(lake.raw, "a", "content");
    try (FaultProxy proxy = FaultProxy.of(lake.azurite)) {
      FaultMoment copied = proxy.after(TwoAccounts.put("sa4", lake.raw), 1, r -> Then.LOSE);
      RunResult result = lake.twinlake(proxy.hadoop(), TwoAccounts.WHOLE).replicate();

      assertThat(result.outcome()).isEqualTo(RunResult.Outcome.CLEAN);
      assertThat(copied.came()).isTrue();
      assertThat(copied.requests()).isEqualTo(1);
    }
    lake.assertSame(lake.raw);
  }

  @Test
  @DisplayName("T27: a lost answer of the commit is looked up: one point, and the run knows it won")
  void aLostAnswerOfTheCommitIsLookedUp() {
    lake.source.put(lake.raw, "a", "content");
    try (FaultProxy proxy = FaultProxy.of(lake.azurite)) {
      FaultMoment committed =
          proxy.after(
              TwoAccounts.put("sa2", lake.twinlake)
                  .and(r -> r.blob().contains("/recovery-points/")),
              1,
              r -> Then.LOSE);
      RunResult result = lake.twinlake(proxy.hadoop(), TwoAccounts.WHOLE).replicate();

      assertThat(committed.came()).isTrue();
      assertThat(result.outcome()).isEqualTo(RunResult.Outcome.CLEAN);
      assertThat(result.recoveryPoint()).contains(1L);
    }
    assertThat(lake.documents("recovery-points")).hasSize(1);
    assertThat(raw(lake.replicateCleanly(TwoAccounts.WHOLE)).copied().objects()).isZero();
  }

  private static DatasetResult raw(RunResult result) {
    return result.datasets().get(0);
  }
}
