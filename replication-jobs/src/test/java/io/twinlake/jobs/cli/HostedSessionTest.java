package io.twinlake.jobs.cli;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class HostedSessionTest {
  /** As standard access mode and serverless answer: by an error, or by a session of Connect. */
  @Test
  void aClusterThatKeepsTheSparkContextFromJobsIsToBeSetToDedicatedAccess() {
    assertThatThrownBy(
            () ->
                HostedSession.checked(
                    () -> {
                      throw new IllegalStateException("SparkContext is not supported, sig=SECRET");
                    }))
        .isInstanceOf(UsageException.class)
        .satisfies(
            e ->
                org.assertj.core.api.Assertions.assertThat(Failures.codeOf(e))
                    .isEqualTo(ExitCode.USAGE))
        .hasMessageContaining("data_security_mode: SINGLE_USER")
        .hasMessageNotContaining("SECRET");
    assertThatThrownBy(
            () ->
                HostedSession.checked(
                    () -> {
                      throw new NoSuchMethodError("SparkSession.sparkContext");
                    }))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("dedicated access mode");
  }
}
