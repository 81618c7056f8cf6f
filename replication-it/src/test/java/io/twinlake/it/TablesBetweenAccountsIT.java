package io.twinlake.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.jobs.Twinlake;
import io.twinlake.testing.Azurite;
import io.twinlake.testing.PlainBlobs;
import io.twinlake.validation.DatasetValidation;
import io.twinlake.validation.Level;
import io.twinlake.validation.Outcome;
import io.twinlake.validation.ValidationListener;
import io.twinlake.validation.ValidationRequest;
import io.twinlake.validation.Verdict;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tables of two storage accounts, compared by their rows through Hadoop's own driver. */
@Timeout(300)
class TablesBetweenAccountsIT {
  private static final String LAKE = "datasets: [ { name: lake, root: raw/lake/day } ]";
  private static final String SEEN = "datasets: [ { name: seen, root: raw/lake/seen } ]";

  private static final String AS = "validation: { identity: %s, listBy: same }\n";

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
    return compare(LAKE, point);
  }

  private static DatasetValidation compare(String settings, Optional<Long> point) {
    return Twinlake.on(delta.spark, lake.settings(settings))
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
            .formatted(delta.source("day/orders")));
    for (int file = 0; file < 3; file++) {
      delta.sql(
          "INSERT INTO %s SELECT id, CAST(id AS DECIMAL(10,2)), TIMESTAMP'2026-03-29 01:30:00', CONCAT('2026-11-', 10 + id %% 2) FROM RANGE(%d, %d)"
              .formatted(delta.source("day/orders"), file * 10, file * 10 + 10));
    }
    lake.replicateCleanly(LAKE);
    DatasetValidation copied = compare(Optional.of(1L));
    assertThat(copied.verdict()).as(copied.toString()).isEqualTo(Verdict.CLEAN);
    assertThat(copied.tables().get(0).source().rows()).isEqualTo(30);

    String west = "delta.`" + delta.targetPath("day/orders") + "`";
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

  @Test
  void rowsAreReadAsTheValidatorAlsoWhereTheClusterHasReadBefore() {
    delta.sql("CREATE TABLE %s (id LONG) USING delta".formatted(delta.source("seen/delta")));
    delta.sql("INSERT INTO %s VALUES (1), (2)".formatted(delta.source("seen/delta")));
    delta.spark.range(5).write().parquet(delta.sourcePath("seen/plain"));
    lake.replicateCleanly(SEEN);
    assertThat(compare(SEEN, Optional.empty()).of(Outcome.UNREADABLE)).isZero();
    may("auditor", "rl");
    may("lister", "l");

    DatasetValidation read = compare(AS.formatted("auditor") + SEEN, Optional.empty());
    assertThat(read.of(Outcome.UNREADABLE)).as(read.toString()).isZero();
    assertThat(read.tables()).hasSizeGreaterThanOrEqualTo(2);
    DatasetValidation refused = compare(AS.formatted("lister") + SEEN, Optional.empty());
    assertThat(refused.of(Outcome.MATCH)).as(refused.toString()).isZero();
    assertThat(refused.of(Outcome.UNREADABLE))
        .as(refused.toString())
        .isEqualTo(read.tables().size());
    assertThat(refused.toString()).doesNotContain("sig=");
    assertThat(compare(SEEN, Optional.empty()).of(Outcome.UNREADABLE)).isZero();
  }

  /** Gives identity {@code name} a signature for {@code permissions} on both accounts' data. */
  private static void may(String name, String permissions) {
    for (String account : List.of("sa3", "sa4")) {
      String sas =
          PlainBlobs.accountSas(
              account,
              Azurite.shared().key(account),
              permissions,
              Instant.now().plus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS));
      for (String service : List.of("dfs", "blob")) {
        String host = account + "." + service + ".core.windows.net";
        String prefix = "twinlake.identity." + name + ".fs.azure.";
        Configuration hadoop = delta.spark.sparkContext().hadoopConfiguration();
        hadoop.set(prefix + "account.auth.type." + host, "SAS");
        hadoop.set(prefix + "sas.fixed.token." + host, sas);
      }
    }
  }
}
