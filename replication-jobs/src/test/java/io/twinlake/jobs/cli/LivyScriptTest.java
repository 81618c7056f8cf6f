package io.twinlake.jobs.cli;

import static io.twinlake.jobs.cli.ScriptedService.LOST;
import static io.twinlake.jobs.cli.ScriptedService.ok;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.jobs.cli.ScriptedService.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** submit/hdinsight/livy.sh against a stand-in of Livy's REST interface. */
class LivyScriptTest {
  private static final String PASSWORD = "pa\"ss w\\ord!";
  private static final Answer CREATED =
      new Answer(201, "{\"id\":7,\"state\":\"starting\",\"appId\":null,\"log\":[]}");

  /** As Livy 0.7 lists them; LivyIT of the matrix asks the real server. */
  private static final Set<String> KEYS_OF_A_BATCH =
      Set.of(
          "file",
          "proxyUser",
          "className",
          "args",
          "jars",
          "pyFiles",
          "files",
          "driverMemory",
          "driverCores",
          "executorMemory",
          "executorCores",
          "numExecutors",
          "archives",
          "queue",
          "name",
          "conf");

  @TempDir Path directory;
  private ScriptedService livy;

  @BeforeEach
  void start() throws IOException {
    livy =
        new ScriptedService()
            .on("POST /batches", CREATED)
            .on("DELETE /batches/7", ok("{'msg':'deleted'}"))
            .on("GET /batches/7/log", ok("{'id':7,'log':['stdout: ','a line of the log']}"));
  }

  @AfterEach
  void stop() {
    livy.close();
  }

  @Test
  void waitsForTheEndShowsTheLogAndEndsWellWithWhatTheDryRunShows() throws IOException {
    livy.on("GET /batches/7", state("starting"), state("running"), state("success"));
    Script script = submit("--job", "replicate", "--", "--dataset", "orders");
    assertThat(script.code()).as(script.err()).isZero();
    assertThat(script.out()).contains("a line of the log");
    assertThat(script.err()).contains("starting", "running application_1_2", "success");

    Script rendered = submit("--job", "replicate", "--dry-run", "--", "--dataset", "orders");
    assertThat(rendered.code()).isZero();
    assertThat(rendered.out()).startsWith("POST " + livy.address() + "/batches\n");
    ObjectNode sent = (ObjectNode) SubmitFiles.JSON.readTree(livy.first("POST /batches").body());
    assertThat(sent.get("name").textValue()).startsWith("twinlake-replicate-");
    sent.put("name", "twinlake-replicate");
    assertThat(sent)
        .isEqualTo(
            SubmitFiles.JSON.readTree(rendered.out().substring(rendered.out().indexOf("\n{"))));
    assertThat(SubmitFiles.texts(sent.get("args"))).endsWith("--dataset", "orders");
    List<String> keys = new ArrayList<>();
    sent.fieldNames().forEachRemaining(keys::add);
    assertThat(KEYS_OF_A_BATCH).containsAll(keys);
  }

  @Test
  void tellsLivyWhoItIsAndNobodyElse() {
    livy.on("GET /batches/7", state("success"));
    Script script = submit("--job", "status");
    assertThat(script.code()).as(script.err()).isZero();
    String expected =
        "Basic "
            + Base64.getEncoder()
                .encodeToString(("admin:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
    assertThat(livy.asked()).allMatch(asked -> asked.authorization().equals(expected));
    assertThat(script.out() + script.err() + livy.first("POST /batches").body())
        .doesNotContain("w\\ord");
  }

  @ParameterizedTest
  @CsvSource({
    "dead, diagnostics: User class threw exception: io.twinlake.jobs.cli.CommandFailedException: Twinlake ended with exit code 5: as it says, 5",
    "dead, diagnostics: User class threw exception: io.twinlake.jobs.cli.CommandFailedException: Twinlake ended with exit code 3: as it says, 3",
    "dead, no reason at all, 1",
    "killed, diagnostics: Application was killed by user, 130",
  })
  void endsWithTheCodeOfTheJob(String state, String line, int code) {
    livy.on("GET /batches/7", state("running"), state(state))
        .on("GET /batches/7/log", ok("{'id':7,'log':['stderr: ','" + line + "']}"));
    Script script = submit("--job", "replicate");
    assertThat(script.code()).isEqualTo(code);
    assertThat(script.err()).contains("exit code " + code, "application_1_2");
  }

  /** {@link PlatformEndsTest} has all of them. */
  @Test
  void anEndThatOnlyThePlatformTellsOfNamesTheSettingThatMendsIt() {
    livy.on("GET /batches/7", state("dead"))
        .on(
            "GET /batches/7/log",
            ok("{'id':7,'log':['stderr: ','Unrecognized VM option UseParallelOldGC']}"));
    Script script = submit("--job", "replicate");
    assertThat(script.code()).isEqualTo(1);
    assertThat(List.of(script.err().split("\n"))).last().asString().contains("extraJavaOptions");
  }

  @Test
  void aBatchThatExistsAlthoughItsAnswerGotLostIsTaken() {
    livy.on("POST /batches", LOST)
        .on("GET /batches", ok("{'sessions':[{'id':3,'name':'other'},{'id':7,'name':'@NAME@'}]}"))
        .on("GET /batches/7", state("success"));
    Script script = submit("--job", "replicate");
    assertThat(script.code()).as(script.err()).isZero();
    assertThat(Collections.frequency(livy.requests(), "POST /batches")).isEqualTo(1);
  }

  @Test
  void aBatchThatDoesNotExistIsSentAgain() {
    livy.on("POST /batches", LOST, CREATED)
        .on("GET /batches", ok("{'sessions':[{'id':3,'name':'other'}]}"))
        .on("GET /batches/7", state("success"));
    Script script = submit("--job", "replicate");
    assertThat(script.code()).as(script.err()).isZero();
    assertThat(livy.requests()).startsWith("POST /batches", "GET /batches", "POST /batches");
  }

  @Test
  void whatCannotBeLookedUpIsNotSentAgain() {
    livy.on("POST /batches", LOST).on("GET /batches", new Answer(502, "bad gateway"));
    Script script = submit("--job", "replicate");
    assertThat(script.code()).isEqualTo(7);
    assertThat(script.err()).contains("before you submit again");
    assertThat(Collections.frequency(livy.requests(), "POST /batches")).isEqualTo(1);
  }

  @Test
  void aSignalDeletesTheBatch() throws InterruptedException {
    livy.on("GET /batches/7", state("running"));
    Script script = submit("--job", "replicate");
    livy.awaitWatcher();
    script.terminate();
    assertThat(script.code()).as(script.err()).isEqualTo(130);
    assertThat(livy.requests()).endsWith("DELETE /batches/7");
  }

  @Test
  void aBatchThatCannotBeSeenIsNotTakenForEnded() {
    livy.on("GET /batches/7", state("running"), new Answer(503, "busy"));
    Script script = submit("--job", "replicate");
    assertThat(script.code()).isEqualTo(7);
    assertThat(script.err()).contains("may still be under way");
  }

  @Test
  void aRefusedLoginSaysWhatToCheck() {
    livy.on("POST /batches", new Answer(401, "no"));
    Script script = submit("--job", "replicate");
    assertThat(script.code()).isEqualTo(7);
    assertThat(script.err()).contains("refuses access", "TWINLAKE_LIVY_USER");
  }

  @Test
  void aSecretAmongTheArgumentsIsRefusedAndNotShown() {
    Script script =
        submit(
            "--job",
            "plan",
            "--dry-run",
            "--",
            "--conf",
            "spark.hadoop.fs.azure.account.key.x=S3CRET");
    assertThat(script.code()).isEqualTo(2);
    assertThat(script.out() + script.err())
        .contains("looks like a secret")
        .doesNotContain("S3CRET");
  }

  @Test
  void holesInTheValuesAreNamed() throws IOException {
    Path empty = directory.resolve("empty.env");
    Files.copy(SubmitFiles.ROOT.resolve("hdinsight/values.env.example"), empty);
    Script script =
        Script.start(
            directory,
            Map.of(),
            "hdinsight/livy.sh",
            "--job",
            "plan",
            "--values",
            empty.toString());
    assertThat(script.code()).isEqualTo(2);
    assertThat(script.err()).contains("TWINLAKE_JAR TWINLAKE_CONFIG TWINLAKE_LIVY");
  }

  @Test
  void aJdkIsShippedUnlessOneIsInstalled() throws IOException {
    Script shipped = submit("--job", "plan", "--dry-run");
    assertThat(shipped.code()).isZero();
    Script installed =
        Script.start(
            directory,
            Map.of(),
            "hdinsight/livy.sh",
            "--job",
            "plan",
            "--dry-run",
            "--values",
            Script.values(
                    directory,
                    "hdinsight",
                    "TWINLAKE_JDK=",
                    "TWINLAKE_JAVA_HOME=/usr/lib/jvm/seventeen")
                .toString());
    assertThat(installed.code()).as(installed.err()).isZero();
    JsonNode with = body(shipped);
    assertThat(with.at("/archives/0").textValue()).endsWith(".tar.gz#jdk17");
    assertThat(with.at("/conf/spark.executorEnv.JAVA_HOME").textValue()).isEqualTo("./jdk17");
    assertThat(body(installed).get("archives")).isEmpty();
    assertThat(body(installed).at("/conf/spark.yarn.appMasterEnv.JAVA_HOME").textValue())
        .isEqualTo("/usr/lib/jvm/seventeen");
  }

  private static JsonNode body(Script rendered) throws IOException {
    return SubmitFiles.JSON.readTree(rendered.out().substring(rendered.out().indexOf("\n{")));
  }

  private Script submit(String... arguments) {
    return submit(livy, arguments);
  }

  private Script submit(ScriptedService service, String... arguments) {
    try {
      Path values = Script.values(directory, "hdinsight", "TWINLAKE_LIVY=" + service.address());
      String[] all = new String[arguments.length + 2];
      all[0] = "--values";
      all[1] = values.toString();
      System.arraycopy(arguments, 0, all, 2, arguments.length);
      return Script.start(
          directory, Map.of("TWINLAKE_LIVY_PASSWORD", PASSWORD), "hdinsight/livy.sh", all);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Answer state(String state) {
    return ok("{'id':7,'state':'" + state + "','appId':'application_1_2'}");
  }
}
