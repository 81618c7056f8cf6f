package io.twinlake.metastore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.metastore.hive.HiveMetastore;
import io.twinlake.metastore.model.Key;
import io.twinlake.testing.metastore.MetastoreServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servers of other versions than the one that most tests have: {@code mvn verify -Pmetastores}. */
@Tag("metastores")
@Timeout(600)
class OtherServersTest {
  @TempDir Path place;

  private MetastoreServer start(String version, String site) throws Exception {
    Files.createDirectories(place.resolve(site + "-lake"));
    return MetastoreServer.start(
        MetastoreServer.home(version),
        site,
        place,
        "file://" + place.resolve(site + "-lake/warehouse"),
        properties(version));
  }

  private static Map<String, String> properties(String version) {
    if (version.startsWith("2.")) {
      // It is Hive's own, as in Spark.
      return Map.of(
          "hive.metastore.expression.proxy",
          "org.apache.hadoop.hive.ql.optimizer.ppr.PartitionExpressionForMetastore");
    } else if (version.startsWith("4.")) {
      return Map.of("metastore.try.direct.sql", "false");
    }
    return Map.of();
  }

  private static MetastoreWriter open(MetastoreServer server, String site) {
    return HiveMetastore.open(
        new MetastorePlace(site, server.uri(), Map.of(), Duration.ofMinutes(1), Optional.empty()));
  }

  /**
   * Servers of version 4 write statistics of partitions by SQL, into a table that only the schema's
   * script makes, or a question about some.
   */
  private static void withWholeSchema(MetastoreWriter metastore, String root) {
    Key table = Key.table("whole", "t");
    ObjectNode raw = Sample.table("whole", "t", root + "/whole", "d");
    metastore.apply(
        MetastoreChange.create(
            Key.database("whole"), Sample.database("whole", root + "/whole.db")));
    metastore.apply(MetastoreChange.create(table, raw));
    metastore.apply(
        new MetastoreChange(
            MetastoreChange.Op.ADD_PARTITIONS,
            table,
            List.of(Sample.partition(raw, root + "/whole/d=1", "1")),
            List.of()));
    assertThat(metastore.statistics("whole", "t", List.of("id"), List.of("d=1"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"2.3.9, 2.3.9, 2", "3.1.3, 4.0.1, 4", "4.0.1, 4.0.1, 4"})
  void aCatalogCrossesAndTheSecondImportWritesNothing(String from, String to, int generation)
      throws Exception {
    try (MetastoreServer east = start(from, "east");
        MetastoreServer west = start(to, "west");
        MetastoreWriter source = open(east, "east");
        MetastoreWriter target = open(west, "west")) {
      TwoMetastores two =
          new TwoMetastores(UUID.randomUUID().toString(), source, target).below(place);
      two.databases = "d1, h1";
      withWholeSchema(source, two.root("east"));
      withWholeSchema(target, two.root("west"));
      Sample.catalog(two.root("east")).forEach(source::apply);
      HangingSample.catalog(two.root("east")).forEach(source::apply);
      assertThat(target.facts().generation()).isEqualTo(generation);

      two.with(Metastores::export);
      ImportReport first = two.imported();

      assertThat(first.isWhole()).as(first.findings().toString()).isTrue();
      assertThat(target.tableNames("d1"))
          .containsExactlyInAnyOrder("parted", "csv", "managed", "v");
      assertThat(target.partitionNames("d1", "parted")).hasSize(2);
      ImportReport second = two.imported();
      assertThat(second.writes()).as(second.plan().lines().toString()).isZero();
      ObjectNode managed = target.tables("d1", List.of("managed"), (n, why) -> {}).get(0);
      assertThat(managed.path("tableType").asText()).isEqualTo("EXTERNAL_TABLE");
      // A server of version 4 sets it by itself on what was managed: it is parked.
      assertThat(managed.path("parameters").has("external.table.purge")).isFalse();
      target.apply(MetastoreChange.drop(Key.table("d1", "v")));
      assertThat(target.tableNames("d1")).doesNotContain("v");
    }
  }
}
