package io.twinlake.metastore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.metastore.archive.Manifest;
import io.twinlake.metastore.hive.HiveMetastore;
import io.twinlake.metastore.hive.IsolatedHive;
import io.twinlake.metastore.model.Key;
import io.twinlake.metastore.model.Kind;
import io.twinlake.metastore.model.MetastoreException;
import io.twinlake.testing.metastore.MetastoreServer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Metastores whose database is PostgreSQL: a real server of Hive 3.1.3 at the source, and the way
 * over JDBC, with Hive's own code from the jars that the settings name.
 */
@Timeout(300)
class PostgresTest {
  @TempDir static Path place;

  private static EmbeddedPostgres postgres;
  private static MetastoreServer east;

  @BeforeAll
  static void start() throws Exception {
    postgres = EmbeddedPostgres.builder().setDataDirectory(place.resolve("pg")).start();
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE east");
      statement.execute("CREATE DATABASE west");
    }
    Files.createDirectories(place.resolve("east-lake"));
    Files.createDirectories(place.resolve("west-lake"));
    Map<String, String> properties = new TreeMap<>(login());
    properties.put("javax.jdo.option.ConnectionURL", url("east"));
    east =
        MetastoreServer.start(
            "east", place, "file://" + place.resolve("east-lake/warehouse"), properties);
  }

  @AfterAll
  static void stop() throws Exception {
    if (east != null) {
      east.close();
    }
    if (postgres != null) {
      postgres.close();
    }
  }

  private static String url(String database) {
    return postgres.getJdbcUrl("postgres", database).replaceFirst("\\?.*", "");
  }

  private static Map<String, String> login() {
    return Map.of(
        "javax.jdo.option.ConnectionDriverName", "org.postgresql.Driver",
        "javax.jdo.option.ConnectionUserName", "postgres",
        "javax.jdo.option.ConnectionPassword", "postgres");
  }

  /** As the settings and the Hadoop configuration of a cluster on Databricks have it. */
  private static MetastoreWriter overJdbc(String database) {
    Map<String, String> hadoop = new TreeMap<>(login());
    hadoop.put("datanucleus.schema.autoCreateAll", "true");
    hadoop.put("hive.metastore.warehouse.dir", "file://" + place.resolve(database + "-lake/w"));
    return IsolatedHive.open(
        new MetastorePlace(
            database,
            url(database),
            hadoop,
            Duration.ofMinutes(1),
            Optional.of(MetastoreServer.home("3.1.3").resolve("lib") + "/*")));
  }

  @Test
  void aCatalogCrossesFromAServerToADatabaseThatOnlyJdbcReaches() {
    try (MetastoreWriter source =
            HiveMetastore.open(
                new MetastorePlace(
                    "east", east.uri(), Map.of(), Duration.ofMinutes(1), Optional.empty()));
        MetastoreWriter target = overJdbc("west");
        MetastoreWriter same = overJdbc("east")) {
      TwoMetastores two =
          new TwoMetastores(UUID.randomUUID().toString(), source, target).below(place);
      Sample.catalog(two.root("east")).forEach(source::apply);
      assertThat(target.facts().kind()).isEqualTo("jdbc");
      assertThat(target.facts().generation()).isEqualTo(3);

      Manifest export = two.with(Metastores::export);
      ImportReport first = two.imported();
      assertThat(first.isWhole()).as(first.findings().toString()).isTrue();
      assertThat(first.writes()).isPositive();
      assertThat(two.imported().writes()).isZero();
      Metastores.Differences live = two.with(m -> m.diff(Optional.empty()));
      assertThat(live.isSame())
          .as("%s %s %s", live.extra(), live.plan().findings(), live.plan().lines())
          .isTrue();
      assertThat(target.tables("d1", target.tableNames("d1"), (n, why) -> {}).toString())
          .doesNotContain("east-lake");
      assertThat(target.partitionNames("d1", "parted")).hasSize(2);

      // The same metastore by both ways.
      TwoMetastores byJdbc =
          new TwoMetastores(UUID.randomUUID().toString(), same, target).below(place);
      Manifest again = byJdbc.with(Metastores::export);
      assertThat(again.kind()).isEqualTo("jdbc");
      for (Kind kind : Kind.values()) {
        assertThat(again.count(kind)).as(kind.title()).isEqualTo(export.count(kind));
      }
      assertThat(byJdbc.with(m -> m.diff(Optional.empty())).isSame()).isTrue();

      target.apply(MetastoreChange.drop(Key.table("d1", "v")));
      assertThat(target.tableNames("d1")).doesNotContain("v");
    }
  }

  @Test
  void aDatabaseThatDoesNotLetUsInIsNamedWithoutThePassword() {
    Map<String, String> hadoop = new TreeMap<>(login());
    hadoop.put("javax.jdo.option.ConnectionPassword", "hunter2");
    hadoop.put("hive.hmshandler.retry.attempts", "1");
    MetastorePlace nowhere =
        new MetastorePlace(
            "west",
            url("nowhere"),
            hadoop,
            Duration.ofSeconds(10),
            Optional.of(MetastoreServer.home("3.1.3").resolve("lib") + "/*"));
    try (MetastoreWriter metastore = IsolatedHive.open(nowhere)) {
      assertThatThrownBy(metastore::databases)
          .isInstanceOf(MetastoreException.class)
          .hasMessageContaining("sites.west.metastore")
          .hasMessageNotContaining("hunter2");
    }
  }
}
