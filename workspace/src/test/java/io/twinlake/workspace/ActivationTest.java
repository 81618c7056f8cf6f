package io.twinlake.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.testing.databricks.SalesWorkspace;
import io.twinlake.workspace.activate.Activation;
import io.twinlake.workspace.activate.SwitchReport;
import io.twinlake.workspace.archive.Manifest;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Problem;
import io.twinlake.workspace.sync.ImportReport;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How work moves: in waves, with canaries, and not where somebody else moves it. */
class ActivationTest {
  private static final String WAVES =
      """
      waves:
        - { name: critical, jobs: [load], canaries: [stream] }
        - { name: others, jobs: [arrivals] }
      """;

  private final TwoWorkspaces two = new TwoWorkspaces();

  @BeforeEach
  void fill() {
    SalesWorkspace.fill(two.primary);
  }

  @AfterEach
  void close() {
    two.close();
  }

  private SwitchReport activate() {
    return two.with(w -> w.activate(Optional.empty(), Optional.empty(), true));
  }

  @Test
  void aWaveBeginsOnceTheCanariesOfTheOneBeforeEndedWell() {
    two.saying(WAVES).export();
    two.importing();
    two.secondary.failingRuns("stream");

    SwitchReport stopped = activate();

    assertThat(stopped.state()).isEqualTo(Activation.State.ACTIVATING);
    assertThat(stopped.waves()).containsExactly("compute");
    assertThat(stopped.problems())
        .extracting(Problem::toString)
        .singleElement()
        .satisfies(
            p ->
                assertThat(p)
                    .startsWith("Job stream: its canary run")
                    .contains("ended FAILED: As the test asked"));
    assertThat(WorkspaceImportTest.starters(two.secondary))
        .containsEntry("stream", "UNPAUSED 1")
        .containsEntry("arrivals", "PAUSED 0");
  }

  @Test
  void canariesThatEndWellAreToldAndARepeatedActivationGoesOn() {
    two.saying(WAVES).export();
    two.importing();

    SwitchReport first = two.with(w -> w.activate(Optional.empty(), Optional.of("critical"), true));
    assertThat(first.waves()).containsExactly("compute", "critical");
    assertThat(first.left()).isPositive();
    assertThat(first.notes()).containsExactly("Canary stream ended well.");

    SwitchReport second = activate();
    assertThat(second.state()).isEqualTo(Activation.State.ACTIVE);
    assertThat(second.waves()).containsExactly("compute", "critical", "others", "rest");
    assertThat(second.switched())
        .noneMatch(s -> s.startsWith("Job load:") || s.startsWith("Job stream:"))
        .contains("Job paused: max_concurrent_runs 1")
        .anyMatch(s -> s.startsWith("Job arrivals: trigger unpaused, max_concurrent_runs"));
  }

  @Test
  void runsThatAreStillUnderWayAreToldWhenTheirSideIsPutToRest() {
    String job =
        two.primary.call("POST", "/api/2.2/jobs/create", "name", "long").path("job_id").asText();
    two.primary.call("POST", "/api/2.2/jobs/run-now", "job_id", Long.parseLong(job));

    SwitchReport report = two.with(w -> w.deactivate(Optional.empty()));

    assertThat(report.state()).isEqualTo(Activation.State.PASSIVE);
    assertThat(report.notes())
        .singleElement()
        .satisfies(n -> assertThat(n).contains("1 run is still under way: long (run "));
  }

  @Test
  void whatManagedRecoveryCarriesIsLeftToItAndToldAndItsIdsStay() {
    two.saying("managed: [cluster, job]").export();
    two.secondary.forgetWrites();
    two.primary.forgetWrites();
    Manifest manifest = two.export();
    ImportReport report = two.importing();
    two.with(w -> w.deactivate(Optional.empty()));
    SwitchReport on = activate();

    assertThat(manifest.problems())
        .extracting(Problem::toString)
        .contains(
            "Cluster: left to Databricks' managed disaster recovery, as workspace.managed says.",
            "Job: left to Databricks' managed disaster recovery, as workspace.managed says.");
    assertThat(report.problems())
        .extracting(Problem::toString)
        .contains(
            "Cluster: left to Databricks' managed disaster recovery, as workspace.managed says.");
    assertThat(report.outcomes()).doesNotContainKeys(Kind.CLUSTER, Kind.JOB);
    assertThat(two.secondary.writes())
        .noneMatch(w -> w.contains("/jobs/") || w.contains("/api/2.1/clusters/"));
    assertThat(two.primary.writes()).noneMatch(w -> w.contains("/jobs/"));
    assertThat(on.switched())
        .contains("Instance pool warm: min_idle_instances 2")
        .noneMatch(s -> s.startsWith("Job"));
    String cluster = manifestCluster();
    assertThat(two.secondary.writes())
        .as("libraries name the cluster by the id that it has at both sides")
        .noneMatch(w -> w.contains("libraries/install") && !w.contains(cluster));
    assertThat(two.with(Workspaces::status).notes())
        .anyMatch(n -> n.contains("managed disaster recovery carries: cluster, job"));
  }

  private String manifestCluster() {
    List<String> ids =
        two.primary
            .pageSize(100)
            .call("GET", "/api/2.1/clusters/list")
            .path("clusters")
            .findValuesAsText("cluster_id");
    return ids.get(0);
  }

  @Test
  void theWordDatabricksStandsForWhatItLists() {
    two.saying("managed: [databricks]").export();

    ImportReport report = two.importing();

    assertThat(report.outcomes())
        .doesNotContainKeys(Kind.NOTEBOOK, Kind.DIRECTORY, Kind.CLUSTER, Kind.WAREHOUSE, Kind.JOB);
    assertThat(report.outcomes().get(Kind.QUERY))
        .as("its warehouse has the same id there, which this stand-in does not know")
        .hasSize(1);
    assertThat(Map.copyOf(report.outcomes()))
        .containsKeys(Kind.USER, Kind.DBFS_FILE, Kind.PIPELINE);
  }
}
