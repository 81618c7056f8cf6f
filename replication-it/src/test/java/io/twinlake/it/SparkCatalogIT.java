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
 * second import writes nothing, and changes follow. Most commands run as the jobs of a Databricks
 * cluster do, in its JVM and its session; one export and one import start their own Spark.
 */
@Timeout(1200)
class SparkCatalogIT {
  @TempDir private Path scratch;

  @Test
  void aCatalogThatOnlySparkReachesCrossesAndASecondImportWritesNothing() throws Exception {
    Path east = sites();
    Path west = scratch.resolve("west/raw");
    Files.createDirectories(east.resolve("jars"));
    Files.write(east.resolve("jars/f.jar"), MetastoreIT.jar());
    Jvm.Ended filled =
        OwnCatalogSession.run(
            scratch, a(), steps(sql(east, FILL), "read", OwnCatalogSession.unreadable(east)));
    List<String> rows = rows(filled);
    assertThat(rows).hasSize(10);

    Jvm.Ended exported = Command.run(scratch, yaml(), a(), "metastore", "export");
    assertThat(exported.exitCode()).as(exported.toString()).isEqualTo(3);
    assertThat(exported.out())
        .startsWith("PARTIAL")
        .contains("degraded", "grants", "column statistics")
        .containsPattern("(?i)table d1\\.unreadable[\\s\\S]*uniontype");
    assertThat(exported.out().lines()).allMatch(line -> line.length() <= 80);
    copied(east, west);
    try (Stream<Path> all = Files.walk(east)) {
      for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(one);
      }
    }

    Jvm.Ended there =
        OwnCatalogSession.run(
            scratch,
            b(),
            command("metastore import --plan"),
            command("metastore import"),
            command("metastore import"),
            "read");
    List<String> said = OwnCatalogSession.said(there);
    assertThat(said.get(0)).contains("Nothing was written", "degraded");
    assertThat(said.get(1)).contains("IMPORTED").doesNotContain(" 0 writes");
    assertThat(said.get(2)).contains(" 0 writes");
    assertThat(rows(there)).isEqualTo(rows);
    assertThat(lines(there, "FILE")).hasSizeGreaterThan(8).allMatch(l -> l.contains("/west/raw/"));
  }

  @Test
  void changesFollowAndColumnsThatChangedDoToo() throws Exception {
    Path east = sites();
    Path west = scratch.resolve("west/raw");
    OwnCatalogSession.said(
        OwnCatalogSession.run(
            scratch,
            a(),
            steps(
                sql(
                    east,
                    List.of(
                        "CREATE DATABASE d1 LOCATION 'ROOT/d1.db'",
                        "CREATE TABLE d1.t (id INT, d STRING) USING parquet PARTITIONED BY (d) LOCATION 'ROOT/t'",
                        "INSERT INTO d1.t VALUES (1, 'x'), (2, 'y z')",
                        "CREATE FUNCTION d1.f AS 'org.apache.hadoop.hive.ql.udf.generic.GenericUDFAbs'")),
                command("metastore export"))));
    copied(east, west);
    MetastoreIT.ok(Command.run(scratch, yaml(), b(), "metastore", "import"));

    Jvm.Ended changed =
        OwnCatalogSession.run(
            scratch,
            a(),
            steps(
                sql(
                    east,
                    List.of(
                        "ALTER TABLE d1.t ADD COLUMNS (more STRING)",
                        "ALTER TABLE d1.t SET TBLPROPERTIES ('k' = 'v')",
                        "INSERT INTO d1.t VALUES (3, 'new', 'w')",
                        "ALTER DATABASE d1 SET DBPROPERTIES ('k' = 'v')")),
                "read",
                command("metastore export")));
    copied(east, west);
    Jvm.Ended there =
        OwnCatalogSession.run(
            scratch, b(), command("metastore import"), command("metastore import"), "read");
    assertThat(OwnCatalogSession.said(there).get(0)).contains("made anew beside the old one");
    assertThat(OwnCatalogSession.said(there).get(1)).contains(" 0 writes");
    assertThat(rows(there)).isEqualTo(rows(changed)).hasSize(2);
  }

  /** The source's data root, with all that both sites have. */
  private Path sites() throws IOException {
    for (String site : List.of("east", "west")) {
      Files.createDirectories(scratch.resolve(site + "/control"));
    }
    return Files.createDirectories(scratch.resolve("east/raw"));
  }

  private Map<String, String> a() {
    return OwnCatalogSession.metastore(scratch.resolve("a-db"));
  }

  private Map<String, String> b() {
    return OwnCatalogSession.metastore(scratch.resolve("b-db"));
  }

  private String command(String words) throws IOException {
    Path settings = Files.writeString(scratch.resolve("settings.yaml"), yaml());
    return OwnCatalogSession.command(settings, words);
  }

  private static String[] steps(List<String> sql, String... more) {
    return Stream.concat(sql.stream(), Stream.of(more)).toArray(String[]::new);
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

  private static List<String> sql(Path root, List<String> statements) {
    return statements.stream()
        .map(sql -> sql.replace("managed-copy", "d1.db/managed"))
        .map(sql -> sql.replace("ROOT", "file:" + root))
        .toList();
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
