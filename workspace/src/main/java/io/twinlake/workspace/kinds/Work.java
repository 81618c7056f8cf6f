package io.twinlake.workspace.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.workspace.api.Api;
import io.twinlake.workspace.api.ApiException;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Tree;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Jobs, pipelines and what jobs run. */
final class Work {
  /** What a job's answer has in pages of a hundred. */
  private static final List<String> PAGED =
      List.of("tasks", "job_clusters", "environments", "parameters");

  private static final String EMAIL = "email";
  private static final String UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

  private Work() {}

  static Rest jobs() {
    return new Rest(Kind.JOB, "job_id")
        .listed("/api/2.2/jobs/list", "jobs", Map.of("limit", 100))
        .read(Work::wholeJob)
        .created("/api/2.2/jobs/create")
        .updated("POST", "/api/2.2/jobs/reset")
        .deleted("POST", "/api/2.2/jobs/delete")
        .marked(Mark.TAGS)
        // A bundle that made the job does not know its copy.
        .without("format", "deployment", "edit_mode")
        .defaults(Map.of("timeout_seconds", "0"))
        .normalised(Work::job)
        .updateBody((id, body, there) -> Tree.of("job_id", number(id), "new_settings", body));
  }

  static Object number(String id) {
    return id.matches("\\d{1,18}") ? (Object) Long.valueOf(id) : id;
  }

  /** The SDK returns the first hundred tasks only, and the others as if they were not there. */
  static ObjectNode wholeJob(Api api, String id) {
    Map<String, Object> query = new LinkedHashMap<>(Map.of("job_id", id));
    ObjectNode job = api.get("/api/2.2/jobs/get", query);
    String token = job.path("next_page_token").asText("");
    while (!token.isEmpty()) {
      query.put("page_token", token);
      ObjectNode page = api.get("/api/2.2/jobs/get", query);
      for (String field : PAGED) {
        if (page.path("settings").path(field) instanceof ArrayNode more) {
          job.withObject("/settings").withArray(field).addAll(more);
        }
      }
      token = page.path("next_page_token").asText("");
    }
    return job;
  }

  private static ObjectNode job(ObjectNode raw) {
    ObjectNode settings = (ObjectNode) raw.path("settings").deepCopy();
    String runAs = raw.path("run_as_user_name").asText("");
    if (!settings.has("run_as") && !runAs.isEmpty()) {
      settings.set(
          "run_as",
          runAs.matches(UUID)
              ? Tree.of("service_principal_name", runAs)
              : Tree.of("user_name", runAs));
    }
    settings.findParents("instance_pool_id").stream()
        .map(ObjectNode.class::cast)
        .forEach(Compute::fromPool);
    withStatus(settings);
    if (!settings.has("max_concurrent_runs")) {
      settings.put("max_concurrent_runs", 1);
    }
    settings.path("tasks").forEach(task -> plain(task, settings.has("git_source")));
    return settings;
  }

  /** What a workspace adds to a task by itself says nothing. */
  private static void plain(JsonNode task, boolean fromGit) {
    if (!(task instanceof ObjectNode found)) {
      return;
    }
    Fields.dropDefaults(found, Map.of("run_if", "ALL_SUCCESS", "timeout_seconds", "0"));
    if (!fromGit && found.path("notebook_task") instanceof ObjectNode notebook) {
      Fields.dropDefaults(notebook, Map.of("source", "WORKSPACE"));
    }
    plain(found.path("for_each_task").path("task"), fromGit);
  }

  /** Without a status a schedule is active. Written out, both ways are equal. */
  static void withStatus(ObjectNode settings) {
    for (String starter : List.of("schedule", "continuous", "trigger")) {
      active(settings.path(starter));
    }
    settings.path("triggers").forEach(Work::active);
  }

  private static void active(JsonNode starter) {
    if (starter instanceof ObjectNode found && !found.has("pause_status")) {
      found.put("pause_status", "UNPAUSED");
    }
  }

  static Rest pipelines() {
    return new Rest(Kind.PIPELINE, "pipeline_id")
        .listed("/api/2.0/pipelines", "statuses", Map.of("max_results", 100))
        .read((api, id) -> api.get("/api/2.0/pipelines/" + id, Map.of()))
        .created("/api/2.0/pipelines")
        .updated("PUT", "/api/2.0/pipelines/{id}")
        .deleted("DELETE", "/api/2.0/pipelines/{id}")
        .marked(Mark.TAGS)
        .without("id", "deployment")
        .defaults(Map.of("development", "false"))
        .normalised(Work::pipeline)
        .createBody(
            (correlation, body) -> {
              body.put("allow_duplicate_names", true);
              return body;
            })
        .updateBody((id, body, there) -> body.put("id", id).put("allow_duplicate_names", true));
  }

  private static ObjectNode pipeline(ObjectNode raw) {
    ObjectNode spec = (ObjectNode) raw.path("spec").deepCopy();
    String runAs = raw.path("run_as_user_name").asText("");
    if (!runAs.isEmpty() && !spec.has("run_as")) {
      spec.set("run_as", Tree.of("user_name", runAs));
    }
    if (!spec.has("continuous")) {
      spec.put("continuous", false);
    }
    if (spec.path("storage").asText().matches("dbfs:/pipelines/" + UUID)) {
      spec.remove("storage");
    }
    return spec;
  }

  static Rest queries() {
    return new Rest(Kind.QUERY, "id")
        .listed("/api/2.0/sql/queries", "results", Map.of("page_size", 100))
        .read("/api/2.0/sql/queries/{id}")
        .named("display_name")
        .created("/api/2.0/sql/queries")
        .updated("PATCH", "/api/2.0/sql/queries/{id}")
        .deleted("DELETE", "/api/2.0/sql/queries/{id}")
        .without(
            "create_time",
            "update_time",
            "lifecycle_state",
            "owner_user_name",
            "last_modifier_user_name")
        .createBody((correlation, body) -> Tree.of("query", body))
        .updateBody(
            (id, body, there) ->
                Tree.of("query", body.without("parent_path"), "update_mask", mask(body)));
  }

  static Rest alerts() {
    return new Rest(Kind.ALERT, "id")
        .listed("/api/2.0/alerts", "alerts", Map.of("page_size", 100))
        .read("/api/2.0/alerts/{id}")
        .named("display_name")
        .created("/api/2.0/alerts")
        .updated("PATCH", "/api/2.0/alerts/{id}?update_mask=*")
        .deleted("DELETE", "/api/2.0/alerts/{id}")
        .without(
            "create_time",
            "update_time",
            "lifecycle_state",
            "owner_user_name",
            "run_as_user_name",
            "effective_run_as",
            "evaluation/state",
            "evaluation/last_evaluated_at");
  }

  /** Addresses of e-mail are told; those of other services are not, and people make them. */
  static Rest notificationDestinations() {
    return new Rest(Kind.NOTIFICATION_DESTINATION, "id")
        .listed("/api/2.0/notification-destinations", "results", Map.of("page_size", 100))
        .read("/api/2.0/notification-destinations/{id}")
        .named("display_name")
        .created("/api/2.0/notification-destinations")
        .updated("PATCH", "/api/2.0/notification-destinations/{id}")
        .deleted("DELETE", "/api/2.0/notification-destinations/{id}")
        .normalised(
            raw -> {
              if (!raw.path("config").has(EMAIL)) {
                raw.remove("config");
              }
              return raw;
            })
        .createBody(
            (correlation, body) -> {
              if (!body.path("config").has(EMAIL)) {
                throw ApiException.cannotBeMade(
                    "Its address cannot be read. Make a destination of that name and type (%s) at the target; the next import takes it."
                        .formatted(body.path("destination_type").asText()));
              }
              body.remove("destination_type");
              return body;
            })
        .updateBody(
            (id, body, there) -> {
              body.remove("destination_type");
              return body;
            });
  }

  static Rest dashboards() {
    return new Rest(Kind.DASHBOARD, "dashboard_id")
        .listed("/api/2.0/lakeview/dashboards", "dashboards", Map.of("page_size", 100))
        .read("/api/2.0/lakeview/dashboards/{id}")
        .named("display_name")
        .created("/api/2.0/lakeview/dashboards")
        .updated("PATCH", "/api/2.0/lakeview/dashboards/{id}")
        .deleted("DELETE", "/api/2.0/lakeview/dashboards/{id}")
        .without("create_time", "update_time", "etag", "lifecycle_state", "path")
        .updateBody((id, body, there) -> body.without("parent_path"));
  }

  private static String mask(ObjectNode body) {
    StringBuilder names = new StringBuilder();
    body.fieldNames()
        .forEachRemaining(
            name -> {
              if (!name.equals("parent_path")) {
                names.append(names.isEmpty() ? "" : ",").append(name);
              }
            });
    return names.toString();
  }
}
