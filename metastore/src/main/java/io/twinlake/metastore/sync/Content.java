package io.twinlake.metastore.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.metastore.mapping.Location;
import io.twinlake.metastore.model.Item;
import io.twinlake.metastore.model.Kind;
import io.twinlake.metastore.model.Trees;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What of an object counts when two are compared: not times, not what servers count by themselves,
 * not fields that are there and empty, not our own mark. Equal content has an equal hash, whichever
 * server keeps it.
 */
public final class Content {
  /** Fields that a server sets, or that say nothing. */
  private static final Set<String> SERVERS_OWN =
      Set.of(
          "createTime",
          "lastAccessTime",
          "catName",
          "catalogName",
          "ownerType",
          "writeId",
          "id",
          "accessType",
          "txnId",
          "validWriteIdList",
          "rewriteEnabled",
          "isStatsCompliant",
          "colStats",
          "createdBy");

  private static final Pattern VOLATILE =
      Pattern.compile(
          "transient_lastDdlTime|numFiles|totalSize|numRows|rawDataSize|numPartitions|numFilesErasureCoded|COLUMN_STATS_ACCURATE|DO_NOT_UPDATE_STATS|STATS_GENERATED.*|last_modified_(by|time)|bucketing_version|view\\.sqlConfig\\.spark\\.databricks\\.delta\\.lastCommitVersionInSession|"
              + Pattern.quote(Mark.PARAMETER));

  private static final Pattern LOCATION =
      Pattern.compile(
          "/locationUri|/sd/location|/sd/serdeInfo/parameters/path|/resourceUris/\\d+/uri");

  private Content() {}

  /** What counts, as a tree; for showing differences. */
  public static ObjectNode of(Item item) {
    JsonNode kept = kept("", item.raw());
    ObjectNode content = kept == null ? Trees.object() : (ObjectNode) kept;
    if (item.key().kind() == Kind.TABLE || item.key().kind() == Kind.PARTITION) {
      content.remove("privileges");
    }
    return content;
  }

  /** The first 32 digits of the SHA-256 of what counts. */
  public static String hash(Item item) {
    return Trees.sha256(Trees.canonical(of(item))).substring(0, 32);
  }

  private static JsonNode kept(String at, JsonNode node) {
    if (node instanceof ObjectNode object) {
      ObjectNode copy = Trees.object();
      object
          .fields()
          .forEachRemaining(
              e -> {
                boolean parameters = at.endsWith("/parameters");
                if (parameters
                    ? VOLATILE.matcher(e.getKey()).matches()
                    : SERVERS_OWN.contains(e.getKey())) {
                  return;
                }
                JsonNode value =
                    parameters
                        ? e.getValue()
                        : kept(at + "/" + Trees.step(e.getKey()), e.getValue());
                if (parameters && e.getValue().isTextual()) {
                  value = text(at + "/" + Trees.step(e.getKey()), e.getValue());
                }
                if (value != null) {
                  copy.set(e.getKey(), value);
                }
              });
      return copy.isEmpty() ? null : copy;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode copy = JsonNodeFactory.instance.arrayNode();
      for (int i = 0; i < array.size(); i++) {
        JsonNode value = kept(at + "/" + i, array.get(i));
        // Its place in the list counts.
        copy.add(value == null ? Trees.object() : value);
      }
      return copy.isEmpty() ? null : copy;
    }
    if (node.isNull() || node.isBoolean() && !node.booleanValue()) {
      return null;
    }
    if (node.isIntegralNumber() && node.longValue() <= 0) {
      return null;
    }
    return node.isTextual() ? text(at, node) : node;
  }

  /** One place may be written in several ways; {@code file:/x} and {@code file:///x}. */
  private static JsonNode text(String at, JsonNode node) {
    if (!LOCATION.matcher(at).matches()) {
      return node;
    }
    Optional<Location> location = Location.parse(node.textValue());
    return location.isPresent()
        ? JsonNodeFactory.instance.textNode(location.get().toString())
        : node;
  }
}
