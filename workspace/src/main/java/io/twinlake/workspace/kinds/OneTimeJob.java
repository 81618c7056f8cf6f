package io.twinlake.workspace.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.workspace.api.Api;
import io.twinlake.workspace.api.ApiException;
import io.twinlake.workspace.model.Tree;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Runs a generated notebook once, as a run of its own on a small cluster of its own, and removes
 * the notebook again. The run stays in the workspace's list of runs.
 */
final class OneTimeJob {
  /** Notebooks of such runs lie here, and are never carried. */
  static final String PLACE = "/Shared/.twinlake-";

  private static final Duration LOOK = Duration.ofSeconds(5);

  /** Half an hour: a cluster may take a while to start. */
  private static final int LOOKS = 360;

  private static final Set<String> ENDED = Set.of("TERMINATED", "SKIPPED", "INTERNAL_ERROR");

  private final Api api;
  private final Scope.Mounts way;

  OneTimeJob(Api api, Scope.Mounts way) {
    this.api = api;
    this.way = way;
  }

  /**
   * Runs {@code python} and returns what it ended with, {@code dbutils.notebook.exit(...)}.
   *
   * @param title what people see in the list of runs
   * @throws ApiException if it did not end well; the message names the run
   */
  String run(String title, String python) {
    String token = UUID.randomUUID().toString();
    String notebook = PLACE + token.substring(0, 8);
    String text = "# Databricks notebook source\n" + python;
    api.set(
        "POST",
        "/api/2.0/workspace/import",
        Tree.of(
            "path",
            notebook,
            "format",
            "SOURCE",
            "language",
            "PYTHON",
            "overwrite",
            true,
            "content",
            Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))));
    try {
      return output(ended(title, submitted(title, token, notebook)));
    } finally {
      api.delete(
          "POST", "/api/2.0/workspace/delete", Tree.of("path", notebook, "recursive", false));
    }
  }

  /** The token makes a second call harmless. */
  private String submitted(String title, String token, String notebook) {
    ObjectNode task =
        Tree.of("task_key", "run", "notebook_task", Tree.of("notebook_path", notebook));
    task.set("new_cluster", cluster());
    ObjectNode run =
        Tree.of(
            "run_name",
            title,
            "idempotency_token",
            token,
            "timeout_seconds",
            (int) LOOK.multipliedBy(LOOKS).toSeconds(),
            "tasks",
            Tree.array().add(task));
    return api.set("POST", "/api/2.2/jobs/runs/submit", run).path("run_id").asText();
  }

  private ObjectNode cluster() {
    ObjectNode cluster =
        Tree.of(
            "spark_version",
            way.runtime().orElseGet(this::newestRuntime),
            "node_type_id",
            way.nodeType().orElseGet(this::smallestNodeType),
            "num_workers",
            0);
    cluster.set(
        "spark_conf",
        Tree.of("spark.databricks.cluster.profile", "singleNode", "spark.master", "local[*]"));
    cluster.set("custom_tags", Tree.of("ResourceClass", "SingleNode"));
    return cluster;
  }

  private String newestRuntime() {
    JsonNode versions = api.get("/api/2.1/clusters/spark-versions", Map.of()).path("versions");
    return best(
        "runtime",
        stream(versions)
            .filter(v -> v.path("key").asText().matches("\\d+\\.\\d+\\.x-scala.*"))
            .max(
                Comparator.comparing((JsonNode v) -> v.path("name").asText().contains("LTS"))
                    .thenComparing(v -> new BigDecimal(v.path("key").asText().split("\\.x")[0])))
            .map(v -> v.path("key").asText()));
  }

  private String smallestNodeType() {
    JsonNode types = api.get("/api/2.1/clusters/list-node-types", Map.of()).path("node_types");
    return best(
        "node type",
        stream(types)
            .filter(t -> !t.path("is_deprecated").asBoolean() && !t.path("is_hidden").asBoolean())
            .filter(t -> t.path("num_gpus").asInt() == 0)
            .min(
                Comparator.comparing((JsonNode t) -> t.path("memory_mb").asLong())
                    .thenComparing(t -> t.path("node_type_id").asText()))
            .map(t -> t.path("node_type_id").asText()));
  }

  private static Stream<JsonNode> stream(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  private String best(String what, Optional<String> found) {
    return found.orElseThrow(
        () ->
            ApiException.ofCluster(
                "Workspace %s offers no %s for a run of its own. Name one in workspace.mounts."
                    .formatted(api.name(), what)));
  }

  private JsonNode ended(String title, String run) {
    for (int look = 1; ; look++) {
      ObjectNode answer = api.get("/api/2.2/jobs/runs/get", Map.of("run_id", run));
      JsonNode state = answer.path("state");
      if (ENDED.contains(state.path("life_cycle_state").asText())) {
        if (state.path("result_state").asText().equals("SUCCESS")) {
          return answer;
        }
        throw failed(title, run, state.path("state_message").asText("it said nothing"));
      }
      if (look == LOOKS) {
        throw failed(title, run, "it did not end in half an hour");
      }
      api.waiting().sleep(LOOK);
    }
  }

  private ApiException failed(String title, String run, String why) {
    return ApiException.ofCluster(
        "Run %s (%s) of workspace %s did not end well: %s. Look at it there, and run again."
            .formatted(run, title, api.name(), why.lines().findFirst().orElse("")));
  }

  private String output(JsonNode run) {
    String task = run.path("tasks").path(0).path("run_id").asText(run.path("run_id").asText());
    return api.get("/api/2.2/jobs/runs/get-output", Map.of("run_id", task))
        .path("notebook_output")
        .path("result")
        .asText();
  }

  /** What a run would be seen by in a listing of the tree. */
  static boolean isOurs(String path) {
    return path.startsWith(PLACE) || path.startsWith("/Workspace" + PLACE);
  }
}
