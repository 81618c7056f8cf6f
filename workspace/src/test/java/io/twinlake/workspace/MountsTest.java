package io.twinlake.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinlake.testing.databricks.FakeWorkspace;
import io.twinlake.testing.databricks.SalesWorkspace;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Problem;
import io.twinlake.workspace.sync.ImportReport;
import io.twinlake.workspace.sync.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Mounts are read and made by a few lines on a cluster that is started for it. */
class MountsTest {
  private static final String SETTINGS =
      """
      mappings: { storageAccounts: [{ east: saleseast, west: saleswest }] }
      mounts:
        cluster: etl
        configs:
          fs.azure.account.auth.type: OAuth
          fs.azure.account.oauth2.client.secret: "{{secrets/lake/%s}}"
      """;

  private final TwoWorkspaces two = new TwoWorkspaces();

  @AfterEach
  void close() {
    two.close();
  }

  private static String etl(FakeWorkspace workspace) {
    workspace.pageSize(100);
    for (JsonNode cluster : workspace.call("GET", "/api/2.1/clusters/list").path("clusters")) {
      if (cluster.path("cluster_name").asText().equals("etl")) {
        return cluster.path("cluster_id").asText();
      }
    }
    throw new AssertionError("no cluster etl");
  }

  private static String python(FakeWorkspace workspace, String code) {
    String id = etl(workspace);
    workspace.call("POST", "/api/2.1/clusters/start", "cluster_id", id);
    workspace.call("GET", "/api/2.1/clusters/get?cluster_id=" + id);
    String command =
        workspace
            .call("POST", "/api/1.2/commands/execute", "clusterId", id, "command", code)
            .path("id")
            .asText();
    String result =
        workspace
            .call("GET", "/api/1.2/commands/status?clusterId=" + id + "&commandId=" + command)
            .path("results")
            .toString();
    workspace.call("POST", "/api/2.1/clusters/delete", "cluster_id", id);
    return result;
  }

  @BeforeEach
  void mount() {
    SalesWorkspace.fill(two.primary);
    python(
        two.primary,
        "dbutils.fs.mount(source = \"abfss://raw@saleseast.dfs.core.windows.net/\", mount_point = \"/mnt/raw\", extra_configs = {})");
  }

  @Test
  void areMadeAtTheTargetsAccountWithSecretsByReference() {
    two.saying(SETTINGS.formatted("sp-secret")).export();
    ImportReport report = two.importing();

    assertThat(report.problems()).filteredOn(Problem::isFailure).isEmpty();
    assertThat(report.outcomes().get(Kind.MOUNT)).containsEntry(Outcome.CREATED, 1);
    assertThat(python(two.secondary, "dbutils.fs.mounts()"))
        .contains("/mnt/raw", "abfss://raw@saleswest.dfs");
    assertThat(two.importing().outcomes().get(Kind.MOUNT)).containsEntry(Outcome.KEPT, 1);
    String state =
        two.secondary
            .call("GET", "/api/2.1/clusters/get?cluster_id=" + etl(two.secondary))
            .path("state")
            .asText();
    assertThat(state).as("stopped again").isEqualTo("TERMINATED");
  }

  @Test
  void aSecretThatIsMissingCostsTheMountOnly() {
    two.saying(SETTINGS.formatted("no-such-key")).export();
    ImportReport report = two.importing();

    assertThat(report.outcomes().get(Kind.MOUNT)).containsEntry(Outcome.FAILED, 1);
    assertThat(report.count(Outcome.FAILED)).isEqualTo(1);
  }
}
