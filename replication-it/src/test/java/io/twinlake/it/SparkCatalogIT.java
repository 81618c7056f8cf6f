package io.twinlake.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two metastores that only their own Spark reaches: the catalog crosses through Spark's catalog, a
 * second import writes nothing, and changes follow.
 */
@Timeout(1200)
class SparkCatalogIT {
  @TempDir private Path scratch;

  @Test
  void aCatalogThatOnlySparkReachesCrossesAndASecondImportWritesNothing() throws Exception {
    Path east = Files.createDirectories(scratch.resolve("east/raw"));
    Path west = scratch.resolve("west/raw");
    Files.createDirectories(scratch.resolve("east/control"));
    Files.createDirectories(scratch.resolve("west/control"));
    Files.createDirectories(east.resolve("jars"));
    Files.write(east.resolve("jars/f.jar"), MetastoreIT.jar());
    Map<String, String> a = OwnCatalogSession.metastore(scratch.resolve("a-db"));
    Map<String, String> b = OwnCatalogSession.metastore(scratch.resolve("b-db"));
    List<String> rows = rows(OwnCatalogSession.run(scratch, a, sql(east, FILL)));
    assertThat(rows).hasSize(10);

    String exported = MetastoreIT.ok(Command.run(scratch, yaml(), a, "metastore", "export"));
    assertThat(exported).contains("degraded", "grants", "column statistics");
    copied(east, west);
    Jvm.Ended plan = Command.run(scratch, yaml(), b, "metastore", "import", "--plan");
    assertThat(MetastoreIT.ok(plan)).contains("Nothing was written", "degraded");
    assertThat(MetastoreIT.ok(Command.run(scratch, yaml(), b, "metastore", "import")))
        .contains("IMPORTED");
    assertThat(MetastoreIT.ok(Command.run(scratch, yaml(), b, "metastore", "import")))
        .contains(" 0 writes");

    try (Stream<Path> all = Files.walk(east)) {
      for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(one);
      }
    }
    Jvm.Ended there = OwnCatalogSession.run(scratch, b, "read");
    assertThat(rows(there)).isEqualTo(rows);
    assertThat(lines(there, "FILE")).hasSizeGreaterThan(8).allMatch(l -> l.contains("/west/raw/"));
  }

  @Test
  void changesFollowAndColumnsThatChangedDoToo() throws Exception {
    Path east = Files.createDirectories(scratch.resolve("east/raw"));
    Path west = scratch.resolve("west/raw");
    Files.createDirectories(scratch.resolve("east/control"));
    Files.createDirectories(scratch.resolve("west/control"));
    Map<String, String> a = OwnCatalogSession.metastore(scratch.resolve("a-db"));
    Map<String, String> b = OwnCatalogSession.metastore(scratch.resolve("b-db"));
    OwnCatalogSession.run(
        scratch,
        a,
        sql(
            east,
            List.of(
                "CREATE DATABASE d1 LOCATION 'ROOT/d1.db'",
                "CREATE TABLE d1.t (id INT, d STRING) USING parquet PARTITIONED BY (d) LOCATION 'ROOT/t'",
                "INSERT INTO d1.t VALUES (1, 'x'), (2, 'y z')",
                "CREATE FUNCTION d1.f AS 'org.apache.hadoop.hive.ql.udf.generic.GenericUDFAbs'")));
    MetastoreIT.ok(Command.run(scratch, yaml(), a, "metastore", "export"));
    copied(east, west);
    MetastoreIT.ok(Command.run(scratch, yaml(), b, "metastore", "import"));

    List<String> rows =
        rows(
            OwnCatalogSession.run(
                scratch,
                a,
                sql(
                    east,
                    List.of(
                        "ALTER TABLE d1.t ADD COLUMNS (more STRING)",
                        "ALTER TABLE d1.t SET TBLPROPERTIES ('k' = 'v')",
                        "INSERT INTO d1.t VALUES (3, 'new', 'w')",
                        "ALTER DATABASE d1 SET DBPROPERTIES ('k' = 'v')"))));
    MetastoreIT.ok(Command.run(scratch, yaml(), a, "metastore", "export"));
    copied(east, west);
    String imported = MetastoreIT.ok(Command.run(scratch, yaml(), b, "metastore", "import"));
    assertThat(imported).contains("made anew beside the old one");
    assertThat(MetastoreIT.ok(Command.run(scratch, yaml(), b, "metastore", "import")))
        .contains(" 0 writes");
    assertThat(rows(OwnCatalogSession.run(scratch, b, "read"))).isEqualTo(rows).hasSize(2);
  }

  private static final List<String> FILL =
      List.of(
          "CREATE DATABASE d1 COMMENT 'ours 漢' LOCATION 'ROOT/d1.db' WITH DBPROPERTIES ('k'='v')",
          "CREATE TABLE d1.parted (Id INT COMMENT 'it is \"ours\"', d STRING) USING parquet PARTITIONED BY (d) LOCATION 'ROOT/parted' COMMENT 'x'",
          "INSERT INTO d1.parted VALUES (1, 'x 0'), (2, 'a=b%/c'), (4, NULL)",
          "ALTER TABLE d1.parted ADD PARTITION (d='far') LOCATION 'ROOT/elsewhere/far'",
          "INSERT INTO d1.parted PARTITION (d='far') VALUES (3)",
          "CREATE TABLE d1.managed (id INT) USING parquet",
          "INSERT INTO d1.managed VALUES (7)",
          "CREATE TABLE d1.csv (id INT, c CHAR(3)) USING csv OPTIONS (header 'true') LOCATION 'ROOT/csv'",
          "INSERT INTO d1.csv VALUES (11, 'ab')",
          "CREATE TABLE d1.orc (id INT, ts TIMESTAMP, v VARCHAR(5), n DECIMAL(10,2), m MAP<STRING, INT>) USING orc LOCATION 'ROOT/orc'",
          "INSERT INTO d1.orc VALUES (1, TIMESTAMP'2026-01-02 03:04:05', 'vw', 1.25, map('k', 1))",
          "CREATE TABLE d1.bucketed (id INT) USING parquet CLUSTERED BY (id) SORTED BY (id) INTO 2 BUCKETS LOCATION 'ROOT/bucketed'",
          "INSERT INTO d1.bucketed VALUES (1), (2), (3)",
          "CREATE EXTERNAL TABLE d1.hive (Id INT) PARTITIONED BY (p STRING) STORED AS parquet LOCATION 'ROOT/hive'",
          "INSERT INTO d1.hive PARTITION (p='q r') VALUES (6)",
          "CREATE EXTERNAL TABLE d1.text (line STRING, c CHAR(3)) ROW FORMAT DELIMITED FIELDS TERMINATED BY '|' STORED AS textfile LOCATION 'ROOT/text'",
          "INSERT INTO d1.text VALUES ('t', 'ab')",
          "CREATE FUNCTION d1.f AS 'org.apache.hadoop.hive.ql.udf.generic.GenericUDFAbs' USING JAR 'ROOT/jars/f.jar'",
          "CREATE VIEW d1.v AS SELECT p.id FROM d1.parted p JOIN parquet.`ROOT/managed-copy` q ON p.id = q.id",
          "CREATE VIEW d1.on_v AS SELECT id + 1 AS next FROM d1.v",
          "ANALYZE TABLE d1.managed COMPUTE STATISTICS FOR ALL COLUMNS");

  private static String[] sql(Path root, List<String> statements) {
    return Stream.concat(
            Stream.of("sql"),
            statements.stream()
                .map(sql -> sql.replace("managed-copy", "d1.db/managed"))
                .map(sql -> sql.replace("ROOT", "file:" + root)))
        .toArray(String[]::new);
  }

  private String yaml() {
    return """
        format: settings/1
        pair: own
        sites:
          east: { raw: "file:HERE/east/raw/", control: "file:HERE/east/control/", metastore: spark }
          west: { raw: "file:HERE/west/raw/", control: "file:HERE/west/control/", metastore: spark }
        replicate: { from: east, to: west }
        datasets: [{ name: raw, root: raw }]
        metastore: { databases: [d1], data: ignore }
        """
        .replace("HERE", scratch.toString());
  }

  /** Something else brings the data here. */
  private static void copied(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path one : all.sorted().toList()) {
        Path there = to.resolve(from.relativize(one).toString());
        if (Files.isDirectory(one)) {
          Files.createDirectories(there);
        } else if (!Files.exists(there)) {
          Files.copy(one, there);
        }
      }
    }
  }

  private static List<String> rows(Jvm.Ended session) {
    return lines(session, "ROWS");
  }

  private static List<String> lines(Jvm.Ended session, String word) {
    return MetastoreIT.ok(session).lines().filter(l -> l.startsWith(word + " ")).sorted().toList();
  }
}
