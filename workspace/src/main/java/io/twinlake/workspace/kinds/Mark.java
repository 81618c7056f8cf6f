package io.twinlake.workspace.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Where an object can carry the mark that says which object it is a copy of. A run that died is
 * understood by these marks.
 */
enum Mark {
  /** Nowhere. Such objects are found again by their name or path. */
  NONE(""),
  /** In a map of tags. */
  TAGS("tags"),
  /** In a map of custom tags. */
  CUSTOM_TAGS("custom_tags"),
  /** In a list of pairs, as warehouses have it. */
  TAG_LIST("tags/custom_tags");

  static final String NAME = "twinlake_src";

  private final String path;

  Mark(String path) {
    this.path = path;
  }

  /** Takes the mark out of {@code body} and returns it; empty if there is none. */
  String take(ObjectNode body) {
    JsonNode tags = Fields.at(body, path);
    if (this != NONE && tags instanceof ObjectNode map) {
      JsonNode found = map.remove(NAME);
      if (map.isEmpty()) {
        body.remove(path);
      }
      return found == null ? "" : found.asText();
    }
    if (tags instanceof ArrayNode list) {
      for (int i = 0; i < list.size(); i++) {
        if (list.get(i).path("key").asText().equals(NAME)) {
          return list.remove(i).path("value").asText();
        }
      }
    }
    return "";
  }

  /** Writes {@code mark} into {@code body}. */
  void put(ObjectNode body, String mark) {
    if (this == NONE || mark.isEmpty()) {
      return;
    }
    if (this == TAG_LIST) {
      ObjectNode tag = body.withObject("/tags").withArray("custom_tags").addObject();
      tag.put("key", NAME).put("value", mark);
    } else {
      body.withObject("/" + path).put(NAME, mark);
    }
  }
}
