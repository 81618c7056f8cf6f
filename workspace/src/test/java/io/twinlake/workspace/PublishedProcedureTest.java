package io.twinlake.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinlake.testing.databricks.FakeWorkspace;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.sync.ImportReport;
import io.twinlake.workspace.sync.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What the published procedure for regional disaster recovery says that its scripts do: users'
 * folders, clusters with a mapping of old ids to new ones, and jobs that use the mapping, without
 * their schedules.
 */
class PublishedProcedureTest {
  private final TwoWorkspaces two = new TwoWorkspaces();

  @AfterEach
  void close() {
    two.close();
  }

  @BeforeEach
  void primary() {
    FakeWorkspace primary = two.primary;
    for (String user : List.of("one@example.com", "two@example.com")) {
      primary.call("POST", "/api/2.0/preview/scim/v2/Users", "userName", user);
      primary.call("POST", "/api/2.0/workspace/mkdirs", "path", "/Users/" + user);
      primary.call(
          "POST",
          "/api/2.0/workspace/import",
          "path",
          "/Users/" + user + "/notebook",
          "format",
          "SOURCE",
          "language",
          "PYTHON",
          "content",
          Base64.getEncoder()
              .encodeToString(("print('" + user + "')").getBytes(StandardCharsets.UTF_8)));
    }
    String first = cluster("first", Map.of("num_workers", 2));
    String second =
        cluster("second", Map.of("autoscale", Map.of("min_workers", 1, "max_workers", 3)));
    job(
        "on an existing cluster",
        Map.of(
            "task_key",
            "t",
            "existing_cluster_id",
            first,
            "notebook_task",
            Map.of("notebook_path", "/Users/one@example.com/notebook")));
    job(
        "on the other",
        Map.of(
            "task_key",
            "t",
            "existing_cluster_id",
            second,
            "spark_jar_task",
            Map.of("main_class_name", "Main")));
    job(
        "on a new cluster",
        Map.of(
            "task_key",
            "t",
            "new_cluster",
            Map.of(
                "spark_version",
                "14.3.x-scala2.12",
                "node_type_id",
                "Standard_DS3_v2",
                "num_workers",
                1),
            "notebook_task",
            Map.of("notebook_path", "/Users/two@example.com/notebook")));
  }

  private String cluster(String name, Map<String, Object> size) {
    List<Object> body =
        new ArrayList<>(
            List.of(
                "cluster_name",
                name,
                "spark_version",
                "14.3.x-scala2.12",
                "node_type_id",
                "Standard_DS3_v2",
                "driver_node_type_id",
                "Standard_DS3_v2",
                "spark_env_vars",
                Map.of("PYSPARK_PYTHON", "/databricks/python3/bin/python3"),
                "autotermination_minutes",
                120,
                "enable_elastic_disk",
                true));
    size.forEach((key, value) -> body.addAll(List.of(key, value)));
    return two.primary
        .call("POST", "/api/2.1/clusters/create", body.toArray())
        .path("cluster_id")
        .asText();
  }

  private void job(String name, Map<String, Object> task) {
    two.primary.call(
        "POST",
        "/api/2.2/jobs/create",
        "name",
        name,
        "tasks",
        List.of(task),
        "schedule",
        Map.of(
            "quartz_cron_expression",
            "0 15 22 ? * *",
            "timezone_id",
            "UTC",
            "pause_status",
            "UNPAUSED"));
  }

  @Test
  void everyClusterIsMappedAndEveryJobRunsOnTheMappedOneWithoutItsSchedule() {
    two.export();
    ImportReport report = two.importing();

    assertThat(report.isWhole()).isTrue();
    assertThat(report.outcomes().get(Kind.USER).get(Outcome.CREATED)).isEqualTo(2);
    SortedMap<String, String> mappings = report.mappings().get(Kind.CLUSTER);
    assertThat(mappings).hasSize(2);
    two.secondary.pageSize(100);
    List<String> used = new ArrayList<>();
    for (JsonNode job : two.secondary.call("GET", "/api/2.2/jobs/list").path("jobs")) {
      JsonNode settings =
          two.secondary
              .call("GET", "/api/2.2/jobs/get?job_id=" + job.path("job_id").asText())
              .path("settings");
      assertThat(settings.path("schedule").path("pause_status").asText()).isEqualTo("PAUSED");
      assertThat(settings.path("schedule").path("quartz_cron_expression").asText())
          .isEqualTo("0 15 22 ? * *");
      String cluster = settings.path("tasks").get(0).path("existing_cluster_id").asText("");
      if (!cluster.isEmpty()) {
        used.add(cluster);
      }
    }
    assertThat(used).containsExactlyInAnyOrderElementsOf(mappings.values());
    JsonNode clusters = two.secondary.call("GET", "/api/2.1/clusters/list").path("clusters");
    assertThat(clusters)
        .hasSize(2)
        .allSatisfy(
            cluster -> {
              assertThat(cluster.path("state").asText()).isEqualTo("TERMINATED");
              assertThat(cluster.path("node_type_id").asText()).isEqualTo("Standard_DS3_v2");
              assertThat(cluster.path("spark_env_vars").path("PYSPARK_PYTHON").asText())
                  .isEqualTo("/databricks/python3/bin/python3");
              assertThat(cluster.path("autotermination_minutes").asInt()).isEqualTo(120);
            });
    assertThat(
            two.secondary
                .call("GET", "/api/2.0/workspace/list?path=/Users/two@example.com")
                .path("objects"))
        .hasSize(1);
  }
}
