package io.twinlake.metastore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.metastore.archive.Manifest;
import io.twinlake.metastore.hive.HiveMetastore;
import io.twinlake.metastore.model.Key;
import io.twinlake.metastore.model.Kind;
import io.twinlake.testing.metastore.MetastoreServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two real metastore servers of Hive 3.1.3, and Spark's client of Hive 2.3. */
class RealMetastoresTest {
  @TempDir static Path place;

  private static MetastoreServer east;
  private static MetastoreServer west;

  @BeforeAll
  static void start() throws IOException {
    Files.createDirectories(place.resolve("east-lake"));
    Files.createDirectories(place.resolve("west-lake"));
    east = MetastoreServer.start("east", place, "file://" + place.resolve("east-lake/warehouse"));
    west = MetastoreServer.start("west", place, "file://" + place.resolve("west-lake/warehouse"));
  }

  @AfterAll
  static void stop() {
    if (east != null) {
      east.close();
    }
    if (west != null) {
      west.close();
    }
  }

  private static MetastoreWriter open(MetastoreServer server, String site) {
    return HiveMetastore.open(
        new MetastorePlace(site, server.uri(), Map.of(), Duration.ofSeconds(60), Optional.empty()));
  }

  @Test
  void aCatalogCrossesAndTheSecondImportWritesNothing() {
    try (MetastoreWriter source = open(east, "east");
        MetastoreWriter target = open(west, "west")) {
      TwoMetastores two = new TwoMetastores("real", source, target).below(place);
      fill(source, two.root("east"));

      assertThat(source.facts().generation()).isEqualTo(3);
      Manifest export = two.with(Metastores::export);
      assertThat(export.count(Kind.TABLE)).isEqualTo(4);
      ImportReport first = two.imported();
      assertThat(first.findings()).isEmpty();
      assertThat(first.isWhole()).isTrue();
      ImportReport second = two.imported();
      assertThat(
              second.plan().lines().stream()
                  .filter(l -> l.decision().writes() || l.decision().needsSomebody())
                  .map(l -> l.key() + " " + l.differences()))
          .isEmpty();
      assertThat(second.writes()).isZero();
      assertThat(two.with(m -> m.diff(Optional.empty())).isSame()).isTrue();

      ObjectNode managed = table(target, "managed");
      assertThat(managed.path("tableType").asText()).isEqualTo("EXTERNAL_TABLE");
      assertThat(managed.toString()).doesNotContain("east-lake");
      assertThat(two.with(Metastores::activate)).containsExactly(Key.table("d1", "managed"));
      assertThat(table(target, "managed").path("tableType").asText()).isEqualTo("MANAGED_TABLE");
    }
  }

  private static ObjectNode table(MetastoreWriter metastore, String name) {
    return metastore.tables("d1", List.of(name), (n, why) -> {}).get(0);
  }

  private static void fill(MetastoreWriter source, String root) {
    source.apply(
        MetastoreChange.create(Key.database("d1"), Sample.database("d1", root + "/d1.db")));
    ObjectNode parted = Sample.table("d1", "parted", root + "/d1.db/parted", "d");
    source.apply(MetastoreChange.create(Key.table("d1", "parted"), parted));
    source.apply(
        new MetastoreChange(
            MetastoreChange.Op.ADD_PARTITIONS,
            Key.table("d1", "parted"),
            List.of(
                Sample.partition(parted, root + "/d1.db/parted/d=1", "1"),
                Sample.partition(parted, root + "/elsewhere/x", "a b/c=%")),
            List.of()));
    source.apply(
        MetastoreChange.create(
            Key.table("d1", "csv"),
            Sample.sparkTable(
                "d1", "csv", "csv", root + "/d1.db/csv-__PLACEHOLDER__", root + "/files/csv")));
    source.apply(
        MetastoreChange.create(
            Key.table("d1", "managed"),
            Sample.managed(Sample.table("d1", "managed", root + "/d1.db/managed"))));
    source.apply(
        MetastoreChange.create(
            Key.table("d1", "v"),
            Sample.view("d1", "v", "select * from parquet.`%s/files/p`".formatted(root))));
    source.apply(
        MetastoreChange.create(
            Key.function("d1", "f"), Sample.function("d1", "f", root + "/jars/f.jar")));
  }
}
