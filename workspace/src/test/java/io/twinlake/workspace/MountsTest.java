package io.twinlake.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.testing.databricks.SalesWorkspace;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Problem;
import io.twinlake.workspace.sync.Difference;
import io.twinlake.workspace.sync.ImportReport;
import io.twinlake.workspace.sync.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Mounts are read and made by a generated notebook, in a run of its own on a cluster of its own.
 */
class MountsTest {
  private static final String SETTINGS =
      """
      mappings: { storageAccounts: [{ east: saleseast, west: saleswest }] }
      mounts:
        carry: job
        configs:
          fs.azure.account.auth.type: OAuth
          fs.azure.account.oauth2.client.secret: "{{secrets/lake/%s}}"
      """;

  private final TwoWorkspaces two = new TwoWorkspaces();

  @AfterEach
  void close() {
    two.close();
  }

  @BeforeEach
  void mount() {
    SalesWorkspace.fill(two.primary);
    two.primary.mounts().put("/mnt/raw", "abfss://raw@saleseast.dfs.core.windows.net/");
    two.primary.mounts().put("/mnt/out", "abfss://out@saleseast.dfs.core.windows.net/");
  }

  @Test
  void areMadeAtTheTargetsAccountWithSecretsByReferenceByOneRunOfItsOwn() {
    two.saying(SETTINGS.formatted("sp-secret")).export();
    assertThat(two.primary.writes())
        .as("a notebook, its run, and the notebook is gone again")
        .hasSize(3)
        .allMatch(w -> w.matches(".*(workspace/import|runs/submit|workspace/delete).*"));
    ImportReport report = two.importing();

    assertThat(report.problems()).filteredOn(Problem::isFailure).isEmpty();
    assertThat(report.outcomes().get(Kind.MOUNT)).containsEntry(Outcome.CREATED, 2);
    assertThat(two.secondary.mounts())
        .containsEntry("/mnt/raw", "abfss://raw@saleswest.dfs.core.windows.net/")
        .containsEntry("/mnt/out", "abfss://out@saleswest.dfs.core.windows.net/");
    assertThat(two.secondary.writes())
        .as("one run reads the mounts, one makes both")
        .filteredOn(w -> w.contains("runs/submit"))
        .hasSize(2);
    assertThat(difference(Optional.empty())).isEmpty();
    assertThat(two.secondary.call("GET", "/api/2.0/workspace/list?path=/Shared").toString())
        .doesNotContain("twinlake");
  }

  private List<Difference> difference(Optional<String> export) {
    return two.with(w -> w.lookingAtMounts(true).diff(export, problem -> {}));
  }

  private ImportReport dryRun(boolean look) {
    return two.with(w -> w.lookingAtMounts(look).importing(Optional.empty(), true, plan -> {}));
  }

  @Test
  void aSecondImportWritesNothingAndSaysThatNobodyLookedAgain() {
    two.saying(SETTINGS.formatted("sp-secret")).export();
    two.importing();
    two.secondary.forgetWrites();
    for (int again = 1; again <= 2; again++) {
      ImportReport second = two.importing();

      assertThat(two.secondary.writes()).isEmpty();
      assertThat(second.writes()).isZero();
      assertThat(second.outcomes().get(Kind.MOUNT)).isEqualTo(Map.of(Outcome.KEPT, 2));
      assertThat(second.isWhole()).isTrue();
      assertThat(second.problems())
          .filteredOn(p -> p.kind() == Kind.MOUNT)
          .singleElement()
          .satisfies(
              p ->
                  assertThat(p.what())
                      .contains("as the last import left them", "--look-at-mounts"));
      two.export();
    }
  }

  @Test
  void plansAndComparisonsWriteNothingAndSayWhatTheyDidNotLookAt() {
    two.saying(SETTINGS.formatted("sp-secret")).export();
    two.primary.forgetWrites();

    ImportReport plan = dryRun(false);
    List<Problem> problems = new ArrayList<>();
    two.with(w -> w.diff(Optional.empty(), problems::add));
    two.with(w -> w.diff(Optional.of("newest"), problems::add));

    assertThat(two.secondary.writes()).isEmpty();
    assertThat(two.primary.writes()).isEmpty();
    assertThat(plan.outcomes().get(Kind.MOUNT)).isEqualTo(Map.of(Outcome.NOT_LOOKED_AT, 2));
    assertThat(plan.problems())
        .extracting(Problem::toString)
        .anyMatch(p -> p.startsWith("Mount: not looked at: looking takes"));
    assertThat(problems)
        .as("what nobody looked at is not the same")
        .filteredOn(p -> p.kind() == Kind.MOUNT && p.isFailure())
        .hasSize(2);
  }

  @Test
  void whoAsksForItSeesThemInAPlanAndInAComparison() {
    two.saying(SETTINGS.formatted("sp-secret")).export();
    assertThat(dryRun(true).outcomes().get(Kind.MOUNT)).isEqualTo(Map.of(Outcome.CREATED, 2));
    two.importing();
    two.secondary.mounts().put("/mnt/out", "abfss://mine@saleswest.dfs.core.windows.net/");

    assertThat(difference(Optional.of("newest")))
        .extracting(Difference::key)
        .containsExactly("/mnt/out");
    assertThat(two.importing().outcomes().get(Kind.MOUNT))
        .as("nobody looked")
        .isEqualTo(Map.of(Outcome.KEPT, 2));
    ImportReport seen =
        two.with(w -> w.lookingAtMounts(true).importing(Optional.empty(), false, plan -> {}));
    assertThat(seen.outcomes().get(Kind.MOUNT))
        .isEqualTo(Map.of(Outcome.KEPT, 1, Outcome.CHANGED_BY_HAND, 1));
    assertThat(two.importing().outcomes().get(Kind.MOUNT))
        .as("what was seen once is looked at until it ends")
        .containsEntry(Outcome.CHANGED_BY_HAND, 1);

    two.secondary.mounts().put("/mnt/out", "abfss://out@saleswest.dfs.core.windows.net/");
    assertThat(two.importing().isWhole()).isTrue();
    two.secondary.forgetWrites();
    assertThat(two.importing().isWhole()).isTrue();
    assertThat(two.secondary.writes()).isEmpty();
  }

  @Test
  void oneThatIsGoneAtTheSourceStaysAndIsToldThoughNobodyLooked() {
    two.saying(SETTINGS.formatted("sp-secret") + "deletions: propagate").export();
    two.importing();
    two.primary.mounts().remove("/mnt/out");
    two.export();
    two.secondary.forgetWrites();

    for (int again = 1; again <= 3; again++) {
      assertThat(two.importing().gone()).isEqualTo(1);
    }
    assertThat(two.secondary.writes()).isEmpty();
    assertThat(two.secondary.mounts()).containsKey("/mnt/out");
  }

  @Test
  void followTheirSourceAndAreToldWhereTheyWereMovedByHand() {
    two.saying(SETTINGS.formatted("sp-secret")).export();
    two.importing();
    two.primary.mounts().put("/mnt/raw", "abfss://raw2@saleseast.dfs.core.windows.net/");
    two.secondary.mounts().put("/mnt/out", "abfss://mine@saleswest.dfs.core.windows.net/");
    two.export();

    ImportReport report = two.importing();

    assertThat(report.outcomes().get(Kind.MOUNT))
        .containsEntry(Outcome.UPDATED, 1)
        .containsEntry(Outcome.CHANGED_BY_HAND, 1);
    assertThat(two.secondary.mounts())
        .containsEntry("/mnt/raw", "abfss://raw2@saleswest.dfs.core.windows.net/")
        .containsEntry("/mnt/out", "abfss://mine@saleswest.dfs.core.windows.net/");
  }

  @Test
  void aSecretThatIsMissingCostsTheMountsOnly() {
    two.saying(SETTINGS.formatted("no-such-key")).export();
    ImportReport report = two.importing();

    assertThat(report.outcomes().get(Kind.MOUNT)).containsEntry(Outcome.FAILED, 2);
    assertThat(report.count(Outcome.FAILED)).isEqualTo(2);
    assertThat(report.problems())
        .extracting(Problem::what)
        .anyMatch(p -> p.contains("Secret does not exist with scope: lake"));
  }

  @Test
  void aRegionWithoutTheNamedNodeTypeCostsTheMountsOnly() {
    two.saying(SETTINGS.formatted("sp-secret")).export();
    two.secondary.region(
        List.of("Standard_DS3_v2", "Standard_DS4_v2"), List.of("14.3.x-scala2.12"));

    ImportReport report =
        two.saying(
                SETTINGS.formatted("sp-secret").replace("carry: job", "carry: job\n  nodeType: N"))
            .importing();

    assertThat(report.problems())
        .filteredOn(Problem::isFailure)
        .extracting(Problem::toString)
        .isNotEmpty()
        .allMatch(p -> p.startsWith("Mount"));
    assertThat(report.outcomes().get(Kind.JOB)).isEqualTo(Map.of(Outcome.CREATED, 8));
  }
}
