package io.twinlake.workspace.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** Small changes of raw JSON. */
final class Fields {
  private Fields() {}

  /** The value at {@code path}, whose steps are parted by slashes; missing if it is not there. */
  static JsonNode at(JsonNode node, String path) {
    JsonNode found = node;
    for (String step : path.split("/")) {
      found = found.path(step);
    }
    return found;
  }

  /** Removes the fields at {@code paths}. */
  static void strip(ObjectNode node, List<String> paths) {
    for (String path : paths) {
      int last = path.lastIndexOf('/');
      JsonNode parent = last < 0 ? node : at(node, path.substring(0, last));
      if (parent instanceof ObjectNode object) {
        object.remove(path.substring(last + 1));
      }
    }
  }

  /** Removes nulls, and containers that hold nothing, everywhere. */
  static JsonNode tidy(JsonNode node) {
    if (node instanceof ObjectNode object) {
      List<String> empty =
          object.properties().stream()
              .filter(field -> isNothing(tidy(field.getValue())))
              .map(Map.Entry::getKey)
              .toList();
      object.remove(empty);
    } else if (node instanceof ArrayNode array) {
      array.forEach(Fields::tidy);
    }
    return node;
  }

  private static boolean isNothing(JsonNode node) {
    return node.isNull() || node.isContainerNode() && node.isEmpty();
  }

  /** Removes fields that say what holds without them. */
  static void dropDefaults(ObjectNode node, Map<String, String> defaults) {
    defaults.forEach(
        (name, value) -> {
          if (node.path(name).isValueNode() && node.path(name).asText().equals(value)) {
            node.remove(name);
          }
        });
  }
}
