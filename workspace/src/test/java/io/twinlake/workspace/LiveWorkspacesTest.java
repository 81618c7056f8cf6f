package io.twinlake.workspace;

import java.util.Optional;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * The same scenarios between two workspaces that somebody lends, or against another server:
 * profiles of {@code .databrickscfg} in {@code TWINLAKE_DATABRICKS_PRIMARY} and {@code _SECONDARY},
 * in the file that {@code DATABRICKS_CONFIG_FILE} names, or else where the SDK looks.
 */
@EnabledIfEnvironmentVariable(named = "TWINLAKE_DATABRICKS_PRIMARY", matches = ".+")
@EnabledIfEnvironmentVariable(named = "TWINLAKE_DATABRICKS_SECONDARY", matches = ".+")
class LiveWorkspacesTest extends Scenarios {
  @Override
  String profile(String site) {
    return System.getenv("TWINLAKE_DATABRICKS_" + (site.equals("east") ? "PRIMARY" : "SECONDARY"));
  }

  @Override
  Optional<String> configFile() {
    return Optional.ofNullable(System.getenv("DATABRICKS_CONFIG_FILE"));
  }
}
