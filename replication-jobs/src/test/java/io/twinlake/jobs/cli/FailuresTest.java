package io.twinlake.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.settings.Settings;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class FailuresTest {
  private final Recorded recorded = new Recorded();

  @Test
  void showsOnlyTheMessageOfWhatWasUnderstood() {
    ExitCode code = report(understood());
    assertThat(recorded.err().lines()).containsExactly("twinlake: The container is gone. Make it.");
    assertThat(code).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void findsTheUnderstoodFailureInsideAWrapper() {
    report(new ExecutionException(understood()));
    assertThat(recorded.err().lines()).containsExactly("twinlake: The container is gone. Make it.");
  }

  @Test
  void writesTheStackTraceOfTheUnexpectedToAFileWithoutSecrets() throws IOException {
    ExitCode code = report(new IllegalStateException("GET /x?sig=SECRETVALUE failed"));
    assertThat(code).isEqualTo(ExitCode.FAILED);
    assertThat(recorded.err().lines()).hasSize(1);
    assertThat(recorded.err())
        .startsWith("twinlake: An unexpected java.lang.IllegalStateException: GET /x?sig=***")
        .contains("The stack trace is in ");
    String file = recorded.err().replaceAll("(?s).*trace is in (.*)\\..*", "$1");
    assertThat(Files.readString(Path.of(file)))
        .contains("FailuresTest.java")
        .doesNotContain("SECRETVALUE");
    Files.delete(Path.of(file));
  }

  @Test
  void showsTheStackTraceWhenAskedTo() {
    new Failures(recorded.terminal(), true).report(understood(), false);
    assertThat(recorded.err()).contains("\tat ", "FailuresTest.java");
  }

  @Test
  void printsOneJsonObjectWhenAskedTo() {
    new Failures(recorded.terminal(), false).report(store(StoreProblem.UNAVAILABLE), true);
    assertThat(recorded.out().lines())
        .containsExactly(
            "{\"exitCode\":7,\"outcome\":\"UNREACHABLE\",\"error\":\"sa3 does not answer.\"}");
  }

  @Test
  void givesEachClassOfFailureItsExitCode() {
    assertThat(Failures.codeOf(store(StoreProblem.ROOT_MISSING))).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(Failures.codeOf(store(StoreProblem.ACCESS_DENIED))).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(Failures.codeOf(store(StoreProblem.CORRUPTED))).isEqualTo(ExitCode.FAILED);
    assertThat(Failures.codeOf(new UsageException("x"))).isEqualTo(ExitCode.USAGE);
    assertThatThrownBy(() -> Settings.load("format: settings/9", "sales.yaml"))
        .satisfies(e -> assertThat(Failures.codeOf(e)).isEqualTo(ExitCode.USAGE));
    assertThat(Failures.codeOf(new RuntimeException(new InterruptedException())))
        .isEqualTo(ExitCode.INTERRUPTED);
    assertThat(Failures.codeOf(new RuntimeException())).isEqualTo(ExitCode.FAILED);
  }

  /** What a driver or an executor dies of before our own code can say anything. */
  @Test
  void namesTheSettingOfAJvmThatIsTooSmallOrTooOld() {
    ExitCode small = report(new RuntimeException(new OutOfMemoryError("Java heap space")));
    assertThat(small).isEqualTo(ExitCode.FAILED);
    assertThat(recorded.err().lines())
        .singleElement()
        .asString()
        .contains("The driver ran out of memory (Java heap space)", "TWINLAKE_DRIVER_MEMORY")
        .contains("the next run goes on");
    // Spark hands on the text of what happened in a task, not its class.
    report(
        new IllegalStateException(
            "Job aborted: java.lang.UnsupportedClassVersionError: io/twinlake/jobs/spark/Task has been compiled by a more recent version of the Java Runtime"));
    assertThat(recorded.err().lines().toList().get(1))
        .contains("spark.executorEnv.JAVA_HOME", "JNAME=zulu17-ca-amd64", "the next run goes on");
  }

  /** As Spark 4.1.1 said it with delta-spark 3.3.3 before its own jars. */
  @Test
  void namesTheDeltaLakeOfAnotherSpark() {
    ExitCode clash =
        report(
            new NoSuchMethodError("'java.util.Map org.apache.spark.internal.LogEntry.context()'"));
    assertThat(clash).isEqualTo(ExitCode.FAILED);
    assertThat(recorded.err().lines())
        .singleElement()
        .asString()
        .contains("LogEntry.context()", "delta-spark", "--packages", "the next run goes on");
  }

  private ExitCode report(Throwable thrown) {
    return new Failures(recorded.terminal(), false).report(thrown, false);
  }

  private static ReplicationException understood() {
    return new ReplicationException(
        Effect.NONE_DO_NOT_RETRY, "The container is gone. Make it.", new IOException("404"));
  }

  private static StoreException store(StoreProblem problem) {
    return new StoreException(Effect.NONE_MAY_RETRY, problem, "sa3 does not answer.");
  }
}
