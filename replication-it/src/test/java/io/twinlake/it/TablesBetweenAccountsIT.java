package io.twinlake.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.jobs.Twinlake;
import io.twinlake.validation.DatasetValidation;
import io.twinlake.validation.Level;
import io.twinlake.validation.Outcome;
import io.twinlake.validation.ValidationListener;
import io.twinlake.validation.ValidationRequest;
import io.twinlake.validation.Verdict;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tables of two storage accounts, compared by their rows through Hadoop's own driver. */
@Timeout(300)
class TablesBetweenAccountsIT {
  private static final String LAKE = "datasets: [ { name: lake, root: raw/lake } ]";

  private static TwoAccounts lake;
  private static DeltaLake delta;

  @BeforeAll
  static void start() {
    lake = new TwoAccounts();
    delta = new DeltaLake(lake);
  }

  @AfterAll
  static void stop() {
    delta.close();
  }

  private static DatasetValidation compare(Optional<Long> point) {
    return Twinlake.on(delta.spark, lake.settings(LAKE))
        .validate(
            new ValidationRequest(Level.TABLE, Optional.empty(), point, Set.of()),
            ValidationListener.SILENT)
        .datasets()
        .get(0);
  }

  @Test
  void aReplicaThatWasCompactedIsEqualAndARowThatWasExchangedIsFoundInItsPartition() {
    delta.sql(
        "CREATE TABLE %s (id LONG, amount DECIMAL(10,2), at TIMESTAMP, day STRING) USING delta PARTITIONED BY (day)"
            .formatted(delta.source("orders")));
    for (int file = 0; file < 3; file++) {
      delta.sql(
          "INSERT INTO %s SELECT id, CAST(id AS DECIMAL(10,2)), TIMESTAMP'2026-03-29 01:30:00', CONCAT('2026-11-', 10 + id %% 2) FROM RANGE(%d, %d)"
              .formatted(delta.source("orders"), file * 10, file * 10 + 10));
    }
    lake.replicateCleanly(LAKE);
    DatasetValidation copied = compare(Optional.of(1L));
    assertThat(copied.verdict()).as(copied.toString()).isEqualTo(Verdict.CLEAN);
    assertThat(copied.tables().get(0).source().rows()).isEqualTo(30);

    String west = "delta.`" + delta.targetPath("orders") + "`";
    delta.sql("OPTIMIZE " + west);
    DatasetValidation compacted = compare(Optional.empty());
    assertThat(compacted.verdict()).as(compacted.toString()).isEqualTo(Verdict.CLEAN);

    delta.sql("UPDATE " + west + " SET id = 105 WHERE id = 5");
    DatasetValidation exchanged = compare(Optional.empty());
    assertThat(exchanged.verdict()).isEqualTo(Verdict.DIFFERENCES);
    assertThat(exchanged.of(Outcome.DIFFERS)).isEqualTo(1);
    assertThat(exchanged.findings().get(0).path().value()).isEqualTo("orders/day=2026-11-11/");
    assertThat(exchanged.findings().get(0).detail()).startsWith("15 rows on both sides");
  }
}
