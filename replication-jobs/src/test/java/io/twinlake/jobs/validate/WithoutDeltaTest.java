package io.twinlake.jobs.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.settings.RowIdentity;
import io.twinlake.validation.TableRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.errors.QueryExecutionErrors;
import org.junit.jupiter.api.Test;

/** A Spark that nobody gave a Delta Lake, in the words of Spark. */
class WithoutDeltaTest {
  @Test
  void whatSpark33SaysBecomesTheOptionThatMendsIt() {
    Throwable said =
        QueryExecutionErrors.failedToFindDataSourceError(
            "delta", new ClassNotFoundException("delta.DefaultSource"));
    assertThat(unreadable((Exception) said))
        .contains("orders/t is a Delta table", "--packages io.delta:");
  }

  @Test
  void whatLaterSparksSayDoesToo() {
    assertThat(
            unreadable(
                new IllegalStateException(
                    "[DATA_SOURCE_NOT_FOUND] Failed to find the data source: delta.")))
        .contains("--packages io.delta:");
  }

  @Test
  void anotherFailureIsNotTakenForIt() {
    assertThat(unreadable(new IllegalStateException("no such file"))).doesNotContain("--packages");
  }

  private static String unreadable(Exception said) {
    TableRequest request =
        new TableRequest(
            "orders/t",
            TableRequest.DELTA,
            "file:/east/t",
            "file:/west/t",
            Optional.empty(),
            Optional.empty(),
            List.of(),
            RowIdentity.NONE,
            false,
            Instant.EPOCH);
    return SparkTables.unreadable(request, said).getMessage();
  }
}
