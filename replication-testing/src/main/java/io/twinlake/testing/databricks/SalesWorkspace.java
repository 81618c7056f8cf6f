package io.twinlake.testing.databricks;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A workspace as a company may have it: people in nested groups, notebooks, pools, policies,
 * clusters, and jobs that refer to each other in circles.
 */
public final class SalesWorkspace {
  private final FakeWorkspace workspace;

  private SalesWorkspace(FakeWorkspace workspace) {
    this.workspace = workspace;
  }

  /** Fills {@code workspace} with it. */
  public static void fill(FakeWorkspace workspace) {
    new SalesWorkspace(workspace).fill();
  }

  private void fill() {
    people();
    tree();
    String pool = pool();
    String policy = policy(pool);
    String etl = cluster("etl", Map.of("node_type_id", "Standard_DS3_v2"));
    String adhoc = cluster("adhoc", Map.of("instance_pool_id", pool, "policy_id", policy));
    workspace.call(
        "POST",
        "/api/2.0/libraries/install",
        "cluster_id",
        etl,
        "libraries",
        List.of(
            Map.of("jar", "dbfs:/FileStore/jars/sales.jar"),
            Map.of("whl", "/Volumes/main/default/libs/common.whl"),
            Map.of("pypi", Map.of("package", "pandas"))));
    String warehouse = warehouse();
    String query =
        workspace
            .call(
                "POST",
                "/api/2.0/sql/queries",
                "query",
                Map.of(
                    "display_name",
                    "Revenue",
                    "warehouse_id",
                    warehouse,
                    "query_text",
                    "select 1",
                    "parent_path",
                    "/Workspace/Shared"))
            .path("id")
            .asText();
    String pipeline = pipeline();
    workspace.call(
        "POST",
        "/api/2.0/ip-access-lists",
        "label",
        "office",
        "list_type",
        "ALLOW",
        "ip_addresses",
        List.of("192.0.2.0/24"));
    jobs(etl, adhoc, warehouse, query, pipeline);
    rights(etl, adhoc);
  }

  private String id(String path, String field, Object... body) {
    return workspace.call("POST", path, body).path(field).asText();
  }

  private void people() {
    String scim = "/api/2.0/preview/scim/v2/";
    String ann =
        id(
            scim + "Users",
            "id",
            "userName",
            "Ann@example.com",
            "active",
            true,
            "displayName",
            "Ann");
    String bob = id(scim + "Users", "id", "userName", "bob@example.com", "active", true);
    String robot =
        id(
            scim + "ServicePrincipals",
            "id",
            "applicationId",
            "11111111-2222-3333-4444-555555555555",
            "displayName",
            "loader",
            "active",
            true);
    String analysts =
        id(
            scim + "Groups",
            "id",
            "displayName",
            "analysts",
            "members",
            List.of(Map.of("value", bob)));
    id(
        scim + "Groups",
        "id",
        "displayName",
        "engineers",
        "entitlements",
        List.of(Map.of("value", "allow-cluster-create")),
        "members",
        List.of(Map.of("value", ann), Map.of("value", robot), Map.of("value", analysts)));
    workspace.call("POST", "/api/2.0/secrets/scopes/create", "scope", "lake");
    workspace.call(
        "POST",
        "/api/2.0/secrets/put",
        "scope",
        "lake",
        "key",
        "sp-secret",
        "string_value",
        "not-a-real-secret");
    workspace.call(
        "POST",
        "/api/2.0/secrets/acls/put",
        "scope",
        "lake",
        "principal",
        "engineers",
        "permission",
        "READ");
    workspace.call(
        "POST",
        "/api/2.0/secrets/scopes/create",
        "scope",
        "vault",
        "scope_backend_type",
        "AZURE_KEYVAULT",
        "backend_azure_keyvault",
        Map.of(
            "resource_id",
            "/subscriptions/s/resourceGroups/east/providers/Microsoft.KeyVault/vaults/sales-east",
            "dns_name",
            "https://sales-east.vault.azure.net/"));
  }

  private void notebook(String path, String language, String text) {
    workspace.call(
        "POST",
        "/api/2.0/workspace/import",
        "path",
        path,
        "format",
        "SOURCE",
        "language",
        language,
        "overwrite",
        true,
        "content",
        Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
  }

  private void tree() {
    for (String path :
        List.of("/Users/ann@example.com/etl", "/Users/bob@example.com", "/Shared/räume/日本")) {
      workspace.call("POST", "/api/2.0/workspace/mkdirs", "path", path);
    }
    notebook(
        "/Users/ann@example.com/etl/orders",
        "PYTHON",
        "# Databricks notebook source\ndisplay(spark.table('orders'))\n");
    notebook(
        "/Users/ann@example.com/etl/load",
        "SCALA",
        "// Databricks notebook source\nspark.read.load(\"/mnt/raw\")\n");
    notebook("/Shared/räume/日本/Übersicht", "SQL", "-- Databricks notebook source\nselect 1\n");
    workspace.upload(
        "/api/2.0/workspace-files/import-file/Shared/räume/requirements.txt",
        "pandas==2.2\n".getBytes(StandardCharsets.UTF_8));
    // A file of the stem of a notebook is another object.
    workspace.upload(
        "/api/2.0/workspace-files/import-file/Users/ann@example.com/etl/orders.py",
        "x = 1\n".getBytes(StandardCharsets.UTF_8));
    workspace.call("POST", "/api/2.0/workspace/mkdirs", "path", "/Repos/ann@example.com");
    String repo =
        id(
            "/api/2.0/repos",
            "id",
            "url",
            "https://example.com/sales.git",
            "provider",
            "gitHub",
            "path",
            "/Repos/ann@example.com/sales");
    workspace.call("PATCH", "/api/2.0/repos/" + repo, "branch", "release");
    workspace.upload(
        "/api/2.0/fs/files/Volumes/main/default/libs/common.whl",
        "whl".getBytes(StandardCharsets.UTF_8));
    dbfs("/FileStore/jars/sales.jar", "jar".repeat(500_000));
    dbfs("/databricks/init/etl/setup.sh", "echo etl\n");
    dbfs("/databricks/scripts/common.sh", "echo common\n");
    workspace.call(
        "POST",
        "/api/2.0/global-init-scripts",
        "name",
        "proxy",
        "enabled",
        true,
        "script",
        Base64.getEncoder().encodeToString("export PROXY=1".getBytes(StandardCharsets.UTF_8)));
  }

  private void dbfs(String path, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    long handle =
        workspace
            .call("POST", "/api/2.0/dbfs/create", "path", path, "overwrite", true)
            .path("handle")
            .asLong();
    for (int at = 0; at < bytes.length; at += 1_000_000) {
      byte[] part = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + 1_000_000));
      workspace.call(
          "POST",
          "/api/2.0/dbfs/add-block",
          "handle",
          handle,
          "data",
          Base64.getEncoder().encodeToString(part));
    }
    workspace.call("POST", "/api/2.0/dbfs/close", "handle", handle);
  }

  private String pool() {
    return id(
        "/api/2.0/instance-pools/create",
        "instance_pool_id",
        "instance_pool_name",
        "warm",
        "node_type_id",
        "Standard_DS3_v2",
        "min_idle_instances",
        2,
        "max_capacity",
        20,
        "custom_tags",
        Map.of("team", "sales"),
        "azure_attributes",
        Map.of("availability", "SPOT_AZURE", "spot_bid_max_price", -1));
  }

  private String policy(String pool) {
    return id(
        "/api/2.0/policies/clusters/create",
        "policy_id",
        "name",
        "pooled",
        "definition",
        "{\"instance_pool_id\":{\"type\":\"fixed\",\"value\":\"%s\"},\"spark_conf.lake\":{\"type\":\"fixed\",\"value\":\"abfss://raw@saleseast.dfs.core.windows.net/\"}}"
            .formatted(pool));
  }

  private String cluster(String name, Map<String, Object> more) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("cluster_name", name);
    body.put("spark_version", "14.3.x-scala2.12");
    body.put("autoscale", Map.of("min_workers", 1, "max_workers", 8));
    body.put("autotermination_minutes", 60);
    body.put("custom_tags", Map.of("team", "sales"));
    body.put("data_security_mode", "SINGLE_USER");
    body.put("runtime_engine", "PHOTON");
    body.put(
        "spark_conf",
        Map.of(
            "fs.azure.account.oauth2.client.secret",
            "{{secrets/lake/sp-secret}}",
            "spark.lake.root",
            "abfss://raw@saleseast.dfs.core.windows.net/"));
    body.put(
        "init_scripts",
        List.of(Map.of("dbfs", Map.of("destination", "dbfs:/databricks/scripts/common.sh"))));
    body.putAll(more);
    if (more.containsKey("node_type_id")) {
      body.put(
          "azure_attributes",
          Map.of(
              "availability", "ON_DEMAND_AZURE", "first_on_demand", 1, "spot_bid_max_price", -1));
    }
    String id =
        id(
            "/api/2.1/clusters/create",
            "cluster_id",
            body.entrySet().stream().flatMap(e -> Stream.of(e.getKey(), e.getValue())).toArray());
    workspace.call("POST", "/api/2.1/clusters/delete", "cluster_id", id);
    return id;
  }

  private String warehouse() {
    return id(
        "/api/2.0/sql/warehouses",
        "id",
        "name",
        "BI",
        "cluster_size",
        "Small",
        "auto_stop_mins",
        10);
  }

  private String pipeline() {
    return id(
        "/api/2.0/pipelines",
        "pipeline_id",
        "name",
        "bronze",
        "continuous",
        true,
        "libraries",
        List.of(Map.of("notebook", Map.of("path", "/Users/ann@example.com/etl/load"))),
        "target",
        "bronze");
  }

  private String onCall() {
    return id(
        "/api/2.0/notification-destinations",
        "id",
        "display_name",
        "on-call",
        "config",
        Map.of("email", Map.of("addresses", List.of("on-call@example.com"))));
  }

  private String job(Object... body) {
    return id("/api/2.2/jobs/create", "job_id", body);
  }

  private static Map<String, Object> notebookTask(String key, String cluster) {
    return Map.of(
        "task_key",
        key,
        "existing_cluster_id",
        cluster,
        "notebook_task",
        Map.of(
            "notebook_path",
            "/Users/ann@example.com/etl/orders",
            "base_parameters",
            Map.of("cluster", cluster)));
  }

  private void jobs(String etl, String adhoc, String warehouse, String query, String pipeline) {
    Map<String, Object> nightly =
        Map.of(
            "quartz_cron_expression",
            "0 0 2 * * ?",
            "timezone_id",
            "UTC",
            "pause_status",
            "UNPAUSED");
    String load =
        job(
            "name",
            "load",
            "tasks",
            List.of(notebookTask("load", etl)),
            "schedule",
            nightly,
            "max_concurrent_runs",
            3,
            "run_as",
            Map.of("user_name", "ann@example.com"),
            "webhook_notifications",
            Map.of("on_failure", List.of(Map.of("id", onCall()))));
    notebook(
        "/Users/bob@example.com/by hand",
        "PYTHON",
        "# Databricks notebook source\nrun_now(job_id = %s)\n".formatted(load));
    // Names are not unique.
    job("name", "load", "tasks", List.of(notebookTask("other", adhoc)));
    job(
        "name",
        "paused",
        "tasks",
        List.of(notebookTask("x", etl)),
        "schedule",
        Map.of(
            "quartz_cron_expression",
            "0 0 5 * * ?",
            "timezone_id",
            "UTC",
            "pause_status",
            "PAUSED"));
    job(
        "name",
        "stream",
        "tasks",
        List.of(notebookTask("s", adhoc)),
        "continuous",
        Map.of("pause_status", "UNPAUSED"));
    job(
        "name",
        "arrivals",
        "tasks",
        List.of(
            Map.of(
                "task_key",
                "each",
                "for_each_task",
                Map.of("inputs", "[1,2]", "concurrency", 2, "task", notebookTask("inner", etl)),
                "some_new_task",
                Map.of("kept", true)),
            Map.of(
                "task_key",
                "sql",
                "run_if",
                "SOME_NEW_CONDITION",
                "depends_on",
                List.of(Map.of("task_key", "each")),
                "sql_task",
                Map.of("warehouse_id", warehouse, "query", Map.of("query_id", query))),
            Map.of("task_key", "dlt", "pipeline_task", Map.of("pipeline_id", pipeline)),
            Map.of(
                "task_key",
                "after",
                "depends_on",
                List.of(Map.of("task_key", "sql")),
                "run_job_task",
                Map.of("job_id", Long.parseLong(load)))),
        "trigger",
        Map.of(
            "pause_status",
            "UNPAUSED",
            "file_arrival",
            Map.of("url", "abfss://landing@saleseast.dfs.core.windows.net/in/")),
        "brand_new_field",
        Map.of("kept", 1));
    // Two jobs that call each other.
    String ping = job("name", "ping", "tasks", List.of(notebookTask("p", etl)));
    String pong =
        job(
            "name",
            "pong",
            "tasks",
            List.of(
                Map.of(
                    "task_key", "back", "run_job_task", Map.of("job_id", Long.parseLong(ping)))));
    workspace.call(
        "POST",
        "/api/2.2/jobs/reset",
        "job_id",
        Long.parseLong(ping),
        "new_settings",
        Map.of(
            "name",
            "ping",
            "tasks",
            List.of(
                notebookTask("p", etl),
                Map.of(
                    "task_key",
                    "on",
                    "depends_on",
                    List.of(Map.of("task_key", "p")),
                    "run_job_task",
                    Map.of("job_id", Long.parseLong(pong))))));
    List<Object> many = new ArrayList<>();
    for (int i = 0; i < 101; i++) {
      many.add(
          Map.of(
              "task_key",
              "t" + i,
              "job_cluster_key",
              "small",
              "notebook_task",
              Map.of("notebook_path", "/Users/ann@example.com/etl/load")));
    }
    job(
        "name",
        "wide",
        "tasks",
        many,
        "job_clusters",
        List.of(
            Map.of(
                "job_cluster_key",
                "small",
                "new_cluster",
                Map.of(
                    "spark_version",
                    "14.3.x-scala2.12",
                    "node_type_id",
                    "Standard_DS4_v2",
                    "num_workers",
                    1))));
  }

  private void rights(String etl, String adhoc) {
    workspace.call(
        "PUT",
        "/api/2.0/permissions/clusters/" + etl,
        "access_control_list",
        List.of(
            Map.of("group_name", "engineers", "permission_level", "CAN_MANAGE"),
            Map.of("user_name", "bob@example.com", "permission_level", "CAN_ATTACH_TO")));
    workspace.call(
        "PUT",
        "/api/2.0/permissions/clusters/" + adhoc,
        "access_control_list",
        List.of(Map.of("group_name", "analysts", "permission_level", "CAN_RESTART")));
    String path = "/api/2.0/workspace/get-status?path=/Users/ann@example.com/etl";
    String directory = workspace.call("GET", path).path("object_id").asText();
    workspace.call(
        "PUT",
        "/api/2.0/permissions/directories/" + directory,
        "access_control_list",
        List.of(Map.of("group_name", "analysts", "permission_level", "CAN_READ")));
    JsonNode jobs = workspace.call("GET", "/api/2.2/jobs/list").path("jobs");
    workspace.call(
        "PUT",
        "/api/2.0/permissions/jobs/" + jobs.get(0).path("job_id").asText(),
        "access_control_list",
        List.of(
            Map.of("user_name", "ann@example.com", "permission_level", "IS_OWNER"),
            Map.of("group_name", "analysts", "permission_level", "CAN_VIEW")));
  }
}
