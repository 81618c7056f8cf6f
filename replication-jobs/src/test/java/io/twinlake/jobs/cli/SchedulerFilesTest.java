package io.twinlake.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.transform.Source;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xml.sax.SAXException;

/** submit/schedulers: by the schedulers' own schemas where they have one, and by our own codes. */
class SchedulerFilesTest {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{(\\w+)}");

  private static Schema oozie() throws SAXException {
    SchemaFactory factory = SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI);
    return factory.newSchema(
        Stream.of("oozie-workflow-0.5.xsd", "oozie-coordinator-0.4.xsd", "spark-action-0.2.xsd")
            .map(
                name ->
                    new StreamSource(
                        SchedulerFilesTest.class.getClassLoader().getResourceAsStream(name)))
            .toArray(Source[]::new));
  }

  private static void validate(String text) throws SAXException, IOException {
    oozie().newValidator().validate(new StreamSource(new StringReader(text)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"oozie-workflow.xml", "oozie-coordinator.xml"})
  void ooziesOwnSchemasTakeBothFiles(String file) throws Exception {
    String text = SubmitFiles.text("schedulers/" + file);
    validate(text);
    assertThatThrownBy(
            () ->
                validate(
                    text.replace("spark-opts>", "spark-options>")
                        .replace("concurrency>", "concurency>")))
        .isInstanceOf(SAXException.class);
  }

  @Test
  void whatTheWorkflowAsksForTheCoordinatorGives() {
    Set<String> asked =
        REFERENCE
            .matcher(SubmitFiles.text("schedulers/oozie-workflow.xml"))
            .results()
            .map((MatchResult m) -> m.group(1))
            .collect(Collectors.toSet());
    // These two are those of every Oozie application, in its job.properties.
    asked.removeAll(Set.of("jobTracker", "nameNode"));
    String coordinator = SubmitFiles.text("schedulers/oozie-coordinator.xml");
    assertThat(asked)
        .isNotEmpty()
        .allSatisfy(
            name -> assertThat(coordinator).contains("<name>" + name + "</name><value>${" + name));
  }

  /** Java 17 does not start with flags of Java 8's collectors, which HDInsight's defaults have. */
  @Test
  void whoeverShipsAJdkAlsoReplacesTheClustersJavaOptions() throws IOException {
    int files = 0;
    for (Path file : all()) {
      String text = Files.readString(file);
      if (text.contains("spark.executorEnv.JAVA_HOME") && !file.endsWith("common.sh")) {
        files++;
        assertThat(occurrences(text, "spark.executor.extraJavaOptions"))
            .as(file.toString())
            .isEqualTo(occurrences(text, "spark.executorEnv.JAVA_HOME"))
            .isEqualTo(occurrences(text, "spark.driver.extraJavaOptions"))
            .isEqualTo(occurrences(text, "spark.yarn.appMasterEnv.JAVA_HOME"))
            .isEqualTo(occurrences(text, "spark.yarn.maxAppAttempts"));
      }
    }
    assertThat(files).isEqualTo(3);
  }

  @Test
  void theCodesThatASchedulerForgivesAreOurs() {
    assertThat(SubmitFiles.text("schedulers/twinlake.service"))
        .contains(
            "SuccessExitStatus=%d %d".formatted(ExitCode.PARTIAL.code(), ExitCode.OVERTAKEN.code()))
        .contains("KillSignal=SIGINT");
    assertThat(SubmitFiles.text("schedulers/airflow.py"))
        .contains("skip_on_exit_code=%d,".formatted(ExitCode.OVERTAKEN.code()));
  }

  /** What the units set must be what the launcher or the command line reads. */
  @Test
  void theEnvironmentThatIsSetIsRead() throws IOException {
    String launcher = Files.readString(SubmitFiles.PROJECT.resolve("twinlake"));
    List<String> set =
        Stream.concat(
                SubmitFiles.text("schedulers/twinlake.service")
                    .lines()
                    .filter(line -> line.startsWith("Environment="))
                    .flatMap(
                        line -> Arrays.stream(line.substring("Environment=".length()).split(" "))),
                Pattern.compile("ENVIRONMENT = \\{\"(\\w+)\"")
                    .matcher(SubmitFiles.text("schedulers/airflow.py"))
                    .results()
                    .map((MatchResult m) -> m.group(1)))
            .map(assignment -> assignment.replaceAll("=.*", ""))
            .toList();
    assertThat(set).hasSize(2).allSatisfy(name -> assertThat(launcher).contains("${" + name + ":"));
  }

  @Test
  void ooziesOptionsForSparkAreSparksAndThoseOfTheScripts() {
    List<String> lines =
        Pattern.compile("<spark-opts>([^<]*)</spark-opts>")
            .matcher(SubmitFiles.text("schedulers/oozie-workflow.xml"))
            .results()
            .map((MatchResult m) -> m.group(1))
            .toList();
    assertThat(lines).hasSize(2);
    String script = SubmitFiles.text("hdinsight/conf.sh");
    for (String line : lines) {
      List<String> words = List.of(line.split("\\s+"));
      assertThat(SparkOptions.unknown(words)).isEmpty();
      // Each value behind its option.
      assertThat(words).hasSizeGreaterThan(10).hasSize(words.size() / 2 * 2);
      for (int i = 0; i < words.size(); i += 2) {
        assertThat(words.get(i)).startsWith("--");
        if (words.get(i).equals("--conf")) {
          assertThat(script).contains(words.get(i + 1).replaceAll("=.*", "="));
        }
      }
      assertThat(words.get(words.indexOf("--archives") + 1)).isEqualTo("${jdk}#jdk17");
    }
  }

  /**
   * Airflow cannot be had from Maven. These are keywords of DAG and BashOperator as apache-airflow
   * 2.6.0 has them; 2.5.3 has no {@code skip_on_exit_code} yet, and refuses what it does not know.
   */
  @Test
  void theKeywordsForAirflowAreThoseThatWereLookedUp() {
    Set<String> keywords =
        Pattern.compile(
                "^ +(\\w+)=|[(,{] *\"?(retries|execution_timeout|hours)[\"=]", Pattern.MULTILINE)
            .matcher(SubmitFiles.text("schedulers/airflow.py"))
            .results()
            .map((MatchResult m) -> m.group(1) == null ? m.group(2) : m.group(1))
            .collect(Collectors.toSet());
    assertThat(keywords)
        .containsExactlyInAnyOrder(
            "dag_id",
            "start_date",
            "schedule",
            "catchup",
            "max_active_runs",
            "default_args",
            "retries",
            "execution_timeout",
            "hours",
            "task_id",
            "bash_command",
            "env",
            "append_env",
            "skip_on_exit_code");
    assertThat(SubmitFiles.text("schedulers/airflow.py"))
        .contains("Airflow 2.6", "from airflow.operators.bash import BashOperator");
  }

  /**
   * Settings of units as systemd.service(5), .timer(5), .exec(5), .kill(5) and .unit(5) list them.
   */
  @Test
  void theSettingsOfTheUnitsAreThoseOfSystemd() {
    assertThat(settings("schedulers/twinlake.service"))
        .containsExactlyInAnyOrder(
            "Description",
            "Wants",
            "After",
            "Type",
            "User",
            "WorkingDirectory",
            "Environment",
            "ExecStart",
            "SuccessExitStatus",
            "TimeoutStartSec",
            "KillSignal");
    assertThat(settings("schedulers/twinlake.timer"))
        .containsExactlyInAnyOrder(
            "Description", "OnCalendar", "Persistent", "RandomizedDelaySec", "WantedBy");
    assertThat(SubmitFiles.text("schedulers/twinlake.service")).contains("[Unit]", "[Service]");
    assertThat(SubmitFiles.text("schedulers/twinlake.timer"))
        .contains("[Unit]", "[Timer]", "[Install]", "WantedBy=timers.target");
  }

  private static Set<String> settings(String file) {
    return SubmitFiles.text(file)
        .lines()
        .filter(line -> line.matches("[A-Za-z]+=.*"))
        .map(line -> line.replaceAll("=.*", ""))
        .collect(Collectors.toSet());
  }

  @Test
  void nothingOverlaps() {
    assertThat(SubmitFiles.text("schedulers/airflow.py"))
        .contains("max_active_runs=1", "catchup=False");
    assertThat(SubmitFiles.text("schedulers/oozie-coordinator.xml"))
        .contains("<concurrency>1</concurrency>", "<execution>LAST_ONLY</execution>");
    // systemd starts no second one of a oneshot that is under way.
    assertThat(SubmitFiles.text("schedulers/twinlake.service")).contains("Type=oneshot");
    assertThat(SubmitFiles.text("schedulers/twinlake.timer")).contains("OnCalendar=*:0/15");
  }

  private static long occurrences(String text, String word) {
    return Pattern.compile(Pattern.quote(word)).matcher(text).results().count();
  }

  private static List<Path> all() throws IOException {
    try (Stream<Path> files = Files.walk(SubmitFiles.ROOT)) {
      return files.filter(Files::isRegularFile).filter(f -> !f.toString().endsWith(".md")).toList();
    }
  }
}
