package io.twinlake.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The values that a newcomer fills in are those that the scripts read, and the other way round. */
class SubmitValuesTest {
  private static final Pattern EXPLAINED =
      Pattern.compile("^(?:# ?)?([A-Z][A-Z0-9_]+)=", Pattern.MULTILINE);
  private static final Pattern READ =
      Pattern.compile(
          "\\$\\{?!?((?:TWINLAKE|AZURE|DATABRICKS|HDINSIGHT|EAST|WEST|SA\\d)(?:_[A-Z_]+)?)\\b");
  private static final Pattern NEEDED =
      Pattern.compile("^\\s*need_values (.*)$", Pattern.MULTILINE);

  /** What is never in a file: secrets, and what a test sets. Each is in a script's own messages. */
  private static final Set<String> OF_THE_ENVIRONMENT =
      Set.of(
          "AZURE_MANAGEMENT",
          "AZURE_TOKEN",
          "DATABRICKS_TOKEN",
          "TWINLAKE_LIVY_PASSWORD",
          "TWINLAKE_LIVY_TOKEN");

  @ParameterizedTest
  @ValueSource(strings = {"adf", "databricks", "hdinsight", "provision"})
  void everyValueIsReadAndEveryValueThatIsReadIsExplained(String platform) throws IOException {
    Set<String> explained = found(EXPLAINED, SubmitFiles.text(platform + "/values.env.example"));
    Set<String> read = new TreeSet<>();
    try (Stream<Path> files = Files.list(SubmitFiles.ROOT.resolve(platform))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".sh")).toList()) {
        read.addAll(read(Files.readString(file)));
      }
    }
    if (!platform.equals("provision") && !platform.equals("adf")) {
      read.addAll(read(SubmitFiles.text("common.sh")));
    }
    read.removeAll(OF_THE_ENVIRONMENT);
    assertThat(read).containsExactlyInAnyOrderElementsOf(explained);
  }

  private static Set<String> read(String script) {
    Set<String> read = found(READ, script);
    NEEDED
        .matcher(script)
        .results()
        .map(m -> m.group(1))
        .filter(names -> !names.contains("("))
        .forEach(names -> read.addAll(List.of(names.strip().split("\\s+"))));
    // What one script sets for another is nobody's to fill in.
    read.remove("TWINLAKE_JARS");
    return read;
  }

  private static Set<String> found(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map((MatchResult m) -> m.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @TempDir Path directory;

  /** What a newcomer gets wrong is told before anything is sent, and names the value. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hdinsight/livy.sh | TWINLAKE_EXECUTORS=four | TWINLAKE_EXECUTORS is 'four'",
        "hdinsight/livy.sh | TWINLAKE_LIVY=cluster/livy | begins with https://",
        "hdinsight/livy.sh | TWINLAKE_JAR= | does not say TWINLAKE_JAR",
        "hdinsight/livy.sh | TWINLAKE_LIVY_AUTH=kerberos | Say basic, entra or none",
        "hdinsight/spark-submit.sh | TWINLAKE_JDK= | does not say TWINLAKE_JDK",
        "databricks/run.sh | TWINLAKE_WORKERS=2-4 | TWINLAKE_WORKERS is '2-4'",
        "databricks/run.sh | DATABRICKS_HOST=adb-1 | begins with https://",
        "databricks/run.sh | DATABRICKS_TOKEN_FILE=/no/such | DATABRICKS_TOKEN_FILE",
        "adf/run.sh | TWINLAKE_PAIR= | does not say TWINLAKE_PAIR",
        "provision/provision.sh | SA1=two | SA1 to SA4 are not four accounts",
        "provision/provision.sh | SA1=Sa_1 | cannot be named 'Sa_1'",
        "provision/provision.sh | WEST_COMPUTE=spark | The compute of west is 'spark'",
      })
  void aWrongValueIsNamed(String script, String line, String told) throws IOException {
    String platform = script.substring(0, script.indexOf('/'));
    boolean provision = platform.equals("provision");
    Path values =
        provision
            ? Script.values(directory, platform, "SA1=one", "SA2=two", "SA3=sa3", "SA4=sa4", line)
            : Script.values(directory, platform, line);
    List<String> arguments = new ArrayList<>(List.of("--values", values.toString()));
    if (provision) {
      arguments.addAll(0, List.of("apply", "--dry-run"));
    } else {
      arguments.addAll(List.of("--job", "plan"));
    }
    Script ended = Script.start(directory, Map.of(), script, arguments.toArray(String[]::new));
    assertThat(ended.code()).as(ended.err()).isEqualTo(ExitCode.USAGE.code());
    assertThat(ended.err()).contains("twinlake submit: ", told);
  }

  @Test
  void aFileOfValuesThatIsNotThereAndAHelpSayWhatToDo() throws IOException {
    Script without =
        Script.start(
            directory, Map.of(), "adf/run.sh", "--job", "plan", "--values", "no-such-file");
    assertThat(without.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(without.err())
        .contains(SubmitFiles.ROOT.resolve("adf/values.env.example").toString());
    Script help = Script.start(directory, Map.of(), "adf/run.sh", "--help");
    assertThat(help.code()).isZero();
    assertThat(help.out()).contains("run.sh --job replicate").doesNotContain("set -e");
  }

  /** The advice of the scripts and of the pages must not name what is no longer read. */
  @Test
  void everyValueThatIsSpokenOfIsThere() throws IOException {
    Set<String> known = new TreeSet<>(OF_THE_ENVIRONMENT);
    for (String platform : List.of("adf", "databricks", "hdinsight", "provision")) {
      known.addAll(found(EXPLAINED, SubmitFiles.text(platform + "/values.env.example")));
    }
    Pattern spoken = Pattern.compile("\\b((?:TWINLAKE|DATABRICKS|AZURE)_[A-Z_]+)\\b");
    Map<String, String> texts =
        Map.of(
            "common.sh",
            SubmitFiles.text("common.sh"),
            "submit/README.md",
            SubmitFiles.text("README.md"),
            "docs/operations.md",
            section(Files.readString(SubmitFiles.PROJECT.resolve("docs/operations.md"))));
    texts.forEach((name, text) -> assertThat(known).as(name).containsAll(found(spoken, text)));
  }

  @Test
  void everyFileThatTheReadmeNamesIsThere() {
    List<String> named =
        SubmitFiles.text("README.md")
            .lines()
            .filter(line -> line.startsWith("| `"))
            .flatMap(
                line -> {
                  List<String> words = words(line);
                  String directory = words.get(0);
                  return Stream.concat(
                      Stream.of(directory), words.stream().skip(1).map(file -> directory + file));
                })
            .toList();
    assertThat(named)
        .hasSizeGreaterThan(10)
        .allSatisfy(name -> assertThat(SubmitFiles.ROOT.resolve(name)).exists());
  }

  private static List<String> words(String line) {
    return Pattern.compile("`([^`]+)`")
        .matcher(line)
        .results()
        .map((MatchResult m) -> m.group(1))
        .toList();
  }

  private static String section(String page) {
    int begin = page.indexOf("## On a cluster");
    return page.substring(begin, page.indexOf("\n## ", begin + 1));
  }
}
