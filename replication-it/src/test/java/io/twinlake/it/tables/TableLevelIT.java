package io.twinlake.it.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.twinlake.validation.DatasetValidation;
import io.twinlake.validation.Finding;
import io.twinlake.validation.Outcome;
import io.twinlake.validation.PartitionDifference;
import io.twinlake.validation.RowDifference;
import io.twinlake.validation.TableValidation;
import io.twinlake.validation.ValidationResult;
import io.twinlake.validation.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tables that Delta Lake and Spark wrote, compared by their rows. */
@Timeout(300)
class TableLevelIT {
  private static final String ALL_TYPES =
      "SELECT id, CAST(id AS INT) i, CAST(id % 7 AS DECIMAL(10,2)) amount, CAST(id AS DOUBLE) / 3 d, "
          + "CAST(id % 5 AS FLOAT) f, CONCAT('text ', id) t, CAST(CONCAT('b', id) AS BINARY) b, "
          + "DATE_ADD(DATE'1500-01-01', CAST(id AS INT)) old, TIMESTAMP'2026-03-29 01:30:00' ts, "
          + "IF(id % 3 = 0, NULL, id % 2 = 0) flag, NAMED_STRUCT('x', id, 'y', ARRAY(id, NULL, 1)) s, "
          + "MAP('a', id, 'b', id + 1) m, CONCAT('2026-11-', 10 + id % 4) day FROM RANGE(40)";

  private static SparkSession spark;

  @TempDir Path scratch;
  private TableSites sites;

  @BeforeAll
  static void start() {
    spark = TableSites.spark();
  }

  @AfterAll
  static void stop() {
    spark.stop();
    spark = null;
    SparkSession.clearActiveSession();
    SparkSession.clearDefaultSession();
  }

  @BeforeEach
  void twoSites() throws IOException {
    sites = new TableSites(scratch);
  }

  private void delta(String place, String query, String... more) {
    spark.sql(query).repartition(3).write().format("delta").partitionBy(more).save(place);
  }

  private void parquet(String place, String query, String... partitions) {
    spark.sql(query).repartition(2).write().partitionBy(partitions).parquet(place);
  }

  private TableValidation onlyTable() {
    DatasetValidation lake = sites.compare(spark);
    assertThat(lake.unknown()).isEmpty();
    assertThat(lake.tables()).hasSize(1);
    return lake.tables().get(0);
  }

  private void assertClean() {
    ValidationResult result = sites.run(spark);
    assertThat(result.verdict()).as(result.toString()).isEqualTo(Verdict.CLEAN);
    assertThat(result.cost().rowsRead()).isEqualTo(80);
    assertThat(result.datasets().get(0).of(Outcome.MATCH)).isGreaterThan(0);
  }

  @Test
  void aSecondIngestOfTheSameRowsInOtherFilesColumnsAndPartitionsIsEqual() {
    delta(sites.atEast("t"), ALL_TYPES, "day");
    delta(sites.atWest("t"), "SELECT day, m, s, * EXCEPT (day, m, s) FROM (" + ALL_TYPES + ")");
    assertClean();
    assertThat(onlyTable().partitions()).isEqualTo(4);
  }

  @Test
  void aReplicaThatWasOptimizedAndPurgedOfDeletionVectorsIsEqual() throws IOException {
    String east = "delta.`" + sites.atEast("t") + "`";
    delta(sites.atEast("t"), ALL_TYPES.replace("RANGE(40)", "RANGE(50)"), "day");
    spark.sql("ALTER TABLE " + east + " SET TBLPROPERTIES ('delta.enableDeletionVectors'='true')");
    spark.sql("DELETE FROM " + east + " WHERE id >= 40");
    sites.mirror("t");
    assertClean();
    String west = "delta.`" + sites.atWest("t") + "`";
    spark.sql("OPTIMIZE " + west);
    spark.sql("REORG TABLE " + west + " APPLY (PURGE)");
    assertThat(TableSites.data(sites.west)).isNotEqualTo(TableSites.data(sites.east));
    assertClean();
  }

  @Test
  void parquetThatWasCompactedAndPartitionedOtherwiseIsEqual() {
    parquet(sites.atEast("t"), ALL_TYPES, "day");
    spark.sql(ALL_TYPES).coalesce(1).write().partitionBy("i").parquet(sites.atWest("t"));
    spark.sql("SELECT 1").count();
    DatasetValidation lake = sites.compare(spark);
    // 'i' is a number at the source and a name of directories at the target: texts of one value.
    assertThat(lake.verdict()).as(lake.toString()).isEqualTo(Verdict.CLEAN);
    assertThat(lake.tables().get(0).source().rows()).isEqualTo(40);
  }

  @Test
  void aRowAddedAndAnotherRemovedIsFoundInItsPartitionWithBothRows() {
    sites.dataset = "{ name: lake, root: raw, rows: { key: [id] } }";
    delta(sites.atEast("t"), ALL_TYPES, "day");
    delta(
        sites.atWest("t"),
        "SELECT IF(id = 5, 105, id) id, * EXCEPT (id) FROM (" + ALL_TYPES + ")",
        "day");

    TableValidation table = onlyTable();

    assertThat(table.outcome()).isEqualTo(Outcome.DIFFERS);
    assertThat(table.differences()).hasSize(1);
    PartitionDifference day = table.differences().get(0);
    assertThat(day.partition()).isEqualTo("day=2026-11-11/");
    assertThat(day.source().rows()).isEqualTo(day.target().rows());
    assertThat(day.rows())
        .containsExactlyInAnyOrder(
            new RowDifference("id=105", 0, 1), new RowDifference("id=5", 1, 0));
  }

  @Test
  void oneChangedValueOfAnyTypeIsFound() {
    List<String> changes =
        List.of(
            "IF(id = 6, NULL, i) AS i",
            "IF(id = 6, CAST(NULL AS STRING), t) AS t",
            "IF(id = 6, '', t) AS t",
            "IF(id = 6, -d, IF(id = 0, -0.0D, d)) AS d",
            "IF(id = 0, -0.0D, d) AS d",
            "IF(id = 6, DOUBLE('NaN'), d) AS d",
            "IF(id = 6, ts + INTERVAL 1 MICROSECOND, ts) AS ts",
            "IF(id = 6, DATE_ADD(old, 1), old) AS old",
            "IF(id = 6, NAMED_STRUCT('x', id, 'y', ARRAY(id, 1, NULL)), s) AS s",
            "IF(id = 6, MAP('a', id + 1, 'b', id), m) AS m",
            "IF(id = 6, amount + 1, amount) AS amount");
    delta(sites.atEast("t"), ALL_TYPES);
    spark.conf().set("spark.sql.ansi.enabled", "false");
    for (String change : changes) {
      String column = change.substring(change.lastIndexOf(' ') + 1);
      spark
          .sql("SELECT " + change + ", * EXCEPT (" + column + ") FROM (" + ALL_TYPES + ")")
          .selectExpr(
              "CAST(" + column + " AS " + type(column) + ") AS " + column,
              "* EXCEPT (" + column + ")")
          .write()
          .format("delta")
          .mode("overwrite")
          .option("overwriteSchema", "true")
          .save(sites.atWest("t"));
      TableValidation table = onlyTable();
      assertThat(table.schema()).as(change).isEmpty();
      assertThat(table.outcome()).as(change).isEqualTo(Outcome.DIFFERS);
      assertThat(table.source().rows()).as(change).isEqualTo(table.target().rows());
    }
  }

  private static String type(String column) {
    return spark.sql(ALL_TYPES).schema().apply(column).dataType().sql();
  }

  @Test
  void anotherScaleOfADecimalIsADifferenceOfTheSchema() {
    delta(sites.atEast("t"), ALL_TYPES, "day");
    delta(
        sites.atWest("t"),
        "SELECT CAST(amount AS DECIMAL(12,4)) amount, * EXCEPT (amount) FROM (" + ALL_TYPES + ")",
        "day");
    TableValidation table = onlyTable();
    assertThat(table.outcome()).isEqualTo(Outcome.DIFFERS);
    assertThat(table.schema())
        .containsExactly("amount is decimal(10,2) at the source, decimal(12,4) at the target");
    assertThat(table.differences()).isEmpty();
  }

  @Test
  void anInstantIsTheSameInWhateverZoneItWasWrittenAndAWallClockIsNot() {
    String instants = "SELECT id, TIMESTAMP'2026-03-29 01:30:00+00:00' at FROM RANGE(40)";
    String wallClocks = "SELECT id, TIMESTAMP'2026-03-29 01:30:00' at FROM RANGE(40)";
    parquet(sites.atEast("t"), instants);
    parquet(sites.atEast("u"), wallClocks);
    String zone = spark.conf().get("spark.sql.session.timeZone");
    spark.conf().set("spark.sql.session.timeZone", "Asia/Tokyo");
    spark.conf().set("spark.sql.parquet.outputTimestampType", "INT96");
    try {
      parquet(sites.atWest("t"), instants);
      parquet(sites.atWest("u"), wallClocks);
    } finally {
      spark.conf().set("spark.sql.session.timeZone", zone);
      spark.conf().unset("spark.sql.parquet.outputTimestampType");
    }

    DatasetValidation lake = sites.compare(spark);

    assertThat(lake.tables())
        .extracting(TableValidation::path, TableValidation::outcome)
        .containsExactly(tuple("t/", Outcome.MATCH), tuple("u/", Outcome.DIFFERS));
  }

  @Test
  void aMapInAnotherOrderIsEqual() {
    delta(sites.atEast("t"), ALL_TYPES);
    delta(
        sites.atWest("t"),
        "SELECT MAP('b', id + 1, 'a', id) m, * EXCEPT (m) FROM (" + ALL_TYPES + ")");
    assertClean();
  }

  @Test
  void aDroppedPartitionIsMissingAndOneOutsideTheWindowIsCountedAsThat() throws IOException {
    sites.dataset = "{ name: lake, root: raw, partitions: { day: { from: 2026-11-11 } } }";
    parquet(sites.atEast("t"), ALL_TYPES, "day");
    parquet(
        sites.atWest("t"),
        "SELECT * FROM (" + ALL_TYPES + ") WHERE day NOT IN ('2026-11-10', '2026-11-12')",
        "day");

    DatasetValidation lake = sites.compare(spark);

    assertThat(lake.verdict()).isEqualTo(Verdict.DIFFERENCES);
    assertThat(lake.findings())
        .extracting(f -> f.path().value(), Finding::outcome)
        .containsExactlyInAnyOrder(
            tuple("t/day=2026-11-10/", Outcome.OUTSIDE),
            tuple("t/day=2026-11-12/", Outcome.MISSING_AT_TARGET));
  }

  @Test
  void aDamagedFileIsNamedAndTheOtherPartitionsAreCompared() throws IOException {
    parquet(sites.atEast("t"), ALL_TYPES, "day");
    parquet(sites.atEast("u"), ALL_TYPES);
    sites.mirror("t");
    sites.mirror("u");
    Path damaged = TableSites.data(sites.west.resolve("t/day=2026-11-12")).get(0);
    byte[] bytes = Files.readAllBytes(damaged);
    for (int i = 4; i < 400; i++) {
      bytes[i] ^= 0x55;
    }
    Files.write(damaged, bytes);

    DatasetValidation lake = sites.compare(spark);

    assertThat(lake.verdict()).isEqualTo(Verdict.COULD_NOT_TELL);
    assertThat(lake.of(Outcome.MATCH)).as(lake.toString()).isEqualTo(3 + 1);
    assertThat(lake.findings()).hasSize(1);
    assertThat(lake.findings().get(0).path().value()).isEqualTo("t/day=2026-11-12/");
    assertThat(lake.findings().get(0).detail()).contains(damaged.getFileName().toString());
  }

  @Test
  void twoIngestsAreComparedByKeyWithinTheirWindowWithARate() {
    sites.dataset =
        "{ name: inbound, root: raw, mode: compare, rows: { key: [id], time: at, window: 10d, settle: 1d } }";
    String events =
        "SELECT id, CONCAT('v', id) v, CURRENT_TIMESTAMP() - MAKE_DT_INTERVAL(CAST(id AS INT)) at FROM RANGE(40)";
    spark.sql(events).createOrReplaceTempView("events");
    spark.table("events").cache().count();
    spark.table("events").write().format("delta").save(sites.atEast("t"));
    spark
        .table("events")
        .filter("id NOT IN (0, 3, 30)")
        .selectExpr("id", "IF(id = 5, 'other', v) v", "at")
        .write()
        .format("delta")
        .save(sites.atWest("t"));

    DatasetValidation inbound = sites.compare(spark);

    assertThat(inbound.verdict()).isEqualTo(Verdict.DIFFERENCES);
    assertThat(inbound.tables().get(0).disagreement())
        .hasValueSatisfying(
            d -> {
              assertThat(d.onlyAtSource()).isEqualTo(1);
              assertThat(d.differing()).isEqualTo(1);
              assertThat(d.onlyAtTarget()).isZero();
              assertThat(d.keys()).isBetween(9L, 10L);
              assertThat(d.rate()).isBetween(0.19, 0.23);
            });
  }
}
