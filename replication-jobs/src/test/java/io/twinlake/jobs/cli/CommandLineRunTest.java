package io.twinlake.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineRunTest {
  private final Recorded recorded = new Recorded();
  private final FakeCommands commands = new FakeCommands();

  @ParameterizedTest
  @CsvSource({
    "replicate, replicate",
    "plan, plan",
    "status, status",
    "recovery-points, recovery-points 20",
    "recovery-points --limit 3, recovery-points 3",
    "retention --dry-run, retention true",
    "rebuild-ledger, rebuild-ledger",
  })
  void callsTheCommandThatIsNamed(String line, String call) {
    assertThat(run(line.split(" "))).isZero();
    assertThat(commands.calls()).containsExactly(call);
  }

  /** What no handler of picocli sees: a class path that does not fit, a heap that is too small. */
  @Test
  void anErrorOfTheJvmEndsWithAMessageAndACodeToo() {
    commands.dieOf(new NoClassDefFoundError("org/apache/spark/sql/delta/DeltaLog"));
    assertThat(run("replicate")).isEqualTo(ExitCode.FAILED.code());
    commands.dieOf(new OutOfMemoryError("Java heap space"));
    assertThat(run("replicate")).isEqualTo(ExitCode.FAILED.code());
    // As Delta Lake for Spark 4.0 died on Spark 4.1: in a cache, which wraps it.
    commands.dieOf(
        new Error(
            new NoClassDefFoundError(
                "org/apache/spark/sql/execution/streaming/StreamingRelation")));
    assertThat(run("replicate")).isEqualTo(ExitCode.FAILED.code());
    assertThat(recorded.err().lines()).hasSize(3);
    assertThat(recorded.err()).contains("delta-spark", "TWINLAKE_DRIVER_MEMORY");
  }

  @Test
  void handsTheOptionsOver() {
    run(
        "replicate",
        "--config",
        "conf/a b.yaml",
        "--dataset",
        "orders",
        "--dataset",
        "clicks",
        "--json",
        "--conf",
        "spark.hadoop.fs.x=1",
        "--master",
        "local[2]");
    Invocation invocation = commands.last();
    assertThat(invocation.config()).isEqualTo(Path.of("conf/a b.yaml").toUri());
    assertThat(invocation.datasets()).containsExactly("orders", "clicks");
    assertThat(invocation.json()).isTrue();
    assertThat(invocation.hadoop()).containsEntry("fs.x", "1");
  }

  @Test
  void takesSettingsFromAnyUri() {
    run("plan", "--config", "abfss://conf@sa1.dfs.core.windows.net/sales.yaml");
    assertThat(commands.last().config())
        .hasToString("abfss://conf@sa1.dfs.core.windows.net/sales.yaml");
  }

  @Test
  void neverShowsHadoopSettings() {
    run("plan", "--conf", "spark.hadoop.fs.x=SECRETVALUE");
    assertThat(commands.last().toString()).doesNotContain("SECRETVALUE");
  }

  @Test
  void exitsWithTheCodeOfTheOutcome() {
    commands.answer(ExitCode.PARTIAL);
    assertThat(run("replicate")).isEqualTo(3);
  }

  @Test
  void tellsAFailureInOneLineAndExitsWithItsCode() {
    commands.fail(new UsageException("The settings are wrong. Mend them."));
    assertThat(run("replicate")).isEqualTo(2);
    assertThat(recorded.err().lines())
        .containsExactly("twinlake: The settings are wrong. Mend them.");
  }

  @Test
  void tellsAFailureAsOneJsonObjectOrWithItsStackWhereThatIsAskedFor() {
    commands.fail(new UsageException("The settings are wrong."));
    run("status", "--json", "--verbose");

    assertThat(recorded.out().lines())
        .singleElement()
        .asString()
        .contains("\"exitCode\":2", "The settings are wrong.");
    assertThat(recorded.err()).contains("\tat " + getClass().getName());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "replicat", "replicate --dry-run", "recovery-points --limit many", "plan x"})
  void answersWrongArgumentsInTwoLinesAndExitsWith2(String line) {
    assertThat(run(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(2);
    assertThat(recorded.err().lines()).hasSize(2).last().asString().contains("twinlake", "--help");
    assertThat(commands.calls()).isEmpty();
  }

  @Test
  void guessesWhatWasMeant() {
    run("replicat");
    assertThat(recorded.err()).contains("Did you mean: ", "replicate");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "help",
        "replicate --help",
        "plan -h",
        "status --help",
        "recovery-points --help",
        "retention --help",
        "rebuild-ledger --help",
        "validate --help",
        "report --help",
        "repair --help",
        "fingerprint --help",
        "demo --help",
        "help demo"
      })
  void helpsWithin80Columns(String line) {
    assertThat(run(line.split(" "))).isZero();
    assertThat(recorded.out().lines()).hasSizeGreaterThan(3).allMatch(l -> l.length() <= 80);
    assertThat(commands.calls()).isEmpty();
  }

  @Test
  void listsEveryExitCodeInItsHelp() {
    run("--help");
    assertThat(recorded.out())
        .contains(Arrays.stream(ExitCode.values()).map(c -> " " + c.code() + " ").toList());
  }

  @Test
  void knowsADatabricksCluster() {
    assertThat(Main.isDatabricks(Map.of("DATABRICKS_RUNTIME_VERSION", "15.4"))).isTrue();
    assertThat(Main.isDatabricks(Map.of())).isFalse();
    assertThat(new CommandFailedException(3)).hasMessageContaining("exit code 3: committed");
  }

  @Test
  void knowsYarnsApplicationMaster() {
    Properties system = new Properties();
    assertThat(Main.isApplicationMaster(system)).isFalse();
    system.setProperty("spark.yarn.app.id", "application_1_2");
    assertThat(Main.isApplicationMaster(system)).isTrue();
  }

  private int run(String... args) {
    HadoopConf hadoop =
        new HadoopConf(Map.of(), new Properties(), ClassLoader.getPlatformClassLoader());
    return new CommandLineRun(new CommandContext(commands, recorded.terminal(), hadoop))
        .execute(args);
  }
}
