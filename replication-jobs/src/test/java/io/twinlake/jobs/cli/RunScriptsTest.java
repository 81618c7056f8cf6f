package io.twinlake.jobs.cli;

import static io.twinlake.jobs.cli.ScriptedService.LOST;
import static io.twinlake.jobs.cli.ScriptedService.ok;
import static org.assertj.core.api.Assertions.assertThat;

import com.databricks.sdk.core.utils.SerDeUtils;
import com.databricks.sdk.service.jobs.SubmitRun;
import com.databricks.sdk.service.jobs.SubmitTask;
import com.fasterxml.jackson.databind.DeserializationFeature;
import io.twinlake.jobs.cli.ScriptedService.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** submit/databricks/run.sh and submit/adf/run.sh against stand-ins of their services. */
class RunScriptsTest {
  private static final String SUBMIT = "POST /api/2.2/jobs/runs/submit";
  private static final String GET = "GET /api/2.2/jobs/runs/get";
  private static final String FACTORY =
      "/subscriptions/filled/resourceGroups/filled/providers/Microsoft.DataFactory/factories/twinlake";

  @TempDir Path directory;
  private ScriptedService service;

  @BeforeEach
  void start() throws IOException {
    service = new ScriptedService();
  }

  @AfterEach
  void stop() {
    service.close();
  }

  @Test
  void databricksWaitsAndEndsWithTheCodeThatTheTaskTold() {
    service
        .on(SUBMIT, ok("{'run_id':11}"))
        .on(GET, run("RUNNING", ""), run("TERMINATED", "FAILED"))
        .on(
            "GET /api/2.2/jobs/runs/get-output",
            ok("{'error':'" + new CommandFailedException(3).getMessage() + "'}"));
    Script script = databricks("--job", "replicate");
    assertThat(script.code()).as(script.err()).isEqualTo(3);
    assertThat(script.err()).contains("exit code 3: committed, but some paths");
    assertThat(service.asked())
        .allMatch(asked -> asked.authorization().equals("Bearer dapi-S3CRET"));
    assertThat(script.out() + script.err()).doesNotContain("S3CRET");
  }

  @Test
  void whatIsSentToDatabricksIsWhatItsApiKnows() throws IOException {
    service.on(SUBMIT, ok("{'run_id':11}")).on(GET, run("TERMINATED", "SUCCESS"));
    assertThat(databricks("--job", "plan", "--no-wait").code()).isZero();
    Script rendered = databricks("--job", "plan", "--dry-run");
    assertThat(rendered.code()).isZero();
    assertThat(rendered.out()).startsWith(SUBMIT.replace(" ", " " + service.address()) + "\n{");
    String sent = service.first(SUBMIT).body();
    // What was not filled in.
    assertThat(sent).doesNotContainPattern("@[A-Z_]+@");
    SubmitTask task =
        SerDeUtils.createMapper()
            .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, true)
            .readValue(sent, SubmitRun.class)
            .getTasks()
            .iterator()
            .next();
    assertThat(task.getLibraries().iterator().next().getJar()).contains("/Volumes/filled/");
    assertThat(task.getNewCluster().getSparkVersion()).isEqualTo("15.4.x-scala2.12");
    assertThat(task.getNewCluster().getNodeTypeId()).isEqualTo("Standard_D4s_v5");
    assertThat(task.getNewCluster().getNumWorkers()).isEqualTo(2);
    assertThat(task.getNewCluster().getSparkConf())
        .containsEntry(
            "spark.hadoop.fs.azure.account.key.sa3.dfs.core.windows.net",
            "{{secrets/twinlake/sa3}}");
  }

  @Test
  void databricksRepeatsALostSubmissionUnderTheSameToken() throws IOException {
    service.on(SUBMIT, LOST, ok("{'run_id':11}")).on(GET, run("TERMINATED", "SUCCESS"));
    Script script = databricks("--job", "replicate");
    assertThat(script.code()).as(script.err()).isZero();
    List<String> bodies =
        service.asked().stream()
            .filter(asked -> asked.request().equals(SUBMIT))
            .map(ScriptedService.Asked::body)
            .toList();
    assertThat(bodies).hasSize(2);
    assertThat(bodies.get(0)).isEqualTo(bodies.get(1));
    assertThat(SubmitFiles.JSON.readTree(bodies.get(0)).get("idempotency_token").textValue())
        .startsWith("twinlake-replicate-")
        .hasSizeLessThanOrEqualTo(64);
  }

  @Test
  void databricksCancelsOnASignal() throws InterruptedException {
    service
        .on(SUBMIT, ok("{'run_id':11}"))
        .on(GET, run("RUNNING", ""))
        .on("POST /api/2.2/jobs/runs/cancel", ok("{}"));
    Script script = databricks("--job", "replicate");
    service.awaitWatcher();
    script.terminate();
    assertThat(script.code()).as(script.err()).isEqualTo(130);
    assertThat(service.first("POST /api/2.2/jobs/runs/cancel").body())
        .isEqualTo("{\"run_id\": 11}");
  }

  @Test
  void dataFactoryRunsThePipelineAndEndsAsItDid() throws IOException {
    service
        .on("POST " + FACTORY + "/pipelines/twinlake/createRun", ok("{'runId':'r-1'}"))
        .on(
            "GET " + FACTORY + "/pipelineruns/r-1",
            ok("{'status':'InProgress'}"),
            ok("{'status':'Failed','message':'replicate failed'}"));
    Script script =
        factory("--job", "replicate", "--", "--dataset", "orders,clicks", "--level", "content");
    assertThat(script.code()).as(script.err()).isEqualTo(1);
    assertThat(script.err()).contains("replicate failed");
    Script rendered = factory("--job", "replicate", "--dry-run");
    assertThat(rendered.code()).isZero();
    assertThat(rendered.out())
        .startsWith(
            "POST "
                + service.address()
                + FACTORY
                + "/pipelines/twinlake/createRun?api-version=2018-06-01\n{");
    assertThat(SubmitFiles.JSON.readTree(service.asked().get(0).body()))
        .isEqualTo(
            SubmitFiles.JSON.readTree(
                "{\"pair\":\"sales\",\"datasets\":\"orders,clicks\",\"level\":\"content\"}"));
  }

  @Test
  void dataFactoryDoesNotRepeatALostStart() {
    service.on("POST " + FACTORY + "/pipelines/twinlake-job/createRun", LOST);
    Script script = factory("--job", "preflight");
    assertThat(script.code()).isEqualTo(7);
    assertThat(script.err()).contains("may have begun");
    assertThat(service.asked()).hasSize(1);
  }

  @Test
  void dataFactoryCancelsOnASignal() throws InterruptedException {
    service
        .on("POST " + FACTORY + "/pipelines/twinlake/createRun", ok("{'runId':'r-1'}"))
        .on("GET " + FACTORY + "/pipelineruns/r-1", ok("{'status':'InProgress'}"))
        .on("POST " + FACTORY + "/pipelineruns/r-1/cancel", ok(""));
    Script script = factory("--job", "replicate");
    service.awaitWatcher();
    script.terminate();
    assertThat(script.code()).as(script.err()).isEqualTo(130);
    assertThat(
            Collections.frequency(
                service.requests(), "POST " + FACTORY + "/pipelineruns/r-1/cancel"))
        .isEqualTo(1);
  }

  private Script databricks(String... arguments) {
    return submit(
        "databricks",
        "DATABRICKS_HOST=" + service.address(),
        Map.of("DATABRICKS_TOKEN", "dapi-S3CRET"),
        arguments);
  }

  private Script factory(String... arguments) {
    return submit(
        "adf",
        "AZURE_MANAGEMENT=" + service.address(),
        Map.of("AZURE_TOKEN", "eyJ-S3CRET"),
        arguments);
  }

  private Script submit(
      String platform, String line, Map<String, String> env, String... arguments) {
    try {
      String[] all = new String[arguments.length + 2];
      all[0] = "--values";
      all[1] = Script.values(directory, platform, line).toString();
      System.arraycopy(arguments, 0, all, 2, arguments.length);
      return Script.start(directory, env, platform + "/run.sh", all);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Answer run(String state, String result) {
    return ok(
        "{'run_id':11,'state':{'life_cycle_state':'"
            + state
            + "'"
            + (result.isEmpty() ? "" : ",'result_state':'" + result + "'")
            + "},'tasks':[{'run_id':12}]}");
  }
}
