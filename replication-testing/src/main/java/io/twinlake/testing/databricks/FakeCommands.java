package io.twinlake.testing.databricks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Runs the few lines of Python about mounts that Twinlake generates; nothing else. */
final class FakeCommands implements FakeArea {
  private static final Pattern MOUNT =
      Pattern.compile(
          "dbutils\\.fs\\.(mount|updateMount)\\(source = \"([^\"]*)\", mount_point = \"([^\"]*)\", extra_configs = \\{(.*)}\\)");
  private static final Pattern SECRET =
      Pattern.compile("dbutils\\.secrets\\.get\\(\"([^\"]*)\", \"([^\"]*)\"\\)");
  private static final String LIST = "dbutils.fs.mounts()";

  private final FakeState state;
  private final FakeCompute compute;
  private final FakeSecrets secrets;
  private final Map<String, String> mounts = new TreeMap<>();
  private final Map<String, ObjectNode> results = new HashMap<>();

  FakeCommands(FakeState state, FakeCompute compute, FakeSecrets secrets) {
    this.state = state;
    this.compute = compute;
    this.secrets = secrets;
    mounts.put("/", "DatabricksRoot");
    mounts.put("/databricks-datasets", "databricks-datasets");
  }

  @Override
  public Optional<ObjectNode> answer(FakeCall call) {
    if (!call.path().startsWith("/api/1.2/")) {
      return Optional.empty();
    }
    if (!compute.isRunning(call.text("clusterId"))) {
      throw new FakeError(400, "INVALID_STATE", "The cluster is not running");
    }
    return Optional.of(
        switch (call.after("/api/1.2/")) {
          case "contexts/create", "contexts/destroy" -> FakeJson.of("id", state.hex(20));
          case "contexts/status" -> FakeJson.of("id", call.text("contextId"), "status", "Running");
          case "commands/execute" -> {
            String id = state.hex(20);
            results.put(id, run(call.text("command")));
            yield FakeJson.of("id", id);
          }
          case "commands/status" ->
              FakeJson.of("status", "Finished", "results", results.get(call.text("commandId")));
          default -> throw new FakeError(404, "ENDPOINT_NOT_FOUND", call.path());
        });
  }

  private ObjectNode run(String code) {
    if (code.contains(LIST)) {
      return FakeJson.of(
          "resultType",
          "text",
          "data",
          new String(FakeJson.bytes(FakeJson.of(flat())), StandardCharsets.UTF_8));
    }
    Matcher mount = MOUNT.matcher(code);
    if (!mount.matches()) {
      return error("SyntaxError: " + code);
    }
    Matcher secret = SECRET.matcher(mount.group(4));
    while (secret.find()) {
      if (!secrets.has(secret.group(1), secret.group(2))) {
        return error(
            "IllegalArgumentException: Secret does not exist with scope: " + secret.group(1));
      }
    }
    boolean there = mounts.containsKey(mount.group(3));
    if (there == mount.group(1).equals("mount")) {
      return error("ExecutionError: Directory already mounted: " + mount.group(3));
    }
    mounts.put(mount.group(3), mount.group(2));
    return FakeJson.of("resultType", "text", "data", "True");
  }

  private Object[] flat() {
    return mounts.entrySet().stream()
        .flatMap(mount -> Stream.of(mount.getKey(), mount.getValue()))
        .toArray();
  }

  private static ObjectNode error(String summary) {
    return FakeJson.of("resultType", "error", "summary", summary);
  }
}
