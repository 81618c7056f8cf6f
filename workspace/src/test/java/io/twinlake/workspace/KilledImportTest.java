package io.twinlake.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.databricks.sdk.core.http.HttpClient;
import io.twinlake.testing.databricks.SalesWorkspace;
import io.twinlake.workspace.model.Problem;
import io.twinlake.workspace.sync.ImportReport;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * An import that dies at any of its writes, before or after the effect, is finished by the next.
 */
class KilledImportTest {
  /** Every how many writes; 1 for all of them. */
  private static final int STEP = Integer.getInteger("twinlake.killStep", 6);

  /** The JVM is gone. Nobody catches it, and whatever is tried afterwards fails too. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  private static HttpClient dying(HttpClient http, int at, boolean after) {
    AtomicInteger writes = new AtomicInteger();
    return request -> {
      boolean write = !request.getMethod().equals("GET");
      int number = write ? writes.incrementAndGet() : writes.get();
      if (number > at || write && number == at && !after) {
        throw new Killed();
      }
      if (write && number == at) {
        http.execute(request);
        writes.incrementAndGet();
        throw new Killed();
      }
      return http.execute(request);
    };
  }

  /** Everything that the secondary holds, without ids. */
  private static List<String> holds(TwoWorkspaces two) {
    List<String> all = new ArrayList<>();
    two.secondary.pageSize(1000);
    two.secondary
        .call("GET", "/api/2.2/jobs/list")
        .path("jobs")
        .forEach(job -> all.add("job " + job.path("settings").path("name").asText()));
    two.secondary
        .call("GET", "/api/2.1/clusters/list")
        .path("clusters")
        .forEach(
            cluster ->
                all.add(
                    "cluster "
                        + cluster.path("cluster_name").asText()
                        + " "
                        + cluster.path("state").asText()));
    two.secondary
        .call("GET", "/api/2.0/instance-pools/list")
        .path("instance_pools")
        .forEach(pool -> all.add("pool " + pool.path("instance_pool_name").asText()));
    two.secondary
        .call("GET", "/api/2.0/sql/warehouses")
        .path("warehouses")
        .forEach(w -> all.add("warehouse " + w.path("name").asText() + w.path("state").asText()));
    two.secondary
        .call("GET", "/api/2.0/pipelines")
        .path("statuses")
        .forEach(pipeline -> all.add("pipeline " + pipeline.path("name").asText()));
    two.secondary
        .call("GET", "/api/2.0/global-init-scripts")
        .path("scripts")
        .forEach(script -> all.add("script " + script.path("name").asText()));
    Collections.sort(all);
    two.secondary.pageSize(2);
    return all;
  }

  @Test
  void leavesNoDuplicatesAndTheSameEndWhereverItDies() {
    List<String> expected;
    int writes;
    try (TwoWorkspaces two = new TwoWorkspaces().inOrder()) {
      SalesWorkspace.fill(two.primary);
      two.export();
      two.importing();
      expected = holds(two);
      writes = two.secondary.writes().size();
    }
    for (int at = 1; at <= writes; at += STEP) {
      boolean after = at / STEP % 2 == 0;
      try (TwoWorkspaces two = new TwoWorkspaces().inOrder()) {
        SalesWorkspace.fill(two.primary);
        two.export();
        int dies = at;
        two.between("west", http -> dying(http, dies, after));
        assertThatThrownBy(two::importing).isInstanceOf(Killed.class);
        two.between("west", http -> http);

        ImportReport again = two.importing();

        String where = "killed %s write %d".formatted(after ? "after" : "before", at);
        assertThat(again.problems()).as(where).filteredOn(Problem::isFailure).isEmpty();
        assertThat(holds(two)).as(where).isEqualTo(expected);
        two.secondary.forgetWrites();
        assertThat(two.importing().isWhole()).as(where).isTrue();
        assertThat(two.secondary.writes()).as(where).isEmpty();
        assertThat(two.diff()).as(where).isEmpty();
      }
    }
  }
}
