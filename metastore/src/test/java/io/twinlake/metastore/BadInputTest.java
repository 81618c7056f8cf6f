package io.twinlake.metastore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.metastore.hive.HiveMetastore;
import io.twinlake.metastore.hive.IsolatedHive;
import io.twinlake.metastore.model.Finding;
import io.twinlake.metastore.model.Key;
import io.twinlake.metastore.model.MetastoreException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What catalogs and clusters have that they should not. */
class BadInputTest {
  private final FakeMetastore east = new FakeMetastore();
  private final FakeMetastore west = new FakeMetastore();
  private final TwoMetastores two = new TwoMetastores(UUID.randomUUID().toString(), east, west);

  @BeforeEach
  void fill() {
    east.put(Sample.database("d1", two.root("east") + "/d1.db"));
  }

  private ImportReport cross() {
    two.with(Metastores::export);
    return two.imported();
  }

  private static void add(ObjectNode table, String column, String type, String comment) {
    ((ArrayNode) table.at("/sd/cols"))
        .addObject()
        .put("name", column)
        .put("type", type)
        .put("comment", comment);
  }

  private static MetastoreWriter open(Map<String, String> hadoop) {
    return HiveMetastore.open(
        new MetastorePlace(
            "east", "thrift://127.0.0.1:1", hadoop, Duration.ofSeconds(5), Optional.empty()));
  }

  @Test
  void threeHundredColumnsOddTypesAndOddTextsCrossAsTheyAre() {
    ObjectNode wide = Sample.table("d1", "wide", two.root("east") + "/wide");
    String odd = "it's \"ours\" 漢 \n\t `;=% \ud83d\ude00";
    for (int i = 0; i < 300; i++) {
      add(wide, "c" + i, i == 7 ? "uniontype<int,string>" : "struct<a:map<string,int>>", odd);
    }
    ((ObjectNode) wide.get("parameters")).put("comment", odd).put("spark.sql.sources.schema", odd);
    east.put(wide);

    assertThat(cross().isWhole()).isTrue();

    ObjectNode there = west.objects.get(Key.table("d1", "wide"));
    assertThat(there.at("/sd/cols")).isEqualTo(wide.at("/sd/cols"));
    assertThat(there.at("/parameters/comment").asText()).isEqualTo(odd);
    assertThat(cross().writes()).isZero();
  }

  @Test
  void aViewOnATableThatIsNowhereCrosses() {
    east.put(Sample.view("d1", "v", "select * from d1.gone"));

    assertThat(cross().isWhole()).isTrue();
    assertThat(west.objects).containsKey(Key.table("d1", "v"));
  }

  @Test
  void tablesOfDefaultOutsideEveryRuleAreNamedWithTheSetting() {
    two.databases = "\"*\"";
    east.put(
        Sample.database("default", "hdfs://east/warehouse"),
        Sample.managed(Sample.table("default", "t", "hdfs://east/warehouse/t")));

    ImportReport report = cross();

    assertThat(report.isStopped()).isTrue();
    assertThat(west.written).isEmpty();
    assertThat(report.findings())
        .anyMatch(
            f ->
                f.level() == Finding.Level.STOPS
                    && f.object().equals("table default.t")
                    && f.text().contains("the server's own warehouse")
                    && f.text().contains("metastore.locations"));
  }

  @Test
  void kerberosWithoutATicketSaysWhatToDo() {
    try (MetastoreWriter metastore =
        open(
            Map.of(
                "hive.metastore.sasl.enabled", "true",
                "hive.metastore.kerberos.principal", "hive/_HOST@EXAMPLE.COM",
                "twinlake.metastore.keytab", "/no/such.keytab",
                "twinlake.metastore.principal", "etl@EXAMPLE.COM"))) {
      assertThatThrownBy(metastore::databases)
          .isInstanceOf(MetastoreException.class)
          .hasMessageContainingAll("metastore of east wants Kerberos", "no ticket", "kinit");
    }
  }

  @Test
  void kerberosWithoutAPrincipalSaysWhichSettingIsMissing() {
    try (MetastoreWriter metastore = open(Map.of("hive.metastore.sasl.enabled", "true"))) {
      assertThatThrownBy(metastore::databases)
          .isInstanceOf(MetastoreException.class)
          .hasMessageContaining("hive.metastore.kerberos.principal");
    }
  }

  @Test
  void aServerThatDoesNotAnswerIsNamedWithItsSetting() {
    try (MetastoreWriter metastore = open(Map.of())) {
      assertThatThrownBy(metastore::databases)
          .isInstanceOf(MetastoreException.class)
          .hasMessageContainingAll("127.0.0.1:1", "sites.east.metastore");
    }
  }

  @Test
  void jarsThatAreNoneOfHiveAreNamed() {
    MetastorePlace place =
        new MetastorePlace(
            "east",
            "jdbc:derby:memory:none",
            Map.of(),
            Duration.ofSeconds(5),
            Optional.of("/no/such/lib/*"));
    assertThatThrownBy(() -> IsolatedHive.open(place))
        .isInstanceOf(MetastoreException.class)
        .hasMessageContainingAll("metastore.jars", "/no/such/lib");
  }
}
