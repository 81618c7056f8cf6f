package io.twinlake.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.restore.RestoreResult;
import io.twinlake.core.restore.RestoreResult.Outcome;
import io.twinlake.core.run.DatasetResult;
import io.twinlake.core.run.RunResult;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Tables that Delta Lake wrote are broken at the source, replicated so, and put back at the target,
 * where Delta Lake reads them.
 */
@Timeout(600)
class RestoreIT {
  private static final String LAKE =
      "defaults: { deletions: propagate, deletionCap: { count: 100, share: 100% } }\n"
          + "datasets: [ { name: lake, root: raw/lake } ]";
  private static final List<String> TABLES = List.of("vectors", "v2");

  private final TwoAccounts lake = new TwoAccounts();

  @Test
  void aReplicaIsWhatItWasAndGoesOnFromThere() {
    try (DeltaLake delta = new DeltaLake(lake)) {
      delta.sql(
          "CREATE TABLE %s (id LONG, p STRING) USING delta PARTITIONED BY (p) TBLPROPERTIES ('delta.enableDeletionVectors'='true','delta.checkpointInterval'='3')"
              .formatted(delta.source("vectors")));
      delta.sql(
          "INSERT INTO %s VALUES (1,'a b%%/é'),(2,'+'),(3,'#x'),(4,'x=y:z'),(5,NULL),(6,'a b%%/é')"
              .formatted(delta.source("vectors")));
      delta.sql("DELETE FROM %s WHERE id = 6".formatted(delta.source("vectors")));
      delta.sql(
          "CREATE TABLE %s (id LONG) USING delta TBLPROPERTIES ('delta.checkpointPolicy'='v2','delta.checkpointInterval'='2')"
              .formatted(delta.source("v2")));
      for (int i = 0; i < 3; i++) {
        delta.sql("INSERT INTO %s VALUES (%d)".formatted(delta.source("v2"), i));
      }
      lake.source.put(lake.raw, "lake/plain/file.csv", "1,2\n");
      lake.source.put(lake.raw, "lake/plain/gone.csv", "3\n");
      lake.replicateCleanly(LAKE);
      long good = lake.twinlake(LAKE).recoveryPoints(1).get(0).number();
      List<Long> versions = TABLES.stream().map(t -> delta.newest(delta.targetPath(t))).toList();
      List<List<String>> rows =
          TABLES.stream()
              .map(t -> delta.rows(delta.targetPath(t), delta.newest(delta.targetPath(t))))
              .toList();

      corrupt(delta);
      lake.replicateCleanly(LAKE);
      assertThat(delta.newest(delta.targetPath("vectors"))).isGreaterThan(versions.get(0) + 4);

      RestoreResult plan = lake.twinlake(LAKE).planRestore(good);
      assertThat(plan.blocked()).isZero();
      assertThat(plan.datasets().get(0).tables()).hasSize(2);
      RestoreResult restored = lake.twinlake(LAKE).restore(good, false);

      assertThat(restored.outcome()).as(restored.toString()).isEqualTo(Outcome.RESTORED);
      for (int i = 0; i < TABLES.size(); i++) {
        String replica = delta.targetPath(TABLES.get(i));
        assertThat(delta.newest(replica)).isEqualTo(versions.get(i));
        assertThat(delta.rows(replica, versions.get(i))).isEqualTo(rows.get(i));
        assertThat(delta.rows(replica, 1))
            .isEqualTo(delta.rows(delta.sourcePath(TABLES.get(i)), 1));
      }
      assertThat(lake.target.list(lake.raw))
          .containsKeys("lake/plain/file.csv", "lake/plain/gone.csv");
      assertThat(lake.target.list(lake.raw)).doesNotContainKey("lake/plain/later.csv");
      assertThat(lake.target.list(lake.history).keySet())
          .as("what was rewound is kept")
          .anyMatch(name -> name.contains("vectors/_delta_log/"));

      RunResult held = lake.twinlake(LAKE).replicate();
      assertThat(held.datasets().get(0).state()).isEqualTo(DatasetResult.State.HELD);

      for (int i = 0; i < TABLES.size(); i++) {
        delta.sql(
            "RESTORE %s TO VERSION AS OF %d"
                .formatted(delta.source(TABLES.get(i)), versions.get(i)));
      }
      RunResult released = lake.twinlake(LAKE).releasing(Set.of("lake")).replicate();

      assertThat(released.outcome()).as(released.toString()).isEqualTo(RunResult.Outcome.CLEAN);
      for (int i = 0; i < TABLES.size(); i++) {
        String from = delta.sourcePath(TABLES.get(i));
        String to = delta.targetPath(TABLES.get(i));
        assertThat(delta.newest(to)).isEqualTo(delta.newest(from));
        assertThat(delta.id(to)).isEqualTo(delta.id(from));
        assertThat(delta.rows(to, delta.newest(to))).isEqualTo(rows.get(i));
      }
    }
  }

  private void corrupt(DeltaLake delta) {
    delta.sql("UPDATE %s SET id = 0".formatted(delta.source("vectors")));
    for (int i = 0; i < 4; i++) {
      delta.sql("INSERT INTO %s VALUES (%d, 'thief')".formatted(delta.source("vectors"), i));
      delta.sql("INSERT INTO %s VALUES (%d)".formatted(delta.source("v2"), -i));
    }
    delta.sql("DELETE FROM %s WHERE id > 0".formatted(delta.source("v2")));
    delta.sql("OPTIMIZE %s".formatted(delta.source("vectors")));
    lake.source.put(lake.raw, "lake/plain/file.csv", "X,Y\n");
    lake.source.put(lake.raw, "lake/plain/later.csv", "of the thief");
    lake.source.delete(lake.raw, "lake/plain/gone.csv");
  }
}
