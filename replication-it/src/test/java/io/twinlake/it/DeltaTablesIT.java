package io.twinlake.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.run.RunResult;
import io.twinlake.core.table.TableReport;
import io.twinlake.core.table.TableStatus;
import io.twinlake.testing.AzuriteRequest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** Tables that Delta Lake wrote, and replicas that Delta Lake reads. One lake, step by step. */
@Timeout(900)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DeltaTablesIT {
  private static final String LAKE = "datasets: [ { name: lake, root: raw/lake } ]";
  private static final List<String> TABLES = List.of("vectors", "mapped", "v2", "clock", "parts");

  private static final String PART_SIZE = "spark.databricks.delta.checkpoint.partSize";

  private static TwoAccounts lake;
  private static DeltaLake delta;

  @BeforeAll
  static void write() {
    lake = new TwoAccounts();
    delta = new DeltaLake(lake);
    delta.sql(
        "CREATE TABLE %s (id LONG, p STRING) USING delta PARTITIONED BY (p) TBLPROPERTIES ('delta.enableDeletionVectors'='true','delta.enableChangeDataFeed'='true','delta.enableRowTracking'='true')"
            .formatted(delta.source("vectors")));
    delta.sql(
        "INSERT INTO %s VALUES (1,'a b%%/é'),(2,'+'),(3,'#x'),(4,'x=y:z'),(5,NULL),(6,'a b%%/é'),(7,'line\\nbreak')"
            .formatted(delta.source("vectors")));
    delta.sql("DELETE FROM %s WHERE id IN (1, 4)".formatted(delta.source("vectors")));
    delta.sql(
        "CREATE TABLE %s (id LONG GENERATED ALWAYS AS IDENTITY, a INT, b STRING, c INT GENERATED ALWAYS AS (a + 1), wide INT) USING delta TBLPROPERTIES ('delta.columnMapping.mode'='name','delta.enableTypeWidening'='true')"
            .formatted(delta.source("mapped")));
    delta.sql(
        "INSERT INTO %s (a, b, wide) VALUES (1,'x',1),(2,'y',2)".formatted(delta.source("mapped")));
    delta.sql("ALTER TABLE %s RENAME COLUMN b TO renamed".formatted(delta.source("mapped")));
    delta.sql(
        "CREATE TABLE %s (id LONG) USING delta TBLPROPERTIES ('delta.checkpointPolicy'='v2','delta.checkpointInterval'='2')"
            .formatted(delta.source("v2")));
    for (int i = 0; i < 3; i++) {
      delta.sql("INSERT INTO %s VALUES (%d)".formatted(delta.source("v2"), i));
    }
    delta.sql(
        "CREATE TABLE %s (id LONG, t STRING) USING delta CLUSTER BY (id) TBLPROPERTIES ('delta.enableInCommitTimestamps'='true')"
            .formatted(delta.source("clock")));
    delta.sql("INSERT INTO %s VALUES (1,'x'),(2,'y')".formatted(delta.source("clock")));
    delta.sql(
        "CREATE TABLE %s (id LONG) USING delta TBLPROPERTIES ('delta.checkpointInterval'='5','delta.checkpoint.writeStatsAsJson'='false','delta.checkpoint.writeStatsAsStruct'='true')"
            .formatted(delta.source("parts")));
    delta.spark.conf().set(PART_SIZE, "2");
    for (int i = 0; i < 5; i++) {
      delta.sql("INSERT INTO %s VALUES (%d)".formatted(delta.source("parts"), i));
    }
    delta.spark.conf().unset(PART_SIZE);
    lake.source.put(lake.raw, "lake/plain/file.csv", "1,2\n");
  }

  @AfterAll
  static void close() {
    delta.close();
  }

  private static void assertReplicaIsTheSource(String table) {
    String from = delta.sourcePath(table);
    String to = delta.targetPath(table);
    long newest = delta.newest(from);
    assertThat(delta.newest(to)).as(table).isEqualTo(newest);
    assertThat(delta.id(to)).as(table).isEqualTo(delta.id(from));
    for (long version : List.of(newest, 1L)) {
      assertThat(delta.rows(to, version))
          .as("%s at version %d", table, version)
          .isEqualTo(delta.rows(from, version));
    }
  }

  @Test
  @Order(1)
  void everyTableArrivesWithItsRowsAndItsHistory() {
    RunResult run = lake.replicateCleanly(LAKE);

    assertThat(run.datasets().get(0).replicatedTables())
        .extracting(TableReport::table)
        .containsExactly("clock/", "mapped/", "parts/", "v2/", "vectors/");
    TABLES.forEach(DeltaTablesIT::assertReplicaIsTheSource);
    assertThat(delta.rows(delta.targetPath("vectors"), 2)).hasSize(5);
    assertThat(delta.changes(delta.targetPath("vectors"), 0, 2))
        .isEqualTo(delta.changes(delta.sourcePath("vectors"), 0, 2))
        .hasSize(9);
    assertThat(lake.target.list(lake.raw).keySet())
        .as("a checkpoint of the second form")
        .anyMatch(name -> name.matches("lake/v2/_delta_log/\\d{20}\\.checkpoint\\..*"));
    assertThat(lake.target.list(lake.raw).keySet())
        .as("a checkpoint in parts, with statistics as columns only")
        .anyMatch(
            name ->
                name.matches(
                    "lake/parts/_delta_log/\\d{20}\\.checkpoint\\.0000000002\\.\\d{10}\\.parquet"));
    assertThat(lake.target.list(lake.raw)).containsKey("lake/plain/file.csv");
  }

  @Test
  @Order(2)
  void whatWritersDoNextFollows() {
    delta.sql("UPDATE %s SET id = id + 100 WHERE id > 5".formatted(delta.source("vectors")));
    delta.sql("INSERT INTO %s VALUES (8,'+')".formatted(delta.source("vectors")));
    delta.sql("REORG TABLE %s APPLY (PURGE)".formatted(delta.source("vectors")));
    delta.sql("OPTIMIZE %s".formatted(delta.source("vectors")));
    delta.sql("RESTORE %s TO VERSION AS OF 2".formatted(delta.source("vectors")));
    delta.sql("ALTER TABLE %s ALTER COLUMN wide TYPE LONG".formatted(delta.source("mapped")));
    delta.sql(
        "INSERT INTO %s (a, renamed, wide) VALUES (3,'z',30000000000)"
            .formatted(delta.source("mapped")));
    for (int i = 3; i < 6; i++) {
      delta.sql("INSERT INTO %s VALUES (%d)".formatted(delta.source("v2"), i));
    }
    delta.sql("DELETE FROM %s WHERE id = 1".formatted(delta.source("clock")));

    lake.replicateCleanly(LAKE);

    TABLES.forEach(DeltaTablesIT::assertReplicaIsTheSource);
    long newest = delta.newest(delta.sourcePath("vectors"));
    assertThat(delta.changes(delta.targetPath("vectors"), 3, newest))
        .isEqualTo(delta.changes(delta.sourcePath("vectors"), 3, newest));
  }

  /** The storage's own count: what changed, and never a listing of data. */
  @Test
  @Order(3)
  void oneCommitCostsItsOwnRequestsOnly() {
    delta.sql("INSERT INTO %s VALUES (3,'z')".formatted(delta.source("clock")));

    List<AzuriteRequest> requests =
        new ArrayList<>(lake.requestsOf(() -> lake.replicateCleanly(LAKE)));

    List<AzuriteRequest> data =
        requests.stream().filter(r -> r.container().equals(lake.raw)).toList();
    assertThat(data).as(() -> TwoAccounts.shown(data)).hasSizeLessThan(45);
    assertThat(data)
        .as("no table's data is listed")
        .noneMatch(
            r ->
                r.blob().isEmpty()
                    && r.query()
                        .matches(".*prefix=lake%2F(clock|v2|mapped|parts|vectors)%2F(&.*|$)"));
    assertReplicaIsTheSource("clock");
  }

  /** After a failover writers go on where the source was; Twinlake keeps off. */
  @Test
  @Order(4)
  void theReplicaCanBeWrittenToAndIsThenLeftAlone() {
    String replica = delta.targetPath("vectors");
    String id = delta.id(replica);
    delta.sql("INSERT INTO delta.`%s` VALUES (1000,'new')".formatted(replica));
    assertThat(delta.id(replica)).isEqualTo(id);
    long written = delta.newest(replica);
    delta.sql("INSERT INTO %s VALUES (2000,'other')".formatted(delta.source("vectors")));

    RunResult run = lake.twinlake(LAKE).replicate();

    assertThat(run.outcome()).isEqualTo(RunResult.Outcome.PARTIAL);
    TableReport report =
        run.datasets().get(0).replicatedTables().stream()
            .filter(t -> t.table().equals("vectors/"))
            .findFirst()
            .orElseThrow();
    assertThat(report.status()).isEqualTo(TableStatus.DIVERGED);
    assertThat(report.notes())
        .hasValueSatisfying(
            n -> assertThat(n).contains("version %d at the target".formatted(written)));
    assertThat(delta.newest(replica)).isEqualTo(written);
    assertThat(delta.rows(replica, written)).anyMatch(row -> row.contains("1000"));
  }
}
