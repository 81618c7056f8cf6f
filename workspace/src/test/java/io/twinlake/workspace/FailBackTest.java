package io.twinlake.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinlake.testing.databricks.FakeWorkspace;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Problem;
import io.twinlake.workspace.sync.ImportReport;
import io.twinlake.workspace.sync.Outcome;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The way back: what both sides said when they agreed last is compared with what each says now. */
class FailBackTest {
  private final TwoWorkspaces two = new TwoWorkspaces();

  @AfterEach
  void close() {
    two.close();
  }

  @BeforeEach
  void failOver() {
    for (String name : new String[] {"nobody", "secondary", "primary", "both", "same", "gone"}) {
      set(two.primary, name, "old", true);
    }
    two.export();
    two.importing();
    // The primary is lost after somebody changed it, and before anything of that was exported.
    set(two.primary, "primary", "new at the primary", false);
    set(two.primary, "both", "new at the primary", false);
    set(two.primary, "same", "new at both", false);
    two.with(w -> w.activate(Optional.empty(), Optional.empty(), true));
    set(two.secondary, "secondary", "new at the secondary", false);
    set(two.secondary, "both", "new at the secondary", false);
    set(two.secondary, "same", "new at both", false);
    two.secondary.call(
        "POST", "/api/2.2/jobs/delete", "job_id", Long.parseLong(id(two.secondary, "gone")));
    set(two.secondary, "made", "in the outage", true);
    two.with(w -> w.deactivate(Optional.empty())); // The primary is back.
    two.swapped().export();
  }

  private static String id(FakeWorkspace workspace, String name) {
    workspace.pageSize(100);
    for (JsonNode job : workspace.call("GET", "/api/2.2/jobs/list").path("jobs")) {
      if (job.path("settings").path("name").asText().equals(name)) {
        return job.path("job_id").asText();
      }
    }
    throw new AssertionError("no job " + name);
  }

  private static void set(FakeWorkspace workspace, String name, String description, boolean make) {
    Map<String, Object> schedule =
        Map.of("quartz_cron_expression", "0 0 2 * * ?", "timezone_id", "UTC");
    if (make) {
      workspace.call(
          "POST",
          "/api/2.2/jobs/create",
          "name",
          name,
          "description",
          description,
          "schedule",
          schedule);
    } else {
      workspace.call(
          "POST",
          "/api/2.2/jobs/update",
          "job_id",
          Long.parseLong(id(workspace, name)),
          "new_settings",
          Map.of("description", description));
    }
  }

  private static Map<String, String> descriptions(FakeWorkspace workspace) {
    workspace.pageSize(100);
    Map<String, String> all = new TreeMap<>();
    for (JsonNode job : workspace.call("GET", "/api/2.2/jobs/list").path("jobs")) {
      JsonNode settings = job.path("settings");
      all.put(settings.path("name").asText(), settings.path("description").asText());
    }
    return all;
  }

  @Test
  void mergesThreeWaysAndTellsWhatBothChanged() {
    ImportReport back = two.saying("deletions: propagate").importing();

    assertThat(back.outcomes().get(Kind.JOB))
        .containsOnly(
            Map.entry(Outcome.KEPT, 1), // nobody
            Map.entry(Outcome.UPDATED, 1), // secondary
            Map.entry(Outcome.ADOPTED, 1), // same
            Map.entry(Outcome.CHANGED_BY_HAND, 2), // primary, both
            Map.entry(Outcome.CREATED, 1)); // made
    assertThat(back.gone()).isEqualTo(1);
    assertThat(back.problems())
        .filteredOn(Problem::isFailure)
        .extracting(Problem::key)
        .containsExactlyInAnyOrder("primary", "both");
    assertThat(descriptions(two.primary))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "nobody", "old",
                "secondary", "new at the secondary",
                "primary", "new at the primary",
                "both", "new at the primary",
                "same", "new at both",
                "gone", "old",
                "made", "in the outage"));

    ImportReport again = two.importing();
    assertThat(again.deleted()).as("the second run that misses it").isEqualTo(1);
    assertThat(descriptions(two.primary)).doesNotContainKey("gone");
  }

  @Test
  void givesUpTheOldPrimarysChangesWhereThatIsWanted() {
    ImportReport back = two.saying("conflict: overwrite").importing();

    assertThat(back.isWhole()).isTrue();
    assertThat(descriptions(two.primary))
        .containsEntry("primary", "old")
        .containsEntry("both", "new at the secondary");
    two.primary.forgetWrites();
    assertThat(two.importing().isWhole()).isTrue();
    assertThat(two.primary.writes()).isEmpty();
  }
}
