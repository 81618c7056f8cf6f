package io.twinlake.testing.databricks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Runs of jobs. Each is running when it is first looked at and has ended at the second look. Of
 * notebooks it understands the two that Twinlake generates about mounts, and nothing else.
 */
final class FakeRuns implements FakeArea {
  private static final String PATH = "/api/2.2/jobs/runs/";
  private static final String RUN_NOW = "/api/2.2/jobs/run-now";
  private static final Pattern WANTED = Pattern.compile("(?m)^wanted = (\\[.*])$");
  private static final Pattern SECRET =
      Pattern.compile("dbutils\\.secrets\\.get\\(\"([^\"]*)\", \"([^\"]*)\"\\)");

  private static final class Run {
    final String name;
    final String job;
    final String result;
    final String message;
    final String output;
    boolean ended;

    Run(String name, String job, String result, String message, String output) {
      this.name = name;
      this.job = job;
      this.result = result;
      this.message = message;
      this.output = output;
    }
  }

  private final FakeState state;
  private final FakeCompute compute;
  private final FakeSecrets secrets;
  private final FakeTree tree;
  private final FakeWork work;
  private final Map<String, Run> runs = new LinkedHashMap<>();
  private final Map<String, String> tokens = new HashMap<>();
  private final Map<String, String> mounts = new TreeMap<>();
  private final Set<String> failing = new HashSet<>();

  FakeRuns(
      FakeState state, FakeCompute compute, FakeSecrets secrets, FakeTree tree, FakeWork work) {
    this.state = state;
    this.compute = compute;
    this.secrets = secrets;
    this.tree = tree;
    this.work = work;
    mounts.put("/", "DatabricksRoot");
    mounts.put("/databricks-datasets", "databricks-datasets");
  }

  Map<String, String> mounts() {
    return mounts;
  }

  void failing(String job) {
    failing.add(job);
  }

  @Override
  public Optional<ObjectNode> answer(FakeCall call) {
    if (call.path().equals(RUN_NOW)) {
      return Optional.of(started(call, this::now));
    }
    if (!call.path().startsWith(PATH)) {
      return Optional.empty();
    }
    return Optional.of(
        switch (call.after(PATH)) {
          case "submit" -> started(call, this::submitted);
          case "get" -> shown(call.text("run_id"));
          case "get-output" ->
              FakeJson.of(
                  "notebook_output", FakeJson.of("result", run(call.text("run_id")).output));
          case "list" -> list(call);
          default -> throw new FakeError(404, "ENDPOINT_NOT_FOUND", call.path());
        });
  }

  private interface Start {
    Run of(FakeCall call);
  }

  /** The same token is the same run. */
  private ObjectNode started(FakeCall call, Start start) {
    String token = call.text("idempotency_token");
    String id = token.isEmpty() ? null : tokens.get(token);
    if (id == null) {
      id = "" + state.number();
      runs.put(id, start.of(call));
      tokens.put(token, id);
    }
    return FakeJson.of("run_id", Long.parseLong(id));
  }

  private Run now(FakeCall call) {
    String job = call.text("job_id");
    ObjectNode settings = work.settings(job);
    String name = settings.path("name").asText();
    if (settings.path("max_concurrent_runs").asInt(1) == 0) {
      Run skipped = new Run(name, job, "", "Skipped: max_concurrent_runs is 0", "");
      skipped.ended = true;
      return skipped;
    }
    return failing.contains(name)
        ? new Run(name, job, "FAILED", "As the test asked.", "")
        : new Run(name, job, "SUCCESS", "", "");
  }

  private Run submitted(FakeCall call) {
    JsonNode task = call.body().path("tasks").path(0);
    compute.checkCluster(((ObjectNode) task.path("new_cluster")).deepCopy());
    String name = call.text("run_name");
    String python = tree.text(task.path("notebook_task").path("notebook_path").asText());
    try {
      return new Run(name, "", "SUCCESS", "", ran(python));
    } catch (FakeError e) {
      return new Run(name, "", "FAILED", e.getMessage(), "");
    }
  }

  private String ran(String python) {
    Matcher wanted = WANTED.matcher(python);
    if (!wanted.find()) {
      if (!python.contains("dbutils.fs.mounts()")) {
        throw new FakeError(400, "", "SyntaxError: only notebooks about mounts run here");
      }
      return text(mounts);
    }
    Map<String, String> said = new TreeMap<>();
    for (JsonNode mount : FakeJson.list(wanted.group(1))) {
      said.put(mount.path("point").asText(), mounted(mount, python));
    }
    return text(said);
  }

  private String mounted(JsonNode mount, String python) {
    Matcher secret = SECRET.matcher(python);
    while (secret.find()) {
      if (!secrets.has(secret.group(1), secret.group(2))) {
        return "IllegalArgumentException: Secret does not exist with scope: "
            + secret.group(1)
            + " and key: "
            + secret.group(2);
      }
    }
    mounts.put(mount.path("point").asText(), mount.path("source").asText());
    return "";
  }

  private static String text(Map<String, String> map) {
    Object[] flat =
        map.entrySet().stream().flatMap(e -> Stream.of(e.getKey(), e.getValue())).toArray();
    return new String(FakeJson.bytes(FakeJson.of(flat)), StandardCharsets.UTF_8);
  }

  private Run run(String id) {
    Run run = runs.get(id);
    if (run == null) {
      throw FakeError.missing("Run " + id);
    }
    return run;
  }

  private ObjectNode shown(String id) {
    Run run = run(id);
    ObjectNode shown = row(id, run);
    run.ended = true;
    return shown;
  }

  private static ObjectNode row(String id, Run run) {
    ObjectNode at = FakeJson.object();
    if (!run.ended) {
      at.put("life_cycle_state", "RUNNING");
    } else if (run.result.isEmpty()) {
      at.put("life_cycle_state", "SKIPPED").put("state_message", run.message);
    } else {
      at.put("life_cycle_state", "TERMINATED").put("result_state", run.result);
      at.put("state_message", run.message);
    }
    ObjectNode row = FakeJson.of("run_id", Long.parseLong(id), "run_name", run.name, "state", at);
    if (!run.job.isEmpty()) {
      row.put("job_id", Long.parseLong(run.job));
    }
    ArrayNode tasks = row.putArray("tasks");
    tasks.addObject().put("task_key", "run").put("run_id", Long.parseLong(id));
    return row;
  }

  private ObjectNode list(FakeCall call) {
    ArrayNode found = FakeJson.array();
    runs.forEach(
        (id, run) -> {
          if (!call.text("active_only").equals("true") || !run.ended) {
            found.add(row(id, run).without("tasks"));
          }
        });
    return FakeJson.of("runs", found);
  }
}
