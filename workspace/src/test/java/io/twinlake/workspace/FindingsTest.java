package io.twinlake.workspace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Problem;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Names of the source's workspace in code are told, before anything is written, and left alone. */
class FindingsTest {
  private final TwoWorkspaces two = new TwoWorkspaces();

  @AfterEach
  void close() {
    two.close();
  }

  private void notebook(String path, String text) {
    two.primary.call(
        "POST",
        "/api/2.0/workspace/import",
        "path",
        path,
        "format",
        "SOURCE",
        "language",
        "PYTHON",
        "overwrite",
        true,
        "content",
        Base64.getEncoder().encodeToString(text.getBytes(UTF_8)));
  }

  private static List<String> notes(List<Problem> problems) {
    return problems.stream().filter(p -> !p.isFailure()).map(Problem::toString).toList();
  }

  @Test
  void areToldOfNotebooksAndOfJobsTexts() {
    String job =
        two.primary.call("POST", "/api/2.2/jobs/create", "name", "load").path("job_id").asText();
    two.primary.call(
        "POST",
        "/api/2.2/jobs/create",
        "name",
        "caller",
        "tasks",
        List.of(
            Map.of(
                "task_key",
                "t",
                "notebook_task",
                Map.of(
                    "notebook_path",
                    "/Shared/caller",
                    "base_parameters",
                    Map.of("then", "run " + job)))));
    String text =
        """
        post("https://adb-123456789012345.7.azuredatabricks.net/api/2.1/jobs/run-now", {"job_id": %s})
        dbutils.notebook.run("/Shared/gone", 60)
        dbutils.notebook.run("/Shared/other", 60)
        spark.read.load("abfss://raw@saleseast.dfs.core.windows.net/")
        spark.read.load("/mnt/raw/x")
        """
            .formatted(job);
    notebook("/Shared/caller", text);
    notebook("/Shared/other", "print(999999999999999)");
    two.saying("mappings: { storageAccounts: [{ east: saleseast, west: saleswest }] }").export();
    List<Problem> before = new ArrayList<>();
    List<Problem> after =
        two.with(w -> w.importing(Optional.empty(), false, plan -> before.addAll(plan.problems())))
            .problems();
    String there =
        two.secondary
            .call("GET", "/api/2.2/jobs/list?name=load")
            .path("jobs")
            .get(0)
            .path("job_id")
            .asText();

    assertThat(notes(before)).hasSize(3);
    assertThat(notes(after))
        .satisfiesExactlyInAnyOrder(
            n ->
                assertThat(n)
                    .startsWith("Notebook /Shared/caller: its code names")
                    .contains("job load by its id " + job + ", which is " + there)
                    .contains("notebook /Shared/gone, which is not in the archive")
                    .contains("the workspace address adb-123456789012345.7.azuredatabricks.net")
                    .contains("saleseast.dfs.core.windows.net, which is saleswest.dfs")
                    .doesNotContain("/Shared/other"),
            n -> assertThat(n).startsWith("Job caller: its").contains("job load by its id " + job),
            n -> assertThat(n).startsWith("Mount /mnt/raw: is named in 1 notebook"));

    two.export();
    assertThat(two.importing().problems())
        .as("also when the bytes are not read again")
        .extracting(Problem::kind)
        .contains(Kind.NOTEBOOK);
    assertThat(two.importing().isWhole()).as("they are notes").isTrue();
  }
}
