package io.twinlake.testing.databricks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Switches of the whole workspace. */
final class FakeConf implements FakeArea {
  private static final Set<String> KNOWN =
      Set.of("enableWebTerminal", "enableResultsDownloading", "maxTokenLifetimeDays");

  private final Map<String, String> values = new TreeMap<>();

  @Override
  public Optional<ObjectNode> answer(FakeCall call) {
    if (!call.path().equals("/api/2.0/workspace-conf")) {
      return Optional.empty();
    }
    ObjectNode answer = FakeJson.object();
    if (call.method().equals("GET")) {
      for (String key : call.text("keys").split(",")) {
        check(key);
        answer.put(key, values.get(key));
      }
    } else {
      call.body()
          .properties()
          .forEach(
              entry -> {
                check(entry.getKey());
                values.put(entry.getKey(), entry.getValue().asText());
              });
    }
    return Optional.of(answer);
  }

  private static void check(String key) {
    if (!KNOWN.contains(key)) {
      throw new FakeError(400, "BAD_REQUEST", "Invalid keys: [\"" + key + "\"]");
    }
  }
}
