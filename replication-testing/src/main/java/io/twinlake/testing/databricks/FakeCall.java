package io.twinlake.testing.databricks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** One request, as the areas of a workspace see it. */
record FakeCall(
    String method, String path, Map<String, String> query, byte[] raw, ObjectNode body) {
  String text(String field) {
    return query.containsKey(field) ? query.get(field) : body.path(field).asText("");
  }

  /** The part of the path behind {@code prefix}. */
  String after(String prefix) {
    return path.substring(prefix.length());
  }

  int number(String field, int otherwise) {
    String text = text(field);
    return text.isEmpty() ? otherwise : Integer.parseInt(text);
  }
}
