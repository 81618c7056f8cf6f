package io.twinlake.jobs.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.metastore.model.Item;
import io.twinlake.metastore.model.Key;
import io.twinlake.metastore.model.MetastoreException;
import io.twinlake.metastore.model.PartitionNames;
import io.twinlake.metastore.model.Trees;
import io.twinlake.metastore.sync.Content;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Spark describes and what Hive keeps, in both directions. No session and no metastore. */
class SparkShapesTest {
  private final SparkObjects objects = new SparkObjects(SparkShapesTest.class.getClassLoader());
  private final List<String> lost = new ArrayList<>();

  /** What a table looks like when it has been written through Spark and is read again. */
  private ObjectNode written(ObjectNode hive) {
    Object described =
        objects.object(SparkObjects.CATALOG + "CatalogTable", HiveTables.toSpark(hive, lost::add));
    return HiveTables.toHive(objects.tree(described));
  }

  private static String content(ObjectNode hive) {
    return Trees.canonical(Content.of(new Item(Key.table("d", "t"), hive)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"csv", "parquet", "delta", "orc"})
  void aTableOfSparksComesBackAndASecondTimeChangesNothing(String provider) {
    ObjectNode once = written(Described.source(provider));

    assertThat(content(written(once))).isEqualTo(content(once));
    JsonNode parameters = once.get("parameters");
    assertThat(parameters.get("spark.sql.sources.provider").asText()).isEqualTo(provider);
    assertThat(parameters.get("spark.sql.sources.schema").asText()).isEqualTo(Described.SCHEMA);
    assertThat(parameters.get("spark.sql.partitionProvider").asText()).isEqualTo("catalog");
    assertThat(parameters.get("spark.sql.create.version").asText()).isEqualTo("3.5.1");
    assertThat(parameters.get("spark.sql.sources.schema.sortCol.0").asText()).isEqualTo("Id");
    assertThat(parameters.get("comment").asText()).isEqualTo("ours");
    assertThat(parameters.get("EXTERNAL").asText()).isEqualTo("TRUE");
    assertThat(parameters.get("k").asText()).isEqualTo("v");
    assertThat(once.at("/sd/serdeInfo/parameters/path").asText())
        .isEqualTo("abfss://raw@sa3/files/t x");
    assertThat(once.at("/sd/serdeInfo/parameters/header").asText()).isEqualTo("true");
    assertThat(PartitionNames.keys(once)).containsExactly("day");
    assertThat(once.get("tableType").asText()).isEqualTo("EXTERNAL_TABLE");
    assertThat(once.toString()).doesNotContain("PLACEHOLDER", "the-owner", "statistics");
  }

  @Test
  void onlyFormatsThatHiveReadsHaveTheirColumns() {
    assertThat(written(Described.source("csv")).at("/sd/cols/0/type").asText())
        .isEqualTo("array<string>");
    JsonNode columns = written(Described.source("parquet")).at("/sd/cols");
    assertThat(columns.findValuesAsText("name")).containsExactly("id", "c");
    assertThat(columns.findValuesAsText("type")).containsExactly("int", "char(3)");
  }

  @Test
  void aTableOfHivesComesBackAndASecondTimeChangesNothing() {
    ObjectNode once = written(Described.ofHive());

    assertThat(content(written(once))).isEqualTo(content(once));
    assertThat(once.at("/sd/cols").findValuesAsText("type"))
        .containsExactly("int", "char(3)", "map<string,struct<a:int,b:array<decimal(10,2)>>>");
    assertThat(once.at("/sd/serdeInfo/parameters/field.delim").asText()).isEqualTo("|");
    assertThat(once.at("/sd/inputFormat").asText()).endsWith("TextInputFormat");
    assertThat(once.get("parameters").has("spark.sql.sources.provider")).isFalse();
    assertThat(once.get("parameters").has("spark.sql.create.version")).isFalse();
  }

  @Test
  void columnsThatHiveChangedCountMoreThanSparksOldSchema() {
    ObjectNode hive = written(Described.ofHive());
    ((ObjectNode) hive.at("/sd/cols/0")).put("type", "bigint");

    assertThat(written(hive).at("/sd/cols/0/type").asText()).isEqualTo("bigint");
    assertThat(written(hive).at("/parameters/spark.sql.sources.schema").asText())
        .contains("\"long\"");
  }

  @Test
  void aViewKeepsBothTextsAndItsProperties() {
    ObjectNode once = written(Described.view());

    assertThat(content(written(once))).isEqualTo(content(once));
    assertThat(once.get("viewOriginalText").asText()).isEqualTo("select 1");
    assertThat(once.get("viewExpandedText").asText()).isEqualTo("select 1 as id");
    assertThat(once.at("/parameters/view.query.out.col.0").asText()).isEqualTo("id");
    assertThat(once.at("/sd").has("location")).isFalse();
  }

  @Test
  void threeHundredColumnsAreCutAsSparkCutsThem() {
    ObjectNode hive = Described.ofHive();
    for (int i = 0; i < 300; i++) {
      hive.withArray("/sd/cols")
          .addObject()
          .put("name", "column_number_" + i)
          .put("type", "string");
    }
    ObjectNode once = written(hive);

    assertThat(once.at("/parameters/spark.sql.sources.schema.numParts").asInt()).isGreaterThan(3);
    assertThat(once.at("/parameters/spark.sql.sources.schema.part.0").asText()).hasSize(4_000);
    assertThat(content(written(once))).isEqualTo(content(once));
    assertThat(once.at("/sd/cols")).hasSize(303);
  }

  @Test
  void whatSparkHasNoWordForIsNamedOrRefused() {
    ObjectNode skewed = Described.ofHive();
    skewed.withObject("/sd/skewedInfo").putArray("skewedColNames").add("c");
    written(skewed);
    assertThat(lost).singleElement().asString().contains("skewed");

    ObjectNode handled = Described.ofHive();
    handled.withObject("/parameters").put("storage_handler", "org.acme.HBase");
    assertThatThrownBy(() -> written(handled))
        .isInstanceOf(MetastoreException.class)
        .hasMessageContaining("storage handler");
    ObjectNode listed = Described.ofHive();
    listed.withObject("/sd").put("storedAsSubDirectories", true);
    assertThatThrownBy(() -> written(listed)).isInstanceOf(MetastoreException.class);
  }

  @Test
  void aPartitionOfASourceHasItsTablesFormatAndItsOwnPlace() {
    ObjectNode table = written(Described.source("csv"));
    ObjectNode partition =
        Described.partition(Described.source("csv"), "abfss://raw@sa3/far", "a b/c");

    ObjectNode kept = HiveOthers.partitionKept(partition, table);
    Object described =
        objects.object(
            SparkObjects.CATALOG + "CatalogTablePartition",
            HiveOthers.partitionToSpark(kept, List.of("Day")));
    ObjectNode again = HiveOthers.partitionToHive(objects.tree(described), table);

    assertThat(content(again)).isEqualTo(content(kept));
    assertThat(again.at("/sd/location").asText()).isEqualTo("abfss://raw@sa3/far");
    assertThat(again.at("/values/0").asText()).isEqualTo("a b/c");
    assertThat(PartitionNames.of(List.of("day"), again)).isEqualTo("day=a b%2Fc");
  }

  @Test
  void aPartitionOfHivesWithAFormatOfItsOwnIsRefused() {
    ObjectNode table = written(Described.ofHive());
    ObjectNode same = Described.partition(table, "abfss://raw@sa3/p=1", "1");
    assertThat(HiveOthers.partitionKept(same, table).at("/sd/location").asText()).endsWith("p=1");

    same.withObject("/sd").put("inputFormat", "org.acme.Other");
    assertThatThrownBy(() -> HiveOthers.partitionKept(same, table))
        .isInstanceOf(MetastoreException.class)
        .hasMessageContaining("inputFormat");
  }

  @Test
  void databasesAndFunctionsComeBack() {
    ObjectNode db =
        Described.json(
            "{'name':'d','description':'x','locationUri':'abfss://raw@sa3/d b','parameters':{'k':'v','owner':'ada'}}");
    Object database =
        objects.object(SparkObjects.CATALOG + "CatalogDatabase", HiveOthers.databaseToSpark(db));
    db.withObject("/parameters").remove("owner");
    assertThat(HiveOthers.databaseToHive(objects.tree(database))).isEqualTo(db);

    ObjectNode function =
        Described.json(
            "{'functionName':'f','dbName':'d','className':'org.acme.F','ownerType':'USER','functionType':'JAVA','resourceUris':[{'resourceType':'JAR','uri':'abfss://raw@sa3/f.jar'}]}");
    Object described =
        objects.object(
            SparkObjects.CATALOG + "CatalogFunction", HiveOthers.functionToSpark(function));
    assertThat(HiveOthers.functionToHive(objects.tree(described))).isEqualTo(function);
  }

  @ParameterizedTest
  @CsvSource({
    "Day=1, day=1",
    "d=a%2Fb/H=x y, d=a%2Fb/h=x y",
    "d=__HIVE_DEFAULT_PARTITION__, d=__HIVE_DEFAULT_PARTITION__",
    "d=50%, d=50%25",
    "d=a%3Db, d=a%3Db"
  })
  void partitionsHaveHivesNames(String spark, String hive) {
    assertThat(HiveOthers.hiveName(spark)).isEqualTo(hive);
  }
}
