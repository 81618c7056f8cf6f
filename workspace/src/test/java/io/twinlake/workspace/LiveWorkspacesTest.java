package io.twinlake.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.settings.Settings;
import io.twinlake.core.store.StoreContext;
import io.twinlake.core.store.Stores;
import io.twinlake.workspace.archive.Manifest;
import io.twinlake.workspace.sync.ImportReport;
import io.twinlake.workspace.sync.Outcome;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * The same against two workspaces that somebody lends, or against another server: profiles of
 * {@code .databrickscfg} in {@code TWINLAKE_DATABRICKS_PRIMARY} and {@code _SECONDARY}. The first
 * is only read. The second is only written to below one directory that nobody has, and by an import
 * of that directory alone.
 */
@EnabledIfEnvironmentVariable(named = "TWINLAKE_DATABRICKS_PRIMARY", matches = ".+")
@EnabledIfEnvironmentVariable(named = "TWINLAKE_DATABRICKS_SECONDARY", matches = ".+")
class LiveWorkspacesTest {
  private static Settings settings(String more) {
    return Settings.load(
        """
        format: settings/1
        pair: live
        sites:
          east: { raw: "memory://lr/", control: "memory://live-east/", workspace: { profile: "%s" } }
          west: { raw: "memory://lw/", control: "memory://live-west/", workspace: { profile: "%s" } }
        replicate: { from: east, to: west }
        datasets: [{ name: raw, root: raw }]
        workspace:
        %s"""
            .formatted(
                System.getenv("TWINLAKE_DATABRICKS_PRIMARY"),
                System.getenv("TWINLAKE_DATABRICKS_SECONDARY"),
                more.indent(2)),
        "live");
  }

  private static Workspaces open(String more) {
    return new Workspaces(
        settings(more), new Stores(new StoreContext(Map.of(), "live")), Clock.systemUTC());
  }

  @Test
  void thePrimaryIsExportedAndAnImportOfItPlannedWithoutAnyWrite() {
    try (Workspaces workspaces = open("permissions: containers")) {
      Manifest manifest = workspaces.export();
      assertThat(manifest.items()).isPositive();
      ImportReport plan = workspaces.importing(Optional.of(manifest.id()), true, p -> {});
      assertThat(plan.writes()).isZero();
    }
  }

  @Test
  void aDirectoryIsCarriedAndASecondImportWritesNothing() {
    String only =
        """
        exclude: [service-principal, user, group, secret-scope, repo, dbfs-file, global-init-script, instance-pool, cluster-policy, warehouse, cluster, libraries, query, alert, dashboard, pipeline, job, workspace-setting]
        paths: [/Shared/twinlake-live-test]
        permissions: none
        """;
    try (Workspaces workspaces = open(only)) {
      workspaces.export();
      workspaces.importing(Optional.empty(), false, p -> {});
      assertThat(workspaces.importing(Optional.empty(), false, p -> {}).count(Outcome.CREATED))
          .isZero();
    }
  }
}
