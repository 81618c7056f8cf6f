package io.twinlake.metastore;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.metastore.model.Key;
import io.twinlake.metastore.model.Trees;
import java.util.ArrayList;
import java.util.List;

/** Objects as Spark leaves them in a metastore. */
final class Sample {
  private Sample() {}

  static ObjectNode database(String name, String location) {
    ObjectNode db = Trees.object();
    db.put("name", name).put("description", "it's a \"db\" 漢").put("locationUri", location);
    db.putObject("parameters").put("made.by", "sample");
    db.put("ownerName", "ada").put("ownerType", "USER");
    return db;
  }

  /** An external table of Hive's parquet. */
  static ObjectNode table(String db, String name, String location, String... partitionKeys) {
    ObjectNode table = Trees.object();
    table.put("tableName", name).put("dbName", db).put("owner", "ada");
    table.put("createTime", 1_760_000_000);
    ObjectNode sd = table.putObject("sd");
    columns(sd.putArray("cols"), "id", "bigint", "name", "string");
    sd.put("location", location);
    sd.put("inputFormat", "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat");
    sd.put("outputFormat", "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat");
    sd.put("compressed", false).put("numBuckets", -1);
    ObjectNode serde = sd.putObject("serdeInfo");
    serde.put("serializationLib", "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe");
    serde.putObject("parameters").put("serialization.format", "1");
    sd.putArray("bucketCols");
    sd.putArray("sortCols");
    sd.putObject("parameters");
    ArrayNode keys = table.putArray("partitionKeys");
    for (String key : partitionKeys) {
      columns(keys, key, "string");
    }
    table
        .putObject("parameters")
        .put("EXTERNAL", "TRUE")
        .put("transient_lastDdlTime", "1760000000");
    table.put("tableType", "EXTERNAL_TABLE");
    return table;
  }

  /** A table of Spark's own, whose truth is the serde's path. */
  static ObjectNode sparkTable(
      String db, String name, String provider, String location, String path) {
    ObjectNode table = table(db, name, location);
    ((ObjectNode) table.at("/sd/serdeInfo/parameters")).put("path", path);
    ((ObjectNode) table.get("parameters")).put("spark.sql.sources.provider", provider);
    return table;
  }

  static ObjectNode managed(ObjectNode table) {
    table.put("tableType", "MANAGED_TABLE");
    ((ObjectNode) table.get("parameters")).remove("EXTERNAL");
    return table;
  }

  static ObjectNode view(String db, String name, String sql) {
    ObjectNode view = table(db, name, "");
    ((ObjectNode) view.get("sd")).remove("location");
    view.put("viewOriginalText", sql).put("viewExpandedText", sql);
    view.put("tableType", "VIRTUAL_VIEW");
    ((ObjectNode) view.get("parameters")).remove("EXTERNAL");
    return view;
  }

  static ObjectNode partition(ObjectNode table, String location, String... values) {
    ObjectNode partition = Trees.object();
    ArrayNode list = partition.putArray("values");
    List.of(values).forEach(list::add);
    partition.put("dbName", table.get("dbName").asText());
    partition.put("tableName", table.get("tableName").asText());
    partition.put("createTime", 1_760_000_000);
    ObjectNode sd = (ObjectNode) table.get("sd").deepCopy();
    sd.put("location", location);
    partition.set("sd", sd);
    partition.putObject("parameters").put("transient_lastDdlTime", "1760000000");
    return partition;
  }

  static ObjectNode function(String db, String name, String jar) {
    ObjectNode function = Trees.object();
    function.put("functionName", name).put("dbName", db).put("className", "org.acme.Udf");
    function.put("ownerName", "ada").put("ownerType", "USER").put("functionType", "JAVA");
    function.putArray("resourceUris").addObject().put("resourceType", "JAR").put("uri", jar);
    return function;
  }

  /** What makes a small catalog of all kinds in a database {@code d1}. */
  static List<MetastoreChange> catalog(String root) {
    List<MetastoreChange> changes = new ArrayList<>();
    changes.add(MetastoreChange.create(Key.database("d1"), database("d1", root + "/d1.db")));
    ObjectNode parted = table("d1", "parted", root + "/d1.db/parted", "d");
    changes.add(MetastoreChange.create(Key.table("d1", "parted"), parted));
    changes.add(
        new MetastoreChange(
            MetastoreChange.Op.ADD_PARTITIONS,
            Key.table("d1", "parted"),
            List.of(
                partition(parted, root + "/d1.db/parted/d=1", "1"),
                partition(parted, root + "/elsewhere/x", "a b/c=%")),
            List.of()));
    changes.add(
        MetastoreChange.create(
            Key.table("d1", "csv"),
            sparkTable(
                "d1", "csv", "csv", root + "/d1.db/csv-__PLACEHOLDER__", root + "/files/csv")));
    changes.add(
        MetastoreChange.create(
            Key.table("d1", "managed"), managed(table("d1", "managed", root + "/d1.db/managed"))));
    changes.add(
        MetastoreChange.create(
            Key.table("d1", "v"),
            view("d1", "v", "select * from parquet.`%s/files/p`".formatted(root))));
    changes.add(
        MetastoreChange.create(Key.function("d1", "f"), function("d1", "f", root + "/jars/f.jar")));
    return changes;
  }

  private static void columns(ArrayNode columns, String... namesAndTypes) {
    for (int i = 0; i < namesAndTypes.length; i += 2) {
      columns
          .addObject()
          .put("name", namesAndTypes[i])
          .put("type", i + 1 < namesAndTypes.length ? namesAndTypes[i + 1] : "string");
    }
  }
}
