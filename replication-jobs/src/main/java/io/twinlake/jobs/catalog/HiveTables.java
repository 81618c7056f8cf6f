package io.twinlake.jobs.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.core.json.Json;
import io.twinlake.metastore.model.MetastoreException;
import io.twinlake.metastore.model.MetastoreException.Problem;
import io.twinlake.metastore.model.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Tables and views as Spark describes them, and as Hive keeps them for Spark. What Spark puts into
 * properties that start with {@code spark.sql} and takes out again (HiveExternalCatalog) is put and
 * taken out here in the same way, so that an export has Hive's shape whichever way it was read.
 * Pure: equal input gives equal output.
 */
final class HiveTables {
  private static final String OWN = "spark.sql.";
  private static final String SOURCES = OWN + "sources.";
  private static final String PROVIDER = SOURCES + "provider";
  private static final String SCHEMA = SOURCES + "schema";
  private static final String VERSION = OWN + "create.version";
  private static final String PARTITIONS = OWN + "partitionProvider";
  private static final String BEFORE = "2.2 or prior";
  private static final String FORMAT = "serialization.format";

  /** As Spark cuts schemas, for databases whose columns are short. */
  private static final int PART = 4_000;

  /** What a server counts by itself, and Spark takes out. */
  private static final Pattern COUNTED =
      Pattern.compile(
          "numFiles|totalSize|rawDataSize|numRows|numPartitions|COLUMN_STATS_ACCURATE|transient_lastDdlTime|DO_NOT_UPDATE_STATS");

  private static final String SEQUENCE = "org.apache.hadoop.mapred.SequenceFileInputFormat";
  private static final String SEQUENCE_OUT =
      "org.apache.hadoop.hive.ql.io.HiveSequenceFileOutputFormat";
  private static final String LAZY = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe";

  /** Formats of Spark's sources that Hive can read, too; the others look like sequence files. */
  private static final Map<String, List<String>> READABLE =
      Map.of(
          "parquet",
          List.of(
              "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
              "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
              "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"),
          "orc",
          List.of(
              "org.apache.hadoop.hive.ql.io.orc.OrcInputFormat",
              "org.apache.hadoop.hive.ql.io.orc.OrcOutputFormat",
              "org.apache.hadoop.hive.ql.io.orc.OrcSerde"),
          "avro",
          List.of(
              "org.apache.hadoop.hive.ql.io.avro.AvroContainerInputFormat",
              "org.apache.hadoop.hive.ql.io.avro.AvroContainerOutputFormat",
              "org.apache.hadoop.hive.serde2.avro.AvroSerDe"));

  private HiveTables() {}

  /** Whether a table in Hive's shape is one of Spark's own sources. */
  static boolean isSource(JsonNode hive) {
    return hive.path("parameters").has(PROVIDER);
  }

  private static boolean isView(JsonNode hive) {
    return hive.path("tableType").asText().equals("VIRTUAL_VIEW");
  }

  /** A CatalogTable of Spark's in Hive's shape. */
  static ObjectNode toHive(JsonNode spark) {
    ObjectNode hive = Trees.object();
    hive.put("tableName", spark.at("/identifier/table").asText());
    hive.put("dbName", spark.at("/identifier/database").asText());
    hive.put("createTime", spark.path("createTime").asLong() / 1000);
    String type = spark.path("tableType").asText();
    hive.put("tableType", type.equals("VIEW") ? "VIRTUAL_VIEW" : type + "_TABLE");
    ObjectNode parameters = hive.putObject("parameters");
    spark
        .path("properties")
        .fields()
        .forEachRemaining(e -> parameters.set(e.getKey(), e.getValue()));
    if (spark.has("comment")) {
      parameters.set("comment", spark.get("comment"));
    }
    if (type.equals("EXTERNAL")) {
      parameters.put("EXTERNAL", "TRUE");
    }
    String provider = spark.path("provider").asText("hive");
    boolean source = !type.equals("VIEW") && !provider.equalsIgnoreCase("hive");
    if (source) {
      parameters.put(PROVIDER, provider);
      if (spark.path("tracksPartitionsInCatalog").asBoolean()) {
        parameters.put(PARTITIONS, "catalog");
      }
    }
    if (!spark.path("createVersion").asText(BEFORE).equals(BEFORE)) {
      parameters.set(VERSION, spark.get("createVersion"));
    }
    schema(spark, parameters);
    columns(spark, hive, source ? provider : "hive");
    if (type.equals("VIEW")) {
      views(spark, hive);
    }
    return hive;
  }

  private static void views(JsonNode spark, ObjectNode hive) {
    if (spark.has("viewText")) {
      hive.set("viewExpandedText", spark.get("viewText"));
      hive.set(
          "viewOriginalText",
          spark.has("viewOriginalText") ? spark.get("viewOriginalText") : spark.get("viewText"));
    }
  }

  private static void schema(JsonNode spark, ObjectNode parameters) {
    String json = spark.at("/schema/json").toString();
    if (json.length() <= PART) {
      parameters.put(SCHEMA, json);
    } else {
      int parts = 0;
      for (int at = 0; at < json.length(); at += PART) {
        String part = json.substring(at, Math.min(json.length(), at + PART));
        parameters.put(SCHEMA + ".part." + parts++, part);
      }
      parameters.put(SCHEMA + ".numParts", String.valueOf(parts));
    }
    numbered(parameters, "Part", spark.path("partitionColumnNames"));
    JsonNode buckets = spark.path("bucketSpec");
    if (!buckets.isMissingNode()) {
      parameters.put(SCHEMA + ".numBuckets", buckets.path("numBuckets").asText());
      numbered(parameters, "Bucket", buckets.path("bucketColumnNames"));
      numbered(parameters, "Sort", buckets.path("sortColumnNames"));
    }
  }

  /** {@code numPartCols} and {@code partCol.0}, and so on. */
  private static void numbered(ObjectNode parameters, String what, JsonNode names) {
    if (!names.isEmpty()) {
      parameters.put(SCHEMA + ".num" + what + "Cols", String.valueOf(names.size()));
      for (int i = 0; i < names.size(); i++) {
        parameters.put(
            SCHEMA + "." + what.toLowerCase(Locale.ROOT) + "Col." + i, names.get(i).asText());
      }
    }
  }

  private static List<String> numbered(JsonNode parameters, String what) {
    List<String> names = new ArrayList<>();
    int count = parameters.path(SCHEMA + ".num" + what + "Cols").asInt(0);
    for (int i = 0; i < count; i++) {
      names.add(
          parameters.path(SCHEMA + "." + what.toLowerCase(Locale.ROOT) + "Col." + i).asText());
    }
    return names;
  }

  /** What Hive itself would look at: columns, formats, where it lies. */
  private static void columns(JsonNode spark, ObjectNode hive, String provider) {
    ObjectNode sd = hive.putObject("sd");
    ArrayNode cols = sd.putArray("cols");
    ArrayNode keys = hive.putArray("partitionKeys");
    List<String> partitioned = new ArrayList<>();
    spark.path("partitionColumnNames").forEach(name -> partitioned.add(name.asText()));
    boolean real =
        provider.equals("hive") || READABLE.containsKey(provider.toLowerCase(Locale.ROOT));
    for (JsonNode column : spark.at("/schema/columns")) {
      ObjectNode field = column.deepCopy();
      field.put("name", column.path("name").asText().toLowerCase(Locale.ROOT));
      if (partitioned.contains(column.path("name").asText())) {
        keys.add(field);
      } else if (real) {
        cols.add(field);
      }
    }
    if (!real) {
      cols.addObject()
          .put("name", "col")
          .put("type", "array<string>")
          .put("comment", "from deserializer");
    }
    JsonNode storage = spark.path("storage");
    ObjectNode serde = sd.putObject("serdeInfo");
    ObjectNode options = serde.putObject("parameters");
    if (isView(hive)) {
      formats(sd, List.of(SEQUENCE, SEQUENCE_OUT, LAZY));
      options.put(FORMAT, "1");
      return;
    }
    storage
        .path("properties")
        .fields()
        .forEachRemaining(e -> options.set(e.getKey(), e.getValue()));
    if (!options.has(FORMAT)) {
      options.put(FORMAT, "1");
    }
    if (storage.has("locationUri")) {
      sd.set("location", storage.get("locationUri"));
    }
    if (provider.equals("hive")) {
      ownFormats(storage, sd);
      JsonNode buckets = spark.path("bucketSpec");
      if (!buckets.isMissingNode()) {
        sd.set("numBuckets", buckets.path("numBuckets"));
        sd.set("bucketCols", buckets.path("bucketColumnNames"));
        ArrayNode sorted = sd.putArray("sortCols");
        buckets
            .path("sortColumnNames")
            .forEach(name -> sorted.addObject().put("col", name.asText()).put("order", 1));
      }
    } else {
      formats(
          sd,
          READABLE.getOrDefault(
              provider.toLowerCase(Locale.ROOT), List.of(SEQUENCE, SEQUENCE_OUT, LAZY)));
      if (storage.has("locationUri")) {
        options.set("path", storage.get("locationUri"));
      }
    }
  }

  private static void formats(ObjectNode sd, List<String> formats) {
    sd.put("inputFormat", formats.get(0)).put("outputFormat", formats.get(1));
    Trees.child(sd, "serdeInfo").put("serializationLib", formats.get(2));
  }

  private static void ownFormats(JsonNode storage, ObjectNode sd) {
    Map.of("inputFormat", sd, "outputFormat", sd)
        .forEach(
            (field, at) -> {
              if (storage.has(field)) {
                at.set(field, storage.get(field));
              }
            });
    if (storage.has("serde")) {
      Trees.child(sd, "serdeInfo").set("serializationLib", storage.get("serde"));
    }
    if (storage.path("compressed").asBoolean()) {
      sd.put("compressed", true);
    }
  }

  /**
   * A table in Hive's shape as what a CatalogTable is made of.
   *
   * @param lost is told what Spark has no word for
   * @throws MetastoreException if what is left could not be read
   */
  static ObjectNode toSpark(JsonNode hive, Consumer<String> lost) {
    JsonNode parameters = hive.path("parameters");
    JsonNode sd = hive.path("sd");
    check(hive, lost);
    ObjectNode spark = Trees.object();
    spark
        .putObject("identifier")
        .put("table", hive.path("tableName").asText())
        .put("database", hive.path("dbName").asText());
    boolean view = isView(hive);
    String type = hive.path("tableType").asText();
    spark.put("tableType", view ? "VIEW" : type.replace("_TABLE", ""));
    if (hive.has("owner")) {
      spark.set("owner", hive.get("owner"));
    }
    spark.put("createTime", hive.path("createTime").asLong() * 1000);
    spark.put("createVersion", parameters.path(VERSION).asText(BEFORE));
    spark.set("properties", properties(parameters, Set.of("EXTERNAL", "comment")));
    if (parameters.has("comment")) {
      spark.set("comment", parameters.get("comment"));
    }
    spark.set("schema", schemaOf(hive));
    List<String> partitioned = numbered(parameters, "Part");
    if (partitioned.isEmpty()) {
      hive.path("partitionKeys").forEach(key -> partitioned.add(key.path("name").asText()));
    }
    ArrayNode partitions = spark.putArray("partitionColumnNames");
    partitioned.forEach(partitions::add);
    ObjectNode storage = spark.putObject("storage");
    if (view) {
      storage.putObject("properties");
      for (String text : List.of("viewOriginalText", "viewExpandedText")) {
        if (hive.has(text)) {
          spark.set(text.equals("viewExpandedText") ? "viewText" : text, hive.get(text));
        }
      }
      return spark;
    }
    storage(hive, storage);
    boolean source = isSource(hive);
    spark.put("provider", source ? parameters.get(PROVIDER).asText() : "hive");
    spark.put(
        "tracksPartitionsInCatalog",
        !source || parameters.path(PARTITIONS).asText().equals("catalog"));
    buckets(parameters, sd, spark);
    return spark;
  }

  private static void check(JsonNode hive, Consumer<String> lost) {
    if (hive.path("parameters").has("storage_handler")) {
      throw new MetastoreException(
          Problem.REFUSED,
          "its data is behind a storage handler, which Spark's catalog cannot make. Make it at the target with Hive");
    }
    JsonNode sd = hive.path("sd");
    if (sd.path("storedAsSubDirectories").asBoolean()) {
      throw new MetastoreException(
          Problem.REFUSED,
          "its skewed values lie in directories of their own, which Spark's catalog cannot say. Make it at the target with Hive");
    }
    if (!sd.at("/skewedInfo/skewedColNames").isEmpty()) {
      lost.accept("its skewed columns, which Spark's catalog does not carry");
    }
    if (!sd.path("parameters").isEmpty()) {
      lost.accept("the properties of its storage descriptor, which Spark's catalog does not carry");
    }
  }

  static ObjectNode properties(JsonNode parameters, Set<String> without) {
    ObjectNode properties = Trees.object();
    parameters
        .fields()
        .forEachRemaining(
            e -> {
              if (!e.getKey().startsWith(OWN)
                  && !COUNTED.matcher(e.getKey()).matches()
                  && !without.contains(e.getKey())) {
                properties.set(e.getKey(), e.getValue());
              }
            });
    return properties;
  }

  private static ObjectNode schemaOf(JsonNode hive) {
    JsonNode parameters = hive.path("parameters");
    StringBuilder json = new StringBuilder(parameters.path(SCHEMA).asText(""));
    if (json.isEmpty()) {
      int parts = parameters.path(SCHEMA + ".numParts").asInt(0);
      for (int i = 0; i < parts; i++) {
        json.append(parameters.path(SCHEMA + ".part." + i).asText());
      }
    }
    ObjectNode schema = Trees.object();
    if (!json.isEmpty()) {
      schema.set("json", Json.parse(json.toString(), JsonNode.class, "a table's schema"));
    }
    if (json.isEmpty() || !isSource(hive) && !isView(hive)) {
      // Of Hive's tables Hive's columns count; Spark's schema only knows their letters' case.
      ArrayNode columns = schema.putArray("columns");
      hive.at("/sd/cols").forEach(columns::add);
      hive.path("partitionKeys").forEach(columns::add);
    }
    return schema;
  }

  private static void storage(JsonNode hive, ObjectNode storage) {
    JsonNode sd = hive.path("sd");
    ObjectNode options =
        sd.at("/serdeInfo/parameters").deepCopy() instanceof ObjectNode there
            ? there
            : Trees.object();
    if (!isSource(hive)) {
      fields(sd, storage);
      storage.set("properties", options);
      return;
    }
    // The truth of a source is its path; the location beside it may be a placeholder.
    JsonNode path = options.remove("path");
    String location = sd.path("location").asText("");
    if (path != null) {
      storage.set("locationUri", path);
    } else if (!location.isEmpty() && !location.endsWith("__PLACEHOLDER__")) {
      storage.put("locationUri", location);
    }
    options.remove(FORMAT);
    storage.set("properties", options);
  }

  /** Location and formats of a storage descriptor, as a CatalogStorageFormat has them. */
  static void fields(JsonNode sd, ObjectNode storage) {
    Map<String, JsonNode> fields = new TreeMap<>();
    fields.put("locationUri", sd.path("location"));
    fields.put("inputFormat", sd.path("inputFormat"));
    fields.put("outputFormat", sd.path("outputFormat"));
    fields.put("serde", sd.at("/serdeInfo/serializationLib"));
    fields.forEach(
        (name, value) -> {
          if (value.isTextual() && !value.asText().isEmpty()) {
            storage.set(name, value);
          }
        });
    storage.put("compressed", sd.path("compressed").asBoolean());
  }

  private static void buckets(JsonNode parameters, JsonNode sd, ObjectNode spark) {
    List<String> columns = numbered(parameters, "Bucket");
    List<String> sorted = numbered(parameters, "Sort");
    int count = parameters.path(SCHEMA + ".numBuckets").asInt(0);
    if (count == 0 && !parameters.has(PROVIDER) && sd.path("numBuckets").asInt(0) > 0) {
      count = sd.get("numBuckets").asInt();
      sd.path("bucketCols").forEach(name -> columns.add(name.asText()));
      sd.path("sortCols").forEach(one -> sorted.add(one.path("col").asText()));
    }
    if (count > 0 && !columns.isEmpty()) {
      ObjectNode spec = spark.putObject("bucketSpec").put("numBuckets", count);
      ArrayNode names = spec.putArray("bucketColumnNames");
      columns.forEach(names::add);
      ArrayNode order = spec.putArray("sortColumnNames");
      sorted.forEach(order::add);
    }
  }
}
