package io.twinlake.testing.databricks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Jobs, pipelines, queries, alerts and dashboards. */
final class FakeWork implements FakeArea {
  private static final Set<String> SETTINGS =
      Set.of(
          "budget_policy_id",
          "continuous",
          "deployment",
          "description",
          "edit_mode",
          "email_notifications",
          "environments",
          "format",
          "git_source",
          "health",
          "job_clusters",
          "max_concurrent_runs",
          "name",
          "notification_settings",
          "parameters",
          "parent_path",
          "performance_target",
          "queue",
          "run_as",
          "schedule",
          "tags",
          "tasks",
          "timeout_seconds",
          "trigger",
          "triggers",
          "usage_policy_id",
          "webhook_notifications",
          "brand_new_field");

  private final FakeState state;
  private final FakeCompute compute;
  private final FakeAdmin admin;
  private final FakeTable jobs;
  private final FakeTable pipelines;
  private final Map<String, FakeTable> simple;

  FakeWork(FakeState state, FakeCompute compute, FakeAdmin admin) {
    this.admin = admin;
    this.state = state;
    this.compute = compute;
    jobs = new FakeTable(state, "Job", () -> "" + state.number());
    pipelines = new FakeTable(state, "Pipeline", state::uuid);
    simple =
        Map.of(
            "sql/queries", new FakeTable(state, "Query", state::uuid),
            "alerts", new FakeTable(state, "Alert", state::uuid),
            "lakeview/dashboards", new FakeTable(state, "Dashboard", () -> state.hex(32)));
  }

  @Override
  public Optional<ObjectNode> answer(FakeCall call) {
    if (call.path().startsWith("/api/2.2/jobs/")) {
      return Optional.of(jobs(call.after("/api/2.2/jobs/"), call));
    }
    if (call.path().startsWith("/api/2.0/pipelines")) {
      return Optional.of(pipelines(call.after("/api/2.0/pipelines"), call));
    }
    for (Map.Entry<String, FakeTable> table : simple.entrySet()) {
      String prefix = "/api/2.0/" + table.getKey();
      if (call.path().startsWith(prefix)) {
        return Optional.of(simple(table.getKey(), table.getValue(), call.after(prefix), call));
      }
    }
    return Optional.empty();
  }

  ObjectNode settings(String job) {
    return jobs.get(job);
  }

  private ObjectNode jobs(String what, FakeCall call) {
    String id = call.text("job_id");
    switch (what) {
      case "list":
        return jobs.page(call, "jobs", state.pageSize(), row -> summary(row), "job_id");
      case "get":
        return job(id, call);
      case "create":
        ObjectNode made = checked(call.body().deepCopy());
        if (!made.has("run_as")) {
          made.set("run_as", FakeJson.of("user_name", FakeScim.ADMIN));
        }
        String newId = jobs.add(made);
        state.permissions().made("jobs", newId);
        return FakeJson.of("job_id", Long.parseLong(newId));
      case "reset":
        ObjectNode wanted = checked((ObjectNode) call.body().path("new_settings").deepCopy());
        if (!wanted.has("run_as")) {
          wanted.set("run_as", jobs.get(id).path("run_as")); // As the real one keeps it.
        }
        jobs.replace(id, wanted);
        return FakeJson.object();
      case "update":
        update(jobs.get(id), (ObjectNode) call.body().path("new_settings"));
        return FakeJson.object();
      case "delete":
        jobs.remove(id);
        return FakeJson.object();
      default:
        throw new FakeError(404, "ENDPOINT_NOT_FOUND", call.path());
    }
  }

  private static ObjectNode summary(ObjectNode row) {
    ObjectNode settings = row.deepCopy();
    settings.remove(List.of("tasks", "job_clusters", "parameters", "run_as"));
    return FakeJson.of(
        "settings", settings, "created_time", 1L, "creator_user_name", FakeScim.ADMIN);
  }

  /** Tasks and job clusters come in pages of a hundred. */
  private ObjectNode job(String id, FakeCall call) {
    ObjectNode settings = jobs.get(id).deepCopy();
    JsonNode runAs = settings.remove("run_as");
    int from = call.number("page_token", 0);
    boolean more = false;
    for (String field : List.of("tasks", "job_clusters", "environments", "parameters")) {
      if (settings.path(field) instanceof ArrayNode all) {
        ArrayNode page = FakeJson.array();
        for (int i = from; i < Math.min(all.size(), from + 100); i++) {
          page.add(all.get(i));
        }
        more |= all.size() > from + 100;
        settings.set(field, page);
      }
    }
    ObjectNode answer =
        FakeJson.of(
            "job_id",
            Long.parseLong(id),
            "creator_user_name",
            FakeScim.ADMIN,
            "created_time",
            1L,
            "run_as_user_name",
            runAs.elements().next().asText(),
            "settings",
            settings);
    if (more) {
      answer.put("next_page_token", "" + (from + 100)).put("has_more", true);
    }
    return answer;
  }

  private ObjectNode checked(ObjectNode settings) {
    settings
        .fieldNames()
        .forEachRemaining(
            field -> {
              if (!SETTINGS.contains(field)) {
                throw FakeError.invalid("Unknown field " + field);
              }
            });
    JsonNode runAs = settings.path("run_as");
    runAs
        .properties()
        .forEach(
            who -> {
              if (!state.scim().knows(who.getKey(), who.getValue().asText())) {
                throw FakeError.invalid("run_as " + who.getValue().asText() + " does not exist");
              }
            });
    for (JsonNode event : settings.path("webhook_notifications")) {
      for (JsonNode destination : event) {
        if (!admin.hasDestination(destination.path("id").asText())) {
          throw FakeError.invalid("Webhook " + destination.path("id").asText() + " not found");
        }
      }
    }
    Set<String> keys = new HashSet<>();
    for (JsonNode task : settings.path("tasks")) {
      if (!keys.add(task.path("task_key").asText())) {
        throw FakeError.invalid("Duplicate task key");
      }
      check(task);
    }
    for (JsonNode task : settings.path("tasks")) {
      for (JsonNode needed : task.path("depends_on")) {
        if (!keys.contains(needed.path("task_key").asText())) {
          throw FakeError.invalid("Dependency on an unknown task");
        }
      }
      if (!task.has("run_if")) {
        ((ObjectNode) task).put("run_if", "ALL_SUCCESS");
      }
    }
    for (JsonNode cluster : settings.path("job_clusters")) {
      compute.checkCluster(((ObjectNode) cluster.path("new_cluster")).deepCopy());
    }
    if (!settings.has("max_concurrent_runs")) {
      settings.put("max_concurrent_runs", 1);
    }
    settings.put("format", "MULTI_TASK");
    settings.withObject("/email_notifications");
    if (!settings.has("timeout_seconds")) {
      settings.put("timeout_seconds", 0);
    }
    return settings;
  }

  private void check(JsonNode task) {
    String cluster = task.path("existing_cluster_id").asText("");
    if (!cluster.isEmpty() && !compute.hasCluster(cluster)) {
      throw FakeError.invalid("The cluster " + cluster + " does not exist.");
    }
    String job = task.path("run_job_task").path("job_id").asText("");
    if (!job.isEmpty() && !jobs.has(job)) {
      throw FakeError.invalid("Job " + job + " does not exist.");
    }
    String pipeline = task.path("pipeline_task").path("pipeline_id").asText("");
    if (!pipeline.isEmpty() && !pipelines.has(pipeline)) {
      throw FakeError.invalid("Pipeline " + pipeline + " does not exist.");
    }
    for (String field : List.of("sql_task", "notebook_task", "alert_task", "dashboard_task")) {
      String warehouse = task.path(field).path("warehouse_id").asText("");
      if (!warehouse.isEmpty() && !compute.hasWarehouse(warehouse)) {
        throw FakeError.invalid("Warehouse " + warehouse + " does not exist.");
      }
    }
    if (task.path("new_cluster") instanceof ObjectNode own) {
      compute.checkCluster(own.deepCopy());
    }
    if (task.path("for_each_task").path("task") instanceof ObjectNode inner) {
      check(inner);
    }
  }

  private static void update(ObjectNode settings, ObjectNode wanted) {
    settings.setAll(wanted.deepCopy());
  }

  private ObjectNode pipelines(String rest, FakeCall call) {
    String id = rest.isEmpty() ? "" : rest.substring(1);
    if (id.isEmpty() && call.method().equals("GET")) {
      return pipelines.page(
          call,
          "statuses",
          state.pageSize(),
          row -> FakeJson.of("name", row.path("name"), "state", "IDLE"),
          "pipeline_id");
    }
    if (id.isEmpty()) {
      ObjectNode spec = call.body().deepCopy();
      spec.remove("allow_duplicate_names");
      String made = pipelines.add(spec);
      state.permissions().made("pipelines", made);
      return FakeJson.of("pipeline_id", made);
    }
    switch (call.method()) {
      case "GET":
        ObjectNode spec = pipelines.get(id).deepCopy().put("id", id);
        JsonNode runAs = spec.remove("run_as");
        if (!spec.has("storage")) {
          spec.put("storage", "dbfs:/pipelines/" + id);
        }
        ObjectNode answer = FakeJson.of("pipeline_id", id, "state", "IDLE", "spec", spec);
        answer.put("name", spec.path("name").asText());
        return answer.put(
            "run_as_user_name", runAs == null ? FakeScim.ADMIN : runAs.elements().next().asText());
      case "PUT":
        ObjectNode wanted = call.body().deepCopy();
        wanted.remove(List.of("allow_duplicate_names", "id", "pipeline_id"));
        pipelines.replace(id, wanted);
        return FakeJson.object();
      default:
        pipelines.remove(id);
        return FakeJson.object();
    }
  }

  private ObjectNode simple(String type, FakeTable table, String rest, FakeCall call) {
    String id = rest.isEmpty() ? "" : rest.substring(1);
    String idField = type.startsWith("lakeview") ? "dashboard_id" : "id";
    if (id.isEmpty() && call.method().equals("GET")) {
      String field =
          switch (type) {
            case "sql/queries" -> "results";
            case "alerts" -> "alerts";
            default -> "dashboards";
          };
      return table.page(
          call,
          field,
          state.pageSize(),
          row -> type.equals("sql/queries") ? row.without(List.of("parent_path")) : row,
          idField);
    }
    if (id.isEmpty()) {
      ObjectNode row =
          type.equals("sql/queries")
              ? (ObjectNode) call.body().path("query").deepCopy()
              : call.body().deepCopy();
      check(FakeJson.of("sql_task", row));
      String made = table.add(row);
      state
          .permissions()
          .made(
              switch (type) {
                case "alerts" -> "alertsv2";
                case "lakeview/dashboards" -> "dashboards";
                default -> type;
              },
              made);
      return row.deepCopy().put(idField, made);
    }
    switch (call.method()) {
      case "GET":
        return table
            .get(id)
            .deepCopy()
            .put(idField, id)
            .put("create_time", "2026-01-01T00:00:00Z")
            .put("update_time", "2026-01-02T00:00:00Z");
      case "PATCH":
        table
            .get(id)
            .setAll(
                type.equals("sql/queries")
                    ? (ObjectNode) call.body().path("query")
                    : call.body().deepCopy());
        return FakeJson.object();
      default:
        table.remove(id);
        return FakeJson.object();
    }
  }
}
