package io.twinlake.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the files of submit/ pass to the program is what the program takes. */
class SubmitArgumentsTest {
  private static final Pattern ARG = Pattern.compile("<arg>([^<]*)</arg>");
  private static final Pattern PLACEHOLDER =
      Pattern.compile("@pipeline\\(\\)\\.parameters\\.(\\w+)|\\{\\{job\\.parameters\\.(\\w+)}}");

  /** Defaults of the parameters that pipelines and jobs have. */
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "datasets",
          "*",
          "dataset",
          "*",
          "level",
          "sample",
          "recoveryPoint",
          "none",
          "job",
          "status");

  @TempDir Path directory;

  @Test
  void everyLineOfArgumentsIsOneThatTheProgramTakes() throws IOException {
    Map<String, List<String>> lines = lines();
    assertThat(lines).hasSizeGreaterThanOrEqualTo(25);
    lines.forEach(
        (where, arguments) -> {
          Recorded recorded = new Recorded();
          FakeCommands commands = new FakeCommands();
          int code = run(recorded, commands, arguments);
          assertThat(code).as("%s: %s%n%s", where, arguments, recorded.err()).isZero();
          assertThat(commands.calls()).as(where).hasSize(1);
        });
  }

  /** Otherwise the test above could not fail. */
  @Test
  void anOptionThatIsNoLongerThereIsSeen() {
    assertThat(run(new Recorded(), new FakeCommands(), List.of("replicate", "--no-longer-there")))
        .isEqualTo(ExitCode.USAGE.code());
  }

  @Test
  void theDefaultsAreThoseOfThePipelinesAndJobs() {
    for (String file : List.of("adf/hdinsight.json", "adf/databricks.json")) {
      for (JsonNode resource : SubmitFiles.json(file).get("resources")) {
        resource
            .at("/properties/parameters")
            .fields()
            .forEachRemaining(
                parameter -> {
                  if (DEFAULTS.containsKey(parameter.getKey())) {
                    assertThat(parameter.getValue().get("defaultValue").textValue())
                        .isEqualTo(DEFAULTS.get(parameter.getKey()));
                  }
                });
      }
    }
    for (JsonNode parameter :
        SubmitFiles.bundleJobs("west").get("twinlake_replicate").get("parameters")) {
      assertThat(parameter.get("default").textValue())
          .isEqualTo(DEFAULTS.get(parameter.get("name").textValue()));
    }
  }

  @Test
  void theClassThatIsStartedIsThere() throws Exception {
    Class<?> main = Class.forName("io.twinlake.Main");
    assertThat(main.getMethod("main", String[].class)).isNotNull();
    Pattern named = Pattern.compile("io\\.twinlake\\.[\\w.]*Main\\b");
    int files = 0;
    for (Path file : files()) {
      List<String> classes =
          named.matcher(Files.readString(file)).results().map(MatchResult::group).toList();
      assertThat(classes).as(file.toString()).allMatch("io.twinlake.Main"::equals);
      files += classes.isEmpty() ? 0 : 1;
    }
    assertThat(files).isGreaterThanOrEqualTo(7);
  }

  @Test
  void everyFileThatSetsSparkUpHidesTheSameSecrets() throws IOException {
    Pattern redaction = Pattern.compile("\\(\\?i\\)secret\\|[^\"'<\\s]*sig=");
    String ours =
        redaction
            .matcher(Files.readString(SubmitFiles.PROJECT.resolve("twinlake")))
            .results()
            .map(MatchResult::group)
            .findFirst()
            .orElseThrow();
    Pattern spark = Pattern.compile("spark[.]executorEnv|spark_conf\"?:|[sS]parkCon(f|fig)\":");
    for (Path file : files()) {
      String text = Files.readString(file).replace("&amp;", "&");
      if (spark.matcher(text).find() && !text.contains("$redaction") && !file.endsWith("run.sh")) {
        assertThat(redaction.matcher(text).results().map(MatchResult::group).toList())
            .as(file.toString())
            .isNotEmpty()
            .allMatch(ours::equals);
      }
    }
    assertThat(SubmitFiles.text("common.sh")).contains("redaction='" + ours + "'");
  }

  private static int run(Recorded recorded, FakeCommands commands, List<String> arguments) {
    HadoopConf hadoop =
        new HadoopConf(Map.of(), new Properties(), ClassLoader.getPlatformClassLoader());
    CommandLineRun run =
        new CommandLineRun(new CommandContext(commands, recorded.terminal(), hadoop));
    try {
      return run.execute(arguments.toArray(String[]::new));
    } catch (AssertionError asked) {
      // Commands for metastores ask for the settings first: by then their arguments are taken.
      assertThat(asked).hasMessage(FakeCommands.NO_SETTINGS);
      commands.calls().add(String.join(" ", arguments));
      return ExitCode.CLEAN.code();
    }
  }

  /** Every line of arguments in submit/, by where it stands. */
  private Map<String, List<String>> lines() throws IOException {
    Map<String, List<String>> lines = new TreeMap<>();
    for (String file :
        List.of(
            "adf/hdinsight.json",
            "adf/databricks.json",
            "databricks/job.json",
            "databricks/run.json")) {
      for (JsonNode found : SubmitFiles.values(SubmitFiles.json(file), "arguments", "parameters")) {
        if (found.isArray() && !found.get(0).textValue().equals("@ARGUMENTS@")) {
          lines.put(file + " " + lines.size(), filled(SubmitFiles.texts(found)));
        }
      }
    }
    for (String target : List.of("west", "east")) {
      SubmitFiles.bundleJobs(target)
          .forEach(
              (key, job) ->
                  job.get("tasks")
                      .forEach(
                          task ->
                              lines.put(
                                  "databricks.yml %s %s %s"
                                      .formatted(target, key, task.get("task_key").textValue()),
                                  filled(
                                      SubmitFiles.texts(task.at("/spark_jar_task/parameters"))))));
    }
    scripts(lines);
    schedulers(lines);
    return lines;
  }

  private void scripts(Map<String, List<String>> lines) throws IOException {
    for (String job : jobs()) {
      // The words are put together by common.sh for both; a process each is slow.
      for (String script :
          job.equals("validate")
              ? List.of("hdinsight/livy.sh", "databricks/run.sh")
              : List.of("hdinsight/livy.sh")) {
        String platform = script.substring(0, script.indexOf('/'));
        Path values = Script.values(directory, platform);
        Script rendered =
            Script.start(
                directory,
                Map.of(),
                script,
                "--job",
                job,
                "--dry-run",
                "--values",
                values.toString());
        assertThat(rendered.code()).as("%s %s: %s", script, job, rendered.err()).isZero();
        JsonNode body =
            SubmitFiles.JSON.readTree(rendered.out().substring(rendered.out().indexOf("\n{")));
        JsonNode arguments =
            platform.equals("hdinsight")
                ? body.get("args")
                : body.at("/tasks/0/spark_jar_task/parameters");
        lines.put(script + " " + job, SubmitFiles.texts(arguments));
      }
    }
  }

  private static List<String> jobs() {
    return SubmitFiles.text("common.sh")
        .lines()
        .filter(line -> line.startsWith("known_jobs="))
        .flatMap(line -> Arrays.stream(line.replaceAll("known_jobs='(.*)'", "$1").split(" ")))
        .toList();
  }

  private static void schedulers(Map<String, List<String>> lines) {
    String oozie = SubmitFiles.text("schedulers/oozie-workflow.xml");
    for (String action : oozie.split("<action ")) {
      List<String> arguments =
          ARG.matcher(action).results().map((MatchResult m) -> m.group(1)).toList();
      if (!arguments.isEmpty()) {
        lines.put("oozie " + lines.size(), arguments);
      }
    }
    SubmitFiles.text("schedulers/twinlake.service")
        .lines()
        .filter(line -> line.startsWith("ExecStart="))
        .forEach(line -> lines.put("systemd", words(line)));
    SubmitFiles.text("schedulers/airflow.py")
        .lines()
        .filter(line -> line.contains("bash_command="))
        .forEach(
            line ->
                lines.put(
                    "airflow " + lines.size(),
                    words(line.replaceAll(".*\\{TWINLAKE}|\",?\\s*$", "x"))));
  }

  /** Without the first word, which is the program. */
  private static List<String> words(String line) {
    List<String> words = new ArrayList<>(List.of(line.strip().split("\\s+")));
    return words.subList(1, words.size()).stream().map(w -> w.replaceAll("x$", "")).toList();
  }

  private static List<String> filled(List<String> arguments) {
    return arguments.stream()
        .map(
            argument ->
                PLACEHOLDER
                    .matcher(argument)
                    .replaceAll(
                        m ->
                            DEFAULTS.getOrDefault(
                                m.group(1) == null ? m.group(2) : m.group(1),
                                m.group(0).startsWith("@") ? "sales" : "?")))
        .toList();
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(SubmitFiles.ROOT)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> !file.toString().endsWith(".md") && !file.endsWith("values.env"))
          .toList();
    }
  }
}
