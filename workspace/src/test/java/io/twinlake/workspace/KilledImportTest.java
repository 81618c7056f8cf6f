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
  /** As many points as every build takes. */
  private static final int POINTS = 10;

  /** Every how many writes; 1 for all of them, each before and after its effect. */
  private static final int STEP = Integer.getInteger("twinlake.killStep", 0);

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
  static List<String> holds(TwoWorkspaces two) {
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

  /** Where one run dies. */
  private record Death(int at, boolean after) {}

  private static List<Death> deaths(int writes) {
    List<Death> deaths = new ArrayList<>();
    int step = STEP > 0 ? STEP : Math.max(1, (writes + POINTS - 1) / POINTS);
    for (int at = 1; at <= writes; at += step) {
      if (STEP > 0) {
        deaths.add(new Death(at, false));
        deaths.add(new Death(at, true));
      } else {
        deaths.add(new Death(at, deaths.size() % 2 == 1));
      }
    }
    return deaths;
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
    assertThat(writes).isGreaterThan(50);
    List<Death> deaths = deaths(writes);
    int died = 0;
    for (Death death : deaths) {
      try (TwoWorkspaces two = new TwoWorkspaces().inOrder()) {
        SalesWorkspace.fill(two.primary);
        two.export();
        two.between("west", http -> dying(http, death.at(), death.after()));
        assertThatThrownBy(two::importing).as(death.toString()).isInstanceOf(Killed.class);
        assertThat(two.secondary.writes())
            .as("what took effect before %s", death)
            .hasSize(death.after() ? death.at() : death.at() - 1);
        died++;
        two.between("west", http -> http);

        ImportReport again = two.importing();

        String where = death.toString();
        assertThat(again.problems()).as(where).filteredOn(Problem::isFailure).isEmpty();
        assertThat(holds(two)).as(where).isEqualTo(expected);
        two.secondary.forgetWrites();
        assertThat(two.importing().isWhole()).as(where).isTrue();
        assertThat(two.secondary.writes()).as(where).isEmpty();
        assertThat(two.diff()).as(where).isEmpty();
      }
    }
    assertThat(died).isEqualTo(STEP == 1 ? 2 * writes : deaths.size());
    assertThat(died).isGreaterThanOrEqualTo(STEP > 0 ? 2 * (writes / STEP) : 8);
    System.out.printf("Import killed at %d points of %d writes%n", died, writes);
  }
}
