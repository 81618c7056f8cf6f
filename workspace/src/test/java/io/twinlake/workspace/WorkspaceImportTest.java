package io.twinlake.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinlake.testing.databricks.FakeWorkspace;
import io.twinlake.testing.databricks.SalesWorkspace;
import io.twinlake.workspace.activate.Activation;
import io.twinlake.workspace.activate.SwitchReport;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Problem;
import io.twinlake.workspace.sync.ImportReport;
import io.twinlake.workspace.sync.Outcome;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Imports between two workspaces, and what follows them. */
class WorkspaceImportTest {
  private final TwoWorkspaces two = new TwoWorkspaces();

  @AfterEach
  void close() {
    two.close();
  }

  @Test
  void aSecondImportWritesNothingAndTheWorkspacesDoNotDiffer() {
    SalesWorkspace.fill(two.primary);
    two.export();
    ImportReport first = two.importing();
    assertThat(first.problems()).filteredOn(Problem::isFailure).isEmpty();
    assertThat(first.isWhole()).isTrue();
    two.secondary.forgetWrites();

    ImportReport second = two.importing();

    assertThat(two.secondary.writes()).isEmpty();
    assertThat(second.writes()).isZero();
    assertThat(second.count(Outcome.KEPT))
        .isEqualTo(
            first.outcomes().values().stream()
                .mapToInt(m -> m.values().stream().mapToInt(i -> i).sum())
                .sum());
    assertThat(two.diff()).isEmpty();
  }

  /** Names of jobs, and whether anything of them starts by itself. */
  static Map<String, String> starters(FakeWorkspace workspace) {
    Map<String, String> starters = new TreeMap<>();
    workspace.pageSize(1000);
    for (JsonNode job : workspace.call("GET", "/api/2.2/jobs/list").path("jobs")) {
      JsonNode settings =
          workspace
              .call("GET", "/api/2.2/jobs/get?job_id=" + job.path("job_id").asText())
              .path("settings");
      String status =
          settings.path("schedule").path("pause_status").asText("")
              + settings.path("continuous").path("pause_status").asText("")
              + settings.path("trigger").path("pause_status").asText("");
      starters.merge(
          settings.path("name").asText(),
          status + " " + settings.path("max_concurrent_runs").asInt(),
          (a, b) -> a.compareTo(b) < 0 ? a + "," + b : b + "," + a);
    }
    for (JsonNode pool :
        workspace.call("GET", "/api/2.0/instance-pools/list").path("instance_pools")) {
      starters.put(
          "pool " + pool.path("instance_pool_name").asText(),
          pool.path("min_idle_instances").asText());
    }
    for (JsonNode pipeline : workspace.call("GET", "/api/2.0/pipelines").path("statuses")) {
      starters.put(
          "pipeline",
          workspace
              .call("GET", "/api/2.0/pipelines/" + pipeline.path("pipeline_id").asText())
              .path("spec")
              .path("continuous")
              .asText());
    }
    workspace.pageSize(2);
    return starters;
  }

  @Test
  void everythingRestsAtTheSecondaryUntilItIsActivatedAndThenExactlyWhatWasAwakeIs() {
    SalesWorkspace.fill(two.primary);
    Map<String, String> awake = starters(two.primary);
    two.export();
    two.importing();
    assertThat(starters(two.secondary).toString())
        .doesNotContain("UNPAUSED")
        .doesNotContain("true");
    assertThat(starters(two.secondary))
        .containsEntry("load", " 0,PAUSED 0")
        .containsEntry("pool warm", "0");

    assertThatThrownBy(() -> two.with(w -> w.activate(Optional.empty(), Optional.empty(), false)))
        .isInstanceOf(WorkspaceRefusedException.class)
        .hasMessageContaining("workspace deactivate --site east");
    SwitchReport off = two.with(w -> w.deactivate(Optional.empty()));
    assertThat(off.state()).isEqualTo(Activation.State.PASSIVE);
    assertThat(starters(two.primary)).isEqualTo(starters(two.secondary));
    // An export of the primary at rest must not forget what was awake.
    two.export();
    two.importing();
    SwitchReport on = two.with(w -> w.activate(Optional.empty(), Optional.empty(), false));

    assertThat(on.state()).isEqualTo(Activation.State.ACTIVE);
    assertThat(starters(two.secondary)).isEqualTo(awake);
    assertThatThrownBy(two::importing).isInstanceOf(WorkspaceRefusedException.class);
  }

  @Test
  void statusTellsWhatIsOutOfDateWithoutAskingAWorkspace() {
    SalesWorkspace.fill(two.primary);
    two.export();
    assertThat(two.with(Workspaces::status).outOfDate().get(Kind.JOB))
        .isEqualTo(new WorkspaceStatus.OutOfDate(8, 0, 0));
    two.importing();
    assertThat(two.with(Workspaces::status).outOfDate()).isEmpty();
    two.primary.pageSize(100);
    JsonNode jobs = two.primary.call("GET", "/api/2.2/jobs/list").path("jobs");
    two.primary.call("POST", "/api/2.2/jobs/delete", "job_id", jobs.get(7).path("job_id").asLong());
    two.primary.call(
        "POST",
        "/api/2.2/jobs/update",
        "job_id",
        jobs.get(2).path("job_id").asLong(),
        "new_settings",
        Map.of("description", "changed"));
    two.primary.call("POST", "/api/2.0/workspace/mkdirs", "path", "/Shared/new");
    two.export();
    long asked = two.primary.reads() + two.secondary.reads();

    WorkspaceStatus status = two.with(Workspaces::status);

    assertThat(status.outOfDate())
        .containsOnly(
            Map.entry(Kind.DIRECTORY, new WorkspaceStatus.OutOfDate(1, 0, 0)),
            Map.entry(Kind.JOB, new WorkspaceStatus.OutOfDate(0, 1, 1)));
    assertThat(two.primary.reads() + two.secondary.reads()).isEqualTo(asked);
  }

  @Test
  void failsBackWithTheIdsOfTheOriginals() {
    SalesWorkspace.fill(two.primary);
    Map<String, String> awake = starters(two.primary);
    two.export();
    two.importing();
    two.with(w -> w.activate(Optional.empty(), Optional.empty(), true));
    two.with(w -> w.deactivate(Optional.empty()));
    two.secondary.call("POST", "/api/2.2/jobs/create", "name", "made in the outage");
    two.primary.forgetWrites();

    two.swapped().export();
    ImportReport back = two.importing();

    assertThat(back.problems()).filteredOn(Problem::isFailure).isEmpty();
    assertThat(back.count(Outcome.CREATED)).isEqualTo(1);
    assertThat(two.primary.writes()).anyMatch(w -> w.contains("made in the outage"));
    assertThat(back.count(Outcome.UPDATED)).isZero();
    two.with(w -> w.deactivate(Optional.empty()));
    two.with(w -> w.activate(Optional.empty(), Optional.empty(), false));
    awake.put("made in the outage", " 1");
    assertThat(starters(two.primary)).isEqualTo(awake);
  }
}
