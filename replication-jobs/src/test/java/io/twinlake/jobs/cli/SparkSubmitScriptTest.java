package io.twinlake.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** submit/hdinsight/spark-submit.sh with a spark-submit that writes down what it gets. */
class SparkSubmitScriptTest {
  private static final String JAR = "abfss://filled@filled.dfs.core.windows.net/twinlake/";
  private static final String ACCEPTED =
      "echo 'INFO Client: Submitting application application_1_2 to ResourceManager' >&2";

  @TempDir Path directory;

  private Script submit(StubProgram stub, String... arguments) throws IOException {
    assertThat(stub).isNotNull();
    String[] all = new String[arguments.length + 2];
    all[0] = "--values";
    all[1] = Script.values(directory, "hdinsight").toString();
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return Script.start(
        directory, StubProgram.path(directory.resolve("bin")), "hdinsight/spark-submit.sh", all);
  }

  private StubProgram sparkSubmit(String then) throws IOException {
    return new StubProgram(directory.resolve("bin"), "spark-submit", then);
  }

  @Test
  void submitsToYarnInClusterModeWithAJdkOfItsOwn() throws IOException {
    StubProgram stub = sparkSubmit(ACCEPTED);
    Script script = submit(stub, "--job", "replicate", "--", "--dataset", "orders, and more");
    assertThat(script.code()).as(script.err()).isZero();

    assertThat(stub.calls()).hasSize(1);
    List<String> call = stub.calls().get(0);
    assertThat(valueOf(call, "--master")).isEqualTo("yarn");
    assertThat(valueOf(call, "--deploy-mode")).isEqualTo("cluster");
    assertThat(valueOf(call, "--archives")).isEqualTo(JAR + "jdk17.tar.gz#jdk17");
    assertThat(valueOf(call, "--class")).isEqualTo("io.twinlake.Main");
    assertThat(confs(call))
        .containsEntry("spark.yarn.appMasterEnv.JAVA_HOME", "./jdk17")
        .containsEntry("spark.executorEnv.JAVA_HOME", "./jdk17")
        .containsEntry("spark.yarn.maxAppAttempts", "1")
        .containsEntry(
            "spark.executor.extraJavaOptions",
            "-Djdk.httpclient.allowRestrictedHeaders=content-length");
    int jar = call.indexOf(JAR + "twinlake-0.1.0-SNAPSHOT.jar");
    assertThat(SparkOptions.unknown(call.subList(0, jar))).isEmpty();
    assertThat(SparkOptions.unknown(List.of("--no-such-option"))).hasSize(1);
    assertThat(call)
        .containsSubsequence("--driver-memory", "4g", "--executor-memory", "4g")
        .containsSubsequence("--executor-cores", "4", "--num-executors", "4");
    List<String> ours = call.subList(jar + 1, call.size());
    assertThat(ours)
        .containsExactly(
            "replicate", "--config", JAR + "sales.yaml", "--dataset", "orders, and more");
    assertThat(taken(ours)).isZero();
  }

  @Test
  void theDryRunShowsWhatWouldBeCalledAndCallsNothing() throws IOException {
    StubProgram stub = sparkSubmit(ACCEPTED);
    Script rendered = submit(stub, "--job", "plan", "--dry-run");
    assertThat(rendered.code()).as(rendered.err()).isZero();
    assertThat(stub.calls()).isEmpty();
    assertThat(submit(stub, "--job", "plan").code()).isZero();

    StubProgram shell = new StubProgram(directory.resolve("bin"), "spark-submit", ":");
    Path line = Files.writeString(directory.resolve("line.sh"), rendered.out());
    ProcessBuilder bash = new ProcessBuilder("bash", line.toString());
    bash.environment().putAll(StubProgram.path(directory.resolve("bin")));
    try {
      assertThat(bash.start().waitFor()).isZero();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    assertThat(shell.calls()).hasSize(2);
    assertThat(shell.calls().get(1)).isEqualTo(shell.calls().get(0));
  }

  @Test
  void aJavaOfTheNodesIsUsedWhereTheValuesNameOne() throws IOException {
    StubProgram stub = sparkSubmit(ACCEPTED);
    Path values =
        Script.values(
            directory, "hdinsight", "TWINLAKE_JDK=", "TWINLAKE_JAVA_HOME=/usr/lib/jvm/17");
    Script script =
        Script.start(
            directory,
            StubProgram.path(directory.resolve("bin")),
            "hdinsight/spark-submit.sh",
            "--job",
            "status",
            "--no-wait",
            "--values",
            values.toString());
    assertThat(script.code()).as(script.err()).isZero();
    assertThat(stub.calls().get(0)).doesNotContain("--archives");
    assertThat(confs(stub.calls().get(0)))
        .containsEntry("spark.executorEnv.JAVA_HOME", "/usr/lib/jvm/17")
        .containsEntry("spark.yarn.submit.waitAppCompletion", "false");
  }

  @ParameterizedTest
  @CsvSource({
    "User class threw exception: io.twinlake.jobs.cli.CommandFailedException: Twinlake ended with exit code 5: as it says, 5",
    "User class threw exception: io.twinlake.jobs.cli.CommandFailedException: Twinlake ended with exit code 3: as it says, 3",
    "Exception in thread main java.lang.OutOfMemoryError, 1",
  })
  void endsWithTheCodeThatYarnTells(String diagnostics, int code) throws IOException {
    StubProgram stub =
        sparkSubmit(ACCEPTED + "\necho '\t diagnostics: " + diagnostics + "' >&2\nexit 1");
    Script script = submit(stub, "--job", "replicate");
    assertThat(script.code()).as(script.err()).isEqualTo(code);
    assertThat(script.err())
        .contains("exit code " + code, "yarn logs -applicationId application_1_2");
  }

  @Test
  void aSignalKillsTheApplication() throws Exception {
    StubProgram yarn = new StubProgram(directory.resolve("bin"), "yarn", ":");
    // It keeps the log open and ends on the script's own signal.
    StubProgram stub = sparkSubmit(ACCEPTED + "\nexec sleep 300");
    Script script = submit(stub, "--job", "replicate");
    while (!script.err().contains("application_1_2")) {
      Thread.onSpinWait();
    }
    script.terminate();
    assertThat(script.code()).as(script.err()).isEqualTo(130);
    assertThat(yarn.calls()).containsExactly(List.of("application", "-kill", "application_1_2"));
  }

  @Test
  void distCpTravelsBesideTheJarAndItIsTheSameRun() throws IOException {
    StubProgram stub = sparkSubmit(ACCEPTED);
    Path hadoop = Files.createDirectories(directory.resolve("hadoop/share"));
    Path jar = Files.createFile(hadoop.resolve("hadoop-distcp-3.3.4.jar"));
    Files.createFile(hadoop.resolve("hadoop-distcp-3.3.4-tests.jar"));
    Map<String, String> env = new java.util.TreeMap<>(StubProgram.path(directory.resolve("bin")));
    env.put("HADOOP_HOME", hadoop.getParent().toString());
    Script script =
        Script.start(
            directory,
            env,
            "hdinsight/distcp.sh",
            "--values",
            Script.values(directory, "hdinsight").toString(),
            "--",
            "--dataset",
            "orders");
    assertThat(script.code()).as(script.err()).isZero();
    List<String> call = stub.calls().get(0);
    assertThat(valueOf(call, "--jars")).isEqualTo(jar.toString());
    assertThat(SparkOptions.unknown(call.subList(0, call.indexOf("replicate")))).isEmpty();
    assertThat(taken(call.subList(call.indexOf("replicate"), call.size()))).isZero();

    env.put("HADOOP_HOME", directory.resolve("nowhere").toString());
    Script without =
        Script.start(directory, env, "hdinsight/distcp.sh", "--values", directory.toString());
    assertThat(without.code()).isEqualTo(2);
    assertThat(without.err()).contains("TWINLAKE_DISTCP");
  }

  @Test
  void withoutSparkSubmitItSaysWhereToGo() throws IOException {
    Path values = Script.values(directory, "hdinsight");
    Script script =
        Script.start(
            directory,
            Map.of("SPARK_SUBMIT", "no-such-program"),
            "hdinsight/spark-submit.sh",
            "--job",
            "replicate",
            "--values",
            values.toString());
    assertThat(script.code()).isEqualTo(2);
    assertThat(script.err()).contains("no-such-program was not found", "livy.sh");
  }

  private static int taken(List<String> arguments) {
    HadoopConf hadoop =
        new HadoopConf(Map.of(), new Properties(), ClassLoader.getPlatformClassLoader());
    return new CommandLineRun(
            new CommandContext(new FakeCommands(), new Recorded().terminal(), hadoop))
        .execute(arguments.toArray(String[]::new));
  }

  private static String valueOf(List<String> call, String option) {
    return call.get(call.indexOf(option) + 1);
  }

  private static Map<String, String> confs(List<String> call) {
    Map<String, String> confs = new java.util.TreeMap<>();
    List<String> rest = new ArrayList<>(call);
    while (rest.contains("--conf")) {
      int at = rest.indexOf("--conf");
      String[] setting = rest.get(at + 1).split("=", 2);
      confs.put(setting[0], setting[1]);
      rest = rest.subList(at + 2, rest.size());
    }
    return confs;
  }
}
