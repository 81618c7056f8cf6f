package io.twinlake.testing.databricks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Clusters, pools, policies, libraries, init scripts and warehouses. */
final class FakeCompute implements FakeArea {
  private static final Set<String> MADE_UP =
      Set.of(
          "cluster_id",
          "state",
          "creator_user_name",
          "default_tags",
          "spec",
          "start_time",
          "cluster_source",
          "spark_context_id",
          "driver",
          "executors",
          "terminated_time");

  private final FakeState state;
  private final FakeTable clusters;
  private final FakeTable pools;
  private final FakeTable policies;
  private final FakeTable scripts;
  private final FakeTable warehouses;
  private final Map<String, String> tokens = new HashMap<>();
  private final Map<String, ArrayNode> libraries = new HashMap<>();

  FakeCompute(FakeState state) {
    this.state = state;
    clusters = new FakeTable(state, "Cluster", state::clusterId);
    pools =
        new FakeTable(state, "Instance pool", () -> state.clusterId() + "-pool-" + state.hex(4));
    policies = new FakeTable(state, "Policy", () -> state.hex(16).toUpperCase(Locale.ROOT));
    scripts = new FakeTable(state, "Script", () -> state.hex(16));
    warehouses = new FakeTable(state, "Warehouse", () -> state.hex(16));
  }

  boolean hasCluster(String id) {
    return clusters.has(id);
  }

  boolean hasWarehouse(String id) {
    return warehouses.has(id);
  }

  @Override
  public Optional<ObjectNode> answer(FakeCall call) {
    String path = call.path();
    if (path.startsWith("/api/2.1/clusters/")) {
      return Optional.of(clusters(call.after("/api/2.1/clusters/"), call));
    }
    if (path.startsWith("/api/2.0/instance-pools/")) {
      return Optional.of(pools(call.after("/api/2.0/instance-pools/"), call));
    }
    if (path.startsWith("/api/2.0/policies/clusters/")) {
      return Optional.of(policies(call.after("/api/2.0/policies/clusters/"), call));
    }
    if (path.startsWith("/api/2.0/libraries/")) {
      return Optional.of(libraries(call.after("/api/2.0/libraries/"), call));
    }
    if (path.startsWith("/api/2.0/global-init-scripts")) {
      return Optional.of(scripts(call.after("/api/2.0/global-init-scripts"), call));
    }
    if (path.startsWith("/api/2.0/sql/warehouses")) {
      return Optional.of(warehouses(call.after("/api/2.0/sql/warehouses"), call));
    }
    return Optional.empty();
  }

  private ObjectNode clusters(String what, FakeCall call) {
    String id = call.text("cluster_id");
    switch (what) {
      case "list":
        return clusters.page(call, "clusters", state.pageSize(), r -> shown(r), "cluster_id");
      case "get":
        ObjectNode row = clusters.get(id);
        ObjectNode answer = shown(row.deepCopy()).put("cluster_id", id);
        if (row.path("state").asText().equals("PENDING")) {
          row.put("state", "RUNNING");
        }
        return answer;
      case "create":
        return createCluster(call);
      case "edit":
        String now = clusters.get(id).path("state").asText();
        if (now.equals("PENDING")) {
          throw new FakeError(400, "INVALID_STATE", "Cluster " + id + " is in state PENDING");
        }
        ObjectNode wanted = call.body().deepCopy();
        wanted.remove("cluster_id");
        checkCluster(wanted);
        clusters.replace(id, wanted.put("state", now));
        return FakeJson.object();
      case "delete":
        clusters.get(id).put("state", "TERMINATED");
        return FakeJson.object();
      case "start":
        clusters.get(id).put("state", "PENDING");
        return FakeJson.object();
      case "pin":
        clusters.get(id);
        return FakeJson.object();
      case "permanent-delete":
        clusters.remove(id);
        return FakeJson.object();
      case "list-node-types":
        ArrayNode types = FakeJson.array();
        state.nodeTypes().forEach(t -> types.addObject().put("node_type_id", t));
        return FakeJson.of("node_types", types);
      case "spark-versions":
        ArrayNode versions = FakeJson.array();
        state.sparkVersions().forEach(v -> versions.addObject().put("key", v).put("name", v));
        return FakeJson.of("versions", versions);
      default:
        throw new FakeError(404, "ENDPOINT_NOT_FOUND", call.path());
    }
  }

  private static ObjectNode shown(ObjectNode row) {
    ObjectNode spec = row.deepCopy();
    spec.remove("state");
    row.set("spec", spec);
    row.put("cluster_source", "API").put("creator_user_name", FakeScim.ADMIN);
    row.put("spark_context_id", 4711L).put("cluster_cores", 8.0);
    row.set("default_tags", FakeJson.of("Vendor", "Databricks"));
    return row;
  }

  private ObjectNode createCluster(FakeCall call) {
    ObjectNode body = call.body().deepCopy();
    JsonNode token = body.remove("idempotency_token");
    if (token != null && tokens.containsKey(token.asText())) {
      return FakeJson.of("cluster_id", tokens.get(token.asText()));
    }
    checkCluster(body);
    String id = clusters.add(body.put("state", "PENDING"));
    state.permissions().made("clusters", id);
    if (token != null) {
      tokens.put(token.asText(), id);
    }
    return FakeJson.of("cluster_id", id);
  }

  /** Also for the clusters of jobs. */
  void checkCluster(ObjectNode cluster) {
    for (String field : MADE_UP) {
      if (cluster.has(field)) {
        throw FakeError.invalid("Field " + field + " cannot be set");
      }
    }
    boolean pooled = cluster.has("instance_pool_id");
    if (pooled) {
      if (!pools.has(cluster.path("instance_pool_id").asText())) {
        throw FakeError.invalid("Can't find an instance pool with that id");
      }
      if (cluster.has("node_type_id") || cluster.has("enable_elastic_disk")) {
        throw FakeError.invalid("node_type_id cannot be specified with instance_pool_id");
      }
    } else if (!state.nodeTypes().contains(cluster.path("node_type_id").asText())) {
      throw FakeError.invalid(
          "Node type " + cluster.path("node_type_id").asText() + " is not supported");
    }
    if (!state.sparkVersions().contains(cluster.path("spark_version").asText())) {
      throw FakeError.invalid("Invalid spark version " + cluster.path("spark_version").asText());
    }
    if (cluster.has("policy_id") && !policies.has(cluster.path("policy_id").asText())) {
      throw FakeError.invalid("Policy " + cluster.path("policy_id").asText() + " not found");
    }
    if (cluster.has("single_user_name")
        && !state.scim().knows("user_name", cluster.path("single_user_name").asText())) {
      throw FakeError.invalid("User does not exist");
    }
  }

  private ObjectNode pools(String what, FakeCall call) {
    String id = call.text("instance_pool_id");
    switch (what) {
      case "list":
        ArrayNode list = FakeJson.array();
        pools.listed().forEach((key, row) -> list.add(pool(key, row)));
        return FakeJson.of("instance_pools", list);
      case "get":
        return pool(id, pools.get(id));
      case "create":
        if (!state.nodeTypes().contains(call.text("node_type_id"))) {
          throw FakeError.invalid("Node type " + call.text("node_type_id") + " is not supported");
        }
        String made = pools.add(call.body().deepCopy());
        state.permissions().made("instance-pools", made);
        return FakeJson.of("instance_pool_id", made);
      case "edit":
        ObjectNode wanted = call.body().deepCopy();
        if (wanted.has("azure_attributes") || wanted.has("disk_spec")) {
          throw FakeError.invalid("azure_attributes and disk_spec cannot be edited");
        }
        wanted.remove("instance_pool_id");
        ObjectNode row = pools.get(id);
        row.remove("custom_tags");
        row.setAll(wanted);
        return FakeJson.object();
      case "delete":
        pools.remove(id);
        return FakeJson.object();
      default:
        throw new FakeError(404, "ENDPOINT_NOT_FOUND", call.path());
    }
  }

  private static ObjectNode pool(String id, ObjectNode row) {
    return row.deepCopy()
        .put("instance_pool_id", id)
        .put("state", "ACTIVE")
        .set("stats", FakeJson.of("idle_count", 0));
  }

  private ObjectNode policies(String what, FakeCall call) {
    String id = call.text("policy_id");
    switch (what) {
      case "list":
        ArrayNode list = FakeJson.array();
        policies.listed().forEach((key, row) -> list.add(policy(key, row)));
        return FakeJson.of("policies", list);
      case "get":
        return policy(id, policies.get(id));
      case "create":
        String name = call.text("name");
        if (!policies.idsWhere(row -> row.path("name").asText().equals(name)).isEmpty()) {
          throw new FakeError(
              400, "INVALID_PARAMETER_VALUE", "Policy with name '" + name + "' already exists.");
        }
        String made = policies.add(call.body().deepCopy());
        state.permissions().made("cluster-policies", made);
        return FakeJson.of("policy_id", made);
      case "edit":
        ObjectNode wanted = call.body().deepCopy();
        wanted.remove("policy_id");
        policies.replace(id, wanted);
        return FakeJson.object();
      case "delete":
        policies.remove(id);
        return FakeJson.object();
      default:
        throw new FakeError(404, "ENDPOINT_NOT_FOUND", call.path());
    }
  }

  private static ObjectNode policy(String id, ObjectNode row) {
    return row.deepCopy()
        .put("policy_id", id)
        .put("created_at_timestamp", 1_700_000_000_000L)
        .put("creator_user_name", FakeScim.ADMIN)
        .put("is_default", false);
  }

  private ObjectNode libraries(String what, FakeCall call) {
    String id = call.text("cluster_id");
    switch (what) {
      case "all-cluster-statuses":
        ArrayNode all = FakeJson.array();
        libraries.keySet().forEach(key -> all.add(statuses(key)));
        return FakeJson.of("statuses", all);
      case "cluster-status":
        return statuses(id);
      case "install":
        clusters.get(id);
        ArrayNode there = libraries.computeIfAbsent(id, k -> FakeJson.array());
        call.body().path("libraries").forEach(library -> addOnce(there, library));
        return FakeJson.object();
      case "uninstall":
        ArrayNode left = FakeJson.array();
        for (JsonNode library : libraries.getOrDefault(id, FakeJson.array())) {
          boolean goes = false;
          for (JsonNode gone : call.body().path("libraries")) {
            goes |= gone.equals(library);
          }
          if (!goes) {
            left.add(library);
          }
        }
        libraries.put(id, left);
        return FakeJson.object();
      default:
        throw new FakeError(404, "ENDPOINT_NOT_FOUND", call.path());
    }
  }

  private static void addOnce(ArrayNode there, JsonNode library) {
    for (JsonNode one : there) {
      if (one.equals(library)) {
        return;
      }
    }
    there.add(library);
  }

  private ObjectNode statuses(String id) {
    ArrayNode list = FakeJson.array();
    for (JsonNode library : libraries.getOrDefault(id, FakeJson.array())) {
      ObjectNode status = list.addObject().put("status", "PENDING");
      status.set("library", library);
      status.put("is_library_for_all_clusters", false);
    }
    return FakeJson.of("cluster_id", id, "library_statuses", list);
  }

  private ObjectNode scripts(String rest, FakeCall call) {
    String id = rest.isEmpty() ? "" : rest.substring(1);
    if (id.isEmpty() && call.method().equals("GET")) {
      ArrayNode list = FakeJson.array();
      scripts
          .listed()
          .forEach((key, row) -> list.add(script(key, row.deepCopy()).without(List.of("script"))));
      return FakeJson.of("scripts", list);
    }
    if (id.isEmpty()) {
      ObjectNode row = call.body().deepCopy();
      if (row.path("script").asText().length() > 87_384) {
        throw FakeError.invalid("The script has more than 64 KB");
      }
      if (!row.has("position")) {
        row.put("position", scripts.rows().size());
      }
      return FakeJson.of("script_id", scripts.add(row));
    }
    switch (call.method()) {
      case "GET":
        return script(id, scripts.get(id).deepCopy());
      case "PATCH":
        scripts.get(id).setAll(call.body().deepCopy());
        return FakeJson.object();
      default:
        scripts.remove(id);
        return FakeJson.object();
    }
  }

  private static ObjectNode script(String id, ObjectNode row) {
    return row.put("script_id", id)
        .put("created_by", FakeScim.ADMIN)
        .put("created_at", 1L)
        .put("updated_at", 2L);
  }

  private ObjectNode warehouses(String rest, FakeCall call) {
    String[] parts = rest.split("/");
    if (parts.length < 2 && call.method().equals("GET")) {
      return warehouses.page(call, "warehouses", state.pageSize(), FakeCompute::warehouse, "id");
    }
    if (parts.length < 2) {
      String name = call.text("name");
      if (!warehouses.idsWhere(row -> row.path("name").asText().equals(name)).isEmpty()) {
        throw FakeError.exists("SQL warehouse with name `" + name + "`");
      }
      String id = warehouses.add(call.body().deepCopy().put("running", true));
      state.permissions().made("sql/warehouses", id);
      return FakeJson.of("id", id);
    }
    String id = parts[1];
    ObjectNode row = warehouses.get(id);
    if (call.method().equals("GET")) {
      return warehouse(row.deepCopy()).put("id", id);
    }
    if (call.method().equals("DELETE")) {
      warehouses.remove(id);
    } else if (parts[2].equals("edit")) {
      warehouses.replace(
          id, call.body().deepCopy().put("running", row.path("running").asBoolean()));
    } else if (parts[2].equals("stop")) {
      row.put("running", false);
    }
    return FakeJson.object();
  }

  private static ObjectNode warehouse(ObjectNode row) {
    boolean running = row.remove("running").asBoolean();
    return row.put("state", running ? "RUNNING" : "STOPPED")
        .put("num_clusters", 0)
        .put("num_active_sessions", 0L)
        .put("creator_name", FakeScim.ADMIN)
        .put("jdbc_url", "jdbc:spark://here");
  }
}
