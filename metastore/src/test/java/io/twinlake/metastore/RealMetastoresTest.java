package io.twinlake.metastore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
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
      Sample.catalog(two.root("east")).forEach(source::apply);

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

  @Test
  void statisticsConstraintsAndGrantsCrossAndFollowTheirChanges() {
    try (MetastoreWriter source = open(east, "east");
        MetastoreWriter target = open(west, "west")) {
      TwoMetastores two = new TwoMetastores("hanging", source, target).below(place);
      two.databases = "h1";
      two.more = ", deletions: propagate, deletionShare: 100%";
      HangingSample.catalog(two.root("east")).forEach(source::apply);
      List<String> id = List.of("id");

      assertThat(two.with(Metastores::export).isWhole()).isTrue();
      ImportReport first = two.imported();
      assertThat(first.isWhole()).as(first.findings().toString()).isTrue();

      assertThat(target.statistics("h1", "customers", id, List.of()))
          .isEqualTo(source.statistics("h1", "customers", id, List.of()))
          .hasSize(1);
      assertThat(target.statistics("h1", "orders", id, List.of("d=1")))
          .isEqualTo(source.statistics("h1", "orders", id, List.of("d=1")))
          .hasSize(1);
      assertThat(names(target.constraints("h1", "customers"))).containsExactly("pk_customers");
      assertThat(names(target.constraints("h1", "orders"))).containsExactly("fk_customer");
      assertThat(who(target.grants("h1", "orders")))
          .isEqualTo(who(source.grants("h1", "orders")))
          .contains("ana SELECT", "loaders INSERT");
      assertThat(who(target.grants("h1", ""))).contains("ana SELECT");
      assertThat(two.imported().writes()).isZero();
      two.with(Metastores::export);
      assertThat(two.imported().writes()).isZero();

      Key orders = Key.table("h1", "orders");
      source.apply(HangingSample.statistics("customers", 1, 99));
      ObjectNode gone = HangingSample.grant("orders", "ana", "USER", "SELECT");
      source.apply(MetastoreChange.dropping(orders.as(Kind.GRANT, "USER:ana:SELECT"), gone));
      two.with(Metastores::export);
      assertThat(two.imported().writes()).isEqualTo(2);
      assertThat(target.statistics("h1", "customers", id, List.of()).toString())
          .contains("\"highValue\":99");
      assertThat(who(target.grants("h1", "orders"))).doesNotContain("ana SELECT");
      assertThat(two.imported().writes()).isZero();
    }
  }

  private static List<String> names(List<ObjectNode> constraints) {
    return constraints.stream().map(raw -> raw.path("constraintName").asText()).toList();
  }

  private static List<String> who(List<ObjectNode> grants) {
    return grants.stream()
        .map(
            raw ->
                raw.path("principalName").asText() + " " + raw.at("/grantInfo/privilege").asText())
        .sorted()
        .toList();
  }

  @Test
  void aTypeThatSparkDoesNotHaveAndThreeHundredColumnsCross() {
    try (MetastoreWriter source = open(east, "east");
        MetastoreWriter target = open(west, "west")) {
      TwoMetastores two = new TwoMetastores("odd", source, target).below(place);
      two.databases = "o1";
      String root = two.root("east");
      source.apply(
          MetastoreChange.create(Key.database("o1"), Sample.database("o1", root + "/o1.db")));
      ObjectNode wide = Sample.table("o1", "wide", root + "/wide");
      String odd = "it's \"ours\" 漢 \n\t `;=%";
      for (int i = 0; i < 300; i++) {
        ((ArrayNode) wide.at("/sd/cols"))
            .addObject()
            .put("name", "c" + i)
            .put("type", i == 7 ? "uniontype<int,string>" : "struct<a:map<string,int>>")
            .put("comment", odd);
      }
      ((ObjectNode) wide.get("parameters")).put("comment", odd);
      source.apply(MetastoreChange.create(Key.table("o1", "wide"), wide));

      two.with(Metastores::export);
      ImportReport report = two.imported();

      assertThat(report.isWhole()).as(report.findings().toString()).isTrue();
      ObjectNode there = target.tables("o1", List.of("wide"), (n, why) -> {}).get(0);
      assertThat(there.at("/sd/cols")).isEqualTo(wide.at("/sd/cols"));
      assertThat(there.at("/parameters/comment").asText()).isEqualTo(odd);
      assertThat(two.imported().writes()).isZero();
    }
  }
}
