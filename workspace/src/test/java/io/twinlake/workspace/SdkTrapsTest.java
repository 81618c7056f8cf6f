package io.twinlake.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.databricks.sdk.WorkspaceClient;
import com.databricks.sdk.core.DatabricksConfig;
import com.databricks.sdk.core.DatabricksError;
import com.databricks.sdk.core.http.Request;
import com.databricks.sdk.service.jobs.CreateJob;
import com.databricks.sdk.service.jobs.Job;
import io.twinlake.testing.databricks.FakeWorkspace;
import io.twinlake.testing.databricks.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What the SDK 0.141.0 does that a carrier of workspaces must not do. Each test fails once an
 * upgrade has mended it: then the way around it can go.
 */
class SdkTrapsTest {
  private final FakeWorkspace workspace = FakeWorkspace.start("traps");

  @AfterEach
  void close() {
    workspace.close();
  }

  private WorkspaceClient sdk() {
    return new WorkspaceClient(
        new DatabricksConfig().setHost(workspace.host()).setToken(workspace.token()));
  }

  private long job(Object... body) {
    return workspace.call("POST", "/api/2.2/jobs/create", body).path("job_id").asLong();
  }

  @Test
  void ofAJobItReturnsAHundredTasksAndSaysNothingOfTheRest() {
    List<Object> tasks = new ArrayList<>();
    for (int i = 0; i < 101; i++) {
      tasks.add(Map.of("task_key", "t" + i));
    }
    Job job = sdk().jobs().get(job("name", "wide", "tasks", tasks));
    assertThat(job.getSettings().getTasks()).hasSize(100);
  }

  @Test
  void itsModelsDropFieldsAndValuesThatTheyDoNotKnow() {
    Job job =
        sdk()
            .jobs()
            .get(
                job(
                    "name",
                    "new",
                    "brand_new_field",
                    Map.of("kept", 1),
                    "tasks",
                    List.of(Map.of("task_key", "t", "run_if", "SOME_NEW_CONDITION"))));
    assertThat(job.getSettings().getTasks().iterator().next().getRunIf()).isNull();
    assertThat(job.getSettings().toString()).doesNotContain("brand_new_field");
  }

  @Test
  void aCreationIsRepeatedAfterAnErrorThatMayHaveComeAfterItsEffect() {
    workspace.fail(
        Fault.on("POST", "/api/2.2/jobs/create", 1, Fault.What.STATUS_503)
            .afterTheEffect()
            .askingFor(0));
    sdk().jobs().create(new CreateJob().setName("twice"));
    assertThat(workspace.call("GET", "/api/2.2/jobs/list").path("jobs")).hasSize(2);
  }

  @Test
  void aReadIsNotRepeatedAfterAnErrorThatPasses() {
    long id = job("name", "once");
    workspace.fail(Fault.on("GET", "/api/2.2/jobs/get", 1, Fault.What.STATUS_500));
    assertThatThrownBy(() -> sdk().jobs().get(id)).isInstanceOf(DatabricksError.class);
  }

  @Test
  void itsRateLimitLimitsNothing() {
    WorkspaceClient sdk =
        new WorkspaceClient(
            new DatabricksConfig()
                .setHost(workspace.host())
                .setToken(workspace.token())
                .setRateLimit(1));
    long id = job("name", "fast");
    long begin = System.nanoTime();
    for (int i = 0; i < 30; i++) {
      sdk.jobs().get(id);
    }
    assertThat(System.nanoTime() - begin).isLessThan(29_000_000_000L);
  }

  @Test
  void itDecodesThePathOfARequestThatHasAQuery() {
    Request request =
        new Request("POST", "http://localhost/files/%23a").withQueryParam("overwrite", "true");
    assertThat(request.getUri().getPath()).isEqualTo("/files/");
  }
}
