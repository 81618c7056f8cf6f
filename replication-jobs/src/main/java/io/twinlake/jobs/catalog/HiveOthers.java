package io.twinlake.jobs.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.metastore.model.MetastoreException;
import io.twinlake.metastore.model.MetastoreException.Problem;
import io.twinlake.metastore.model.PartitionNames;
import io.twinlake.metastore.model.Trees;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Databases, partitions and functions as Spark describes them, and as Hive keeps them. Pure: equal
 * input gives equal output.
 */
final class HiveOthers {
  private HiveOthers() {}

  static ObjectNode databaseToHive(JsonNode spark) {
    ObjectNode hive = Trees.object();
    hive.put("name", spark.path("name").asText());
    hive.put("description", spark.path("description").asText());
    hive.put("locationUri", spark.path("locationUri").asText());
    // Spark adds the owner to them, and whoever writes through Spark becomes it.
    hive.set("parameters", HiveTables.properties(spark.path("properties"), Set.of("owner")));
    return hive;
  }

  static ObjectNode databaseToSpark(JsonNode hive) {
    ObjectNode spark = Trees.object();
    spark.put("name", hive.path("name").asText());
    spark.put("description", hive.path("description").asText());
    spark.put("locationUri", hive.path("locationUri").asText());
    spark.set("properties", HiveTables.properties(hive.path("parameters"), Set.of("owner")));
    return spark;
  }

  static ObjectNode functionToHive(JsonNode spark) {
    ObjectNode hive = Trees.object();
    hive.put("functionName", spark.at("/identifier/funcName").asText());
    hive.put("dbName", spark.at("/identifier/database").asText());
    hive.put("className", spark.path("className").asText());
    hive.put("ownerType", "USER").put("functionType", "JAVA");
    resources(
        spark.path("resources"), hive.putArray("resourceUris"), t -> t.toUpperCase(Locale.ROOT));
    return hive;
  }

  static ObjectNode functionToSpark(JsonNode hive) {
    ObjectNode spark = Trees.object();
    spark
        .putObject("identifier")
        .put("funcName", hive.path("functionName").asText())
        .put("database", hive.path("dbName").asText());
    spark.put("className", hive.path("className").asText());
    resources(
        hive.path("resourceUris"), spark.putArray("resources"), t -> t.toLowerCase(Locale.ROOT));
    return spark;
  }

  private static void resources(JsonNode from, ArrayNode to, UnaryOperator<String> type) {
    for (JsonNode resource : from) {
      to.addObject()
          .put("resourceType", type.apply(resource.path("resourceType").asText()))
          .set("uri", resource.path("uri"));
    }
  }

  /**
   * A partition of {@code table}, which is in Hive's shape. Those of Spark's sources have no format
   * of their own.
   */
  static ObjectNode partitionToHive(JsonNode spark, JsonNode table) {
    ObjectNode hive = Trees.object();
    ArrayNode values = hive.putArray("values");
    Map<String, String> spec = new LinkedHashMap<>();
    spark
        .path("spec")
        .fields()
        .forEachRemaining(
            e -> spec.put(e.getKey().toLowerCase(Locale.ROOT), e.getValue().asText()));
    PartitionNames.keys(table).forEach(key -> values.add(spec.getOrDefault(key, "")));
    hive.set("dbName", table.path("dbName"));
    hive.set("tableName", table.path("tableName"));
    hive.put("createTime", spark.path("createTime").asLong() / 1000);
    hive.set("parameters", HiveTables.properties(spark.path("parameters"), Set.of()));
    ObjectNode sd = table.path("sd").deepCopy();
    JsonNode storage = spark.path("storage");
    sd.remove("location");
    if (storage.has("locationUri")) {
      sd.set("location", storage.get("locationUri"));
    }
    if (!HiveTables.isSource(table)) {
      ObjectNode serde = Trees.child(sd, "serdeInfo");
      serde.set("parameters", storage.path("properties").deepCopy());
      for (String format : List.of("inputFormat", "outputFormat")) {
        if (storage.has(format)) {
          sd.set(format, storage.get(format));
        }
      }
      if (storage.has("serde")) {
        serde.set("serializationLib", storage.get("serde"));
      }
    }
    hive.set("sd", sd);
    return hive;
  }

  /**
   * What is left of a partition whose table is {@code table} at the target.
   *
   * @throws MetastoreException if it has a format of its own, which Spark's catalog cannot make
   */
  static ObjectNode partitionKept(ObjectNode hive, JsonNode table) {
    ObjectNode kept = hive.deepCopy();
    ObjectNode sd = table.path("sd").deepCopy();
    JsonNode own = hive.path("sd");
    if (!HiveTables.isSource(table)) {
      for (String at :
          List.of(
              "/inputFormat",
              "/outputFormat",
              "/serdeInfo/serializationLib",
              "/serdeInfo/parameters")) {
        if (!own.at(at).equals(sd.at(at))) {
          throw new MetastoreException(
              Problem.REFUSED,
              "its %s is not that of its table, and Spark's catalog makes all partitions like their table. Make it at the target with Hive"
                  .formatted(at.replaceFirst(".*/", "")));
        }
      }
    }
    sd.remove("location");
    if (own.has("location")) {
      sd.set("location", own.get("location"));
    }
    kept.set("sd", sd);
    kept.set("parameters", HiveTables.properties(hive.path("parameters"), Set.of()));
    return kept;
  }

  /**
   * What a CatalogTablePartition is made of.
   *
   * @param columns of the table, in Spark's letters
   */
  static ObjectNode partitionToSpark(JsonNode hive, List<String> columns) {
    ObjectNode spark = Trees.object();
    ObjectNode spec = spark.putObject("spec");
    for (int i = 0; i < columns.size(); i++) {
      spec.put(columns.get(i), hive.path("values").path(i).asText());
    }
    ObjectNode storage = spark.putObject("storage");
    HiveTables.fields(hive.path("sd"), storage);
    JsonNode options = hive.at("/sd/serdeInfo/parameters");
    storage.set("properties", options.isObject() ? options.deepCopy() : Trees.object());
    spark.set("parameters", HiveTables.properties(hive.path("parameters"), Set.of()));
    spark.put("createTime", hive.path("createTime").asLong() * 1000);
    return spark;
  }

  /** The values of {@code d=2026-01-01/h=a%2Fb}, by their columns in lower case. */
  static Map<String, String> values(String name) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String step : name.split("/", -1)) {
      int equals = step.indexOf('=');
      values.put(
          unescaped(step.substring(0, equals)).toLowerCase(Locale.ROOT),
          unescaped(step.substring(equals + 1)));
    }
    return values;
  }

  /** The name that Hive gives a partition, of whatever Spark calls it. */
  static String hiveName(String name) {
    Map<String, String> values = values(name);
    ObjectNode partition = Trees.object();
    ArrayNode list = partition.putArray("values");
    values.values().forEach(list::add);
    return PartitionNames.of(new ArrayList<>(values.keySet()), partition);
  }

  private static String unescaped(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      int code = text.charAt(i) == '%' && i + 2 < text.length() ? hex(text, i + 1) : -1;
      if (code >= 0) {
        plain.append((char) code);
        i += 2;
      } else {
        plain.append(text.charAt(i));
      }
    }
    return plain.toString();
  }

  private static int hex(String text, int at) {
    int high = Character.digit(text.charAt(at), 16);
    int low = Character.digit(text.charAt(at + 1), 16);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
  }
}
