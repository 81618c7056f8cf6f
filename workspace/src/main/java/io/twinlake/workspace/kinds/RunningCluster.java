package io.twinlake.workspace.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.workspace.api.Api;
import io.twinlake.workspace.api.ApiException;
import io.twinlake.workspace.api.Pages;
import io.twinlake.workspace.model.Tree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A cluster that runs a few lines for us. It is started for it, and then stopped again. */
final class RunningCluster implements AutoCloseable {
  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final int LOOKS = 240;

  private final Api api;
  private final String id;
  private final boolean startedByUs;

  private RunningCluster(Api api, String id, boolean startedByUs) {
    this.api = api;
    this.id = id;
    this.startedByUs = startedByUs;
  }

  private static List<ObjectNode> all(Api api, String name) {
    List<ObjectNode> named = new ArrayList<>();
    Pages.byToken(
        api,
        "/api/2.1/clusters/list",
        Map.of("page_size", 100),
        "clusters",
        cluster -> {
          if (cluster.path("cluster_name").asText().equals(name)) {
            named.add(cluster);
          }
        });
    return named;
  }

  /** Whether there is any cluster of that name. */
  static boolean isThere(Api api, String name) {
    return !all(api, name).isEmpty();
  }

  static RunningCluster named(Api api, String name) {
    List<ObjectNode> named = all(api, name);
    if (named.size() != 1) {
      throw failed(
          "Workspace %s has %d clusters called %s. workspace.mounts.cluster must name one that both sides have."
              .formatted(api.name(), named.size(), name));
    }
    String id = named.get(0).path("cluster_id").asText();
    boolean rests = named.get(0).path("state").asText().equals("TERMINATED");
    if (rests) {
      api.set("POST", "/api/2.1/clusters/start", Tree.of("cluster_id", id));
    }
    RunningCluster cluster = new RunningCluster(api, id, rests);
    cluster.until("/api/2.1/clusters/get", Map.of("cluster_id", id), "state", "RUNNING", "ERROR");
    return cluster;
  }

  private JsonNode until(
      String path, Map<String, ?> query, String field, String wanted, String wrong) {
    for (int look = 1; ; look++) {
      ObjectNode answer = api.get(path, query);
      String state = answer.path(field).asText();
      if (state.equals(wanted)) {
        return answer;
      }
      if (state.equals(wrong) || look == LOOKS) {
        throw failed(
            "Cluster %s of workspace %s is %s and was to be %s. Look at its events, and run again."
                .formatted(id, api.name(), state, wanted));
      }
      api.waiting().sleep(LOOK);
    }
  }

  /**
   * Runs Python and returns what it printed.
   *
   * @throws ApiException if it failed; the message has the first line of what it said
   */
  String run(String code) {
    String context =
        api.set("POST", "/api/1.2/contexts/create", Tree.of("clusterId", id, "language", "python"))
            .path("id")
            .asText();
    Map<String, String> ours = Map.of("clusterId", id, "contextId", context);
    try {
      until("/api/1.2/contexts/status", ours, "status", "Running", "Error");
      String command =
          api.create(
                  "/api/1.2/commands/execute",
                  Tree.of(
                      "clusterId", id, "contextId", context, "language", "python", "command", code))
              .path("id")
              .asText();
      JsonNode result =
          until(
                  "/api/1.2/commands/status",
                  Map.of("clusterId", id, "contextId", context, "commandId", command),
                  "status",
                  "Finished",
                  "Error")
              .path("results");
      if (result.path("resultType").asText().equals("error")) {
        throw failed(
            "A cluster of workspace %s could not do it: %s"
                .formatted(
                    api.name(), result.path("summary").asText("").lines().findFirst().orElse("")));
      }
      return result.path("data").asText();
    } finally {
      api.set("POST", "/api/1.2/contexts/destroy", Tree.of("clusterId", id, "contextId", context));
    }
  }

  private static ApiException failed(String message) {
    return ApiException.ofCluster(message);
  }

  @Override
  public void close() {
    if (startedByUs) {
      api.set("POST", "/api/2.1/clusters/delete", Tree.of("cluster_id", id));
    }
  }
}
