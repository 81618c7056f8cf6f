package io.twinlake.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.testing.databricks.SalesWorkspace;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Problem;
import io.twinlake.workspace.sync.ImportReport;
import io.twinlake.workspace.sync.Outcome;
import java.util.List;
import java.util.Map;
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
    assertThat(two.importing().outcomes().get(Kind.MOUNT)).containsEntry(Outcome.KEPT, 2);
    assertThat(two.diff()).isEmpty();
    assertThat(two.secondary.call("GET", "/api/2.0/workspace/list?path=/Shared").toString())
        .doesNotContain("twinlake");
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
