package io.twinlake.workspace;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinlake.workspace.api.Api;
import io.twinlake.workspace.api.Pages;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A failover group of Databricks' managed disaster recovery.
 *
 * @param name as the account knows it
 * @param state {@code ACTIVE}, {@code FAILING_OVER} and others, as Databricks says
 * @param primary region that is primary now
 * @param replicatedUpTo point in time that is replicated, as Databricks writes it; empty if unsaid
 * @param workspaces ids of those whose notebooks, jobs and the like are replicated
 */
record FailoverGroup(
    String name, String state, String primary, String replicatedUpTo, Set<String> workspaces) {
  FailoverGroup {
    workspaces = Set.copyOf(workspaces);
  }

  /**
   * All groups of an account.
   *
   * @throws io.twinlake.workspace.api.ApiException if they cannot be listed
   */
  static List<FailoverGroup> of(Api account, String accountId) {
    List<FailoverGroup> groups = new ArrayList<>();
    Pages.byToken(
        account,
        "/api/disaster-recovery/v1/accounts/" + accountId + "/failover-groups",
        Map.of(),
        "failover_groups",
        group -> groups.add(of(group)));
    return groups;
  }

  private static FailoverGroup of(JsonNode group) {
    Set<String> workspaces = new HashSet<>();
    for (JsonNode set : group.path("workspace_sets")) {
      if (set.path("replicate_workspace_assets").asBoolean(false)) {
        set.path("workspace_ids").forEach(id -> workspaces.add(id.asText()));
      }
    }
    return new FailoverGroup(
        group.path("name").asText(),
        group.path("state").asText("of unknown state"),
        group.path("effective_primary_region").asText("unknown"),
        group.path("replication_point").asText(""),
        workspaces);
  }

  /** For people. */
  String said() {
    return "failover group %s is %s, its primary region is %s, %s"
        .formatted(
            name,
            state,
            primary,
            replicatedUpTo.isEmpty()
                ? "how far it is replicated is not said"
                : "it is replicated up to " + replicatedUpTo);
  }
}
