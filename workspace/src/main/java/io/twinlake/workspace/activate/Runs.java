package io.twinlake.workspace.activate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.workspace.api.Api;
import io.twinlake.workspace.api.ApiException;
import io.twinlake.workspace.api.Pages;
import io.twinlake.workspace.kinds.Switches;
import io.twinlake.workspace.model.Tree;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Runs of jobs: those that are under way, and canaries that are started to see that jobs work. */
final class Runs {
  private static final Duration LOOK = Duration.ofSeconds(10);

  /** Two hours. */
  private static final int LOOKS = 720;

  private static final Set<String> ENDED = Set.of("TERMINATED", "SKIPPED", "INTERNAL_ERROR");
  private static final int NAMED = 5;

  private Runs() {}

  /** What somebody should know of runs that go on although nothing new starts. */
  static List<String> underWay(Api api) {
    List<String> runs = new ArrayList<>();
    try {
      Pages.byToken(
          api,
          "/api/2.2/jobs/runs/list",
          Map.of("active_only", "true", "limit", 25),
          "runs",
          run ->
              runs.add(
                  "%s (run %s)"
                      .formatted(
                          run.path("run_name").asText("a job"), run.path("run_id").asText())));
    } catch (ApiException e) {
      if (e.endsTheRun()) {
        throw e;
      }
      return List.of("Which runs are still under way cannot be told: " + e.getMessage());
    }
    if (runs.isEmpty()) {
      return List.of();
    }
    String more = runs.size() > NAMED ? " and %d more".formatted(runs.size() - NAMED) : "";
    return List.of(
        "%s still under way: %s%s. Wait, or cancel there, before the other side is activated."
            .formatted(
                runs.size() == 1 ? "1 run is" : runs.size() + " runs are",
                String.join(", ", runs.subList(0, Math.min(NAMED, runs.size()))),
                more));
  }

  /**
   * Runs a job once and waits for its end.
   *
   * @param attempt names this activation, so that a repeated request is the same run
   * @return why it did not end well; nothing if it did
   */
  static Optional<String> canary(Api api, String job, String attempt) {
    String token =
        Tree.sha256((attempt + " " + job).getBytes(StandardCharsets.UTF_8)).substring(0, 64);
    String run =
        api.set(
                "POST",
                "/api/2.2/jobs/run-now",
                Tree.of("job_id", Switches.number(job), "idempotency_token", token))
            .path("run_id")
            .asText();
    for (int look = 1; look <= LOOKS; look++) {
      ObjectNode answer = api.get("/api/2.2/jobs/runs/get", Map.of("run_id", run));
      JsonNode state = answer.path("state");
      if (ENDED.contains(state.path("life_cycle_state").asText())) {
        return state.path("result_state").asText().equals("SUCCESS")
            ? Optional.empty()
            : Optional.of(
                "its canary run %s ended %s: %s. The next wave was not begun; look at the run, then activate again."
                    .formatted(
                        run,
                        state.path("result_state").asText(state.path("life_cycle_state").asText()),
                        state.path("state_message").asText("")));
      }
      api.waiting().sleep(LOOK);
    }
    return Optional.of("its canary run %s did not end in two hours.".formatted(run));
  }
}
