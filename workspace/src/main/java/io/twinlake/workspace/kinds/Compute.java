package io.twinlake.workspace.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.workspace.api.Api;
import io.twinlake.workspace.api.ApiException;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Tree;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Clusters and what they are made from. */
final class Compute {
  /** Clusters that jobs, pipelines and models make for themselves. */
  private static final Pattern MADE_BY_THEMSELVES =
      Pattern.compile("job-\\d+-run-\\d+.*|dlt-execution-.*|mlflow-model-.*");

  private static final Set<String> MADE_BY_PEOPLE = Set.of("UI", "API", "");

  private Compute() {}

  static Rest clusters() {
    return new Rest(Kind.CLUSTER, "cluster_id")
        .listed("/api/2.1/clusters/list", "clusters", Map.of("page_size", 100))
        .read("/api/2.1/clusters/get")
        .named("cluster_name")
        .created("/api/2.1/clusters/create")
        .updated("POST", "/api/2.1/clusters/edit")
        .deleted("POST", "/api/2.1/clusters/permanent-delete")
        .marked(Mark.CUSTOM_TAGS)
        .without(
            "cluster_cores",
            "cluster_log_status",
            "cluster_memory_mb",
            "cluster_source",
            "creator_user_name",
            "default_tags",
            "driver",
            "executors",
            "jdbc_port",
            "last_activity_time",
            "last_restarted_time",
            "last_state_loss_time",
            "pinned_by_user_name",
            "spark_context_id",
            "spec",
            "start_time",
            "state",
            "state_message",
            "terminated_time",
            "termination_reason",
            "disk_spec",
            "init_scripts_safe_mode",
            "effective_spark_version",
            "instance_source",
            "driver_instance_source")
        .defaults(Map.of("enable_local_disk_encryption", "false", "enable_elastic_disk", "false"))
        .chosen(raw -> madeByPeople(raw) ? cluster(raw) : Optional.empty())
        .createBody(
            (correlation, body) -> {
              body.put("idempotency_token", correlation.substring(0, 64));
              return body;
            })
        .settled(Compute::terminateAndPin);
  }

  private static boolean madeByPeople(ObjectNode raw) {
    return MADE_BY_PEOPLE.contains(raw.path("cluster_source").asText())
        && !MADE_BY_THEMSELVES.matcher(raw.path("cluster_name").asText()).matches();
  }

  private static Optional<ObjectNode> cluster(ObjectNode raw) {
    JsonNode withDefaults = raw.path("spec").path("apply_policy_default_values");
    if (withDefaults.asBoolean(false)) {
      raw.put("apply_policy_default_values", true);
    }
    fromPool(raw);
    return Optional.of(raw);
  }

  /** What a pool decides cannot be asked for, though the workspace answers with it. */
  static void fromPool(ObjectNode cluster) {
    if (cluster.path("instance_pool_id").asText("").isEmpty()) {
      cluster.remove("driver_instance_pool_id");
      return;
    }
    cluster.remove(List.of("node_type_id", "driver_node_type_id", "enable_elastic_disk"));
    if (cluster.path("azure_attributes") instanceof ObjectNode azure) {
      azure.remove(List.of("availability", "first_on_demand", "spot_bid_max_price"));
    }
  }

  /** A new cluster starts by itself, and costs. A pinned one is not forgotten after 30 days. */
  private static void terminateAndPin(Api api, String id) {
    api.set("POST", "/api/2.1/clusters/delete", Tree.of("cluster_id", id));
    try {
      api.set("POST", "/api/2.1/clusters/pin", Tree.of("cluster_id", id));
    } catch (ApiException e) {
      if (e.endsTheRun()) {
        throw e;
      }
      // A workspace pins a hundred at most; the others are only forgotten if nobody starts them.
    }
  }

  static Rest pools() {
    return new Rest(Kind.INSTANCE_POOL, "instance_pool_id")
        .listed("/api/2.0/instance-pools/list", "instance_pools", Map.of())
        .named("instance_pool_name")
        .created("/api/2.0/instance-pools/create")
        .updated("POST", "/api/2.0/instance-pools/edit")
        .deleted("POST", "/api/2.0/instance-pools/delete")
        .marked(Mark.CUSTOM_TAGS)
        .without("default_tags", "state", "stats", "status")
        .defaults(Map.of("enable_elastic_disk", "true"))
        .normalised(raw -> raw.has("min_idle_instances") ? raw : raw.put("min_idle_instances", 0))
        .updateBody((id, body, there) -> body.retain(EDITABLE));
  }

  private static final Set<String> EDITABLE =
      Set.of(
          "custom_tags",
          "idle_instance_autotermination_minutes",
          "instance_pool_name",
          "max_capacity",
          "min_idle_instances",
          "node_type_id",
          "remote_disk_throughput",
          "total_initial_remote_disk_size");

  /** What an edit of a pool may send. */
  static ObjectNode editable(ObjectNode pool) {
    return pool.retain(EDITABLE);
  }

  /** Fields of a pool that an edit cannot change. */
  static boolean isFixedInPools(String field) {
    return !EDITABLE.contains(field);
  }

  static Rest policies() {
    return new Rest(Kind.CLUSTER_POLICY, "policy_id")
        .listed("/api/2.0/policies/clusters/list", "policies", Map.of())
        .read("/api/2.0/policies/clusters/get")
        .created("/api/2.0/policies/clusters/create")
        .updated("POST", "/api/2.0/policies/clusters/edit")
        .deleted("POST", "/api/2.0/policies/clusters/delete")
        .without("created_at_timestamp", "creator_user_name", "is_default")
        .chosen(Compute::policy);
  }

  private static Optional<ObjectNode> policy(ObjectNode raw) {
    if (raw.path("policy_family_id").asText("").isEmpty()) {
      return Optional.of(raw);
    }
    if (raw.path("is_default").asBoolean(false)
        || raw.path("policy_family_definition_overrides").asText("").isEmpty()
            && raw.path("creator_user_name").asText("").isEmpty()) {
      return Optional.empty(); // Databricks made it, and makes it everywhere.
    }
    raw.remove("definition"); // The family decides; asking for both is refused.
    return Optional.of(raw);
  }

  static Rest initScripts() {
    return new Rest(Kind.GLOBAL_INIT_SCRIPT, "script_id")
        .listed("/api/2.0/global-init-scripts", "scripts", Map.of())
        .read("/api/2.0/global-init-scripts/{id}")
        .created("/api/2.0/global-init-scripts")
        .updated("PATCH", "/api/2.0/global-init-scripts/{id}")
        .deleted("DELETE", "/api/2.0/global-init-scripts/{id}")
        .without("created_at", "created_by", "updated_at", "updated_by");
  }

  static Rest warehouses() {
    return new Rest(Kind.WAREHOUSE, "id")
        .listed("/api/2.0/sql/warehouses", "warehouses", Map.of())
        .created("/api/2.0/sql/warehouses")
        .updated("POST", "/api/2.0/sql/warehouses/{id}/edit")
        .deleted("DELETE", "/api/2.0/sql/warehouses/{id}")
        .marked(Mark.TAG_LIST)
        .without(
            "creator_name",
            "health",
            "jdbc_url",
            "num_active_sessions",
            "num_clusters",
            "odbc_params",
            "state",
            "warehouse_id",
            "size",
            "auto_resume",
            "min_auto_stop_mins")
        .settled(
            (api, id) -> api.set("POST", "/api/2.0/sql/warehouses/" + id + "/stop", Tree.object()));
  }
}
