package io.twinlake.testing.databricks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/** JSON for the fakes. */
final class FakeJson {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private FakeJson() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static ArrayNode array() {
    return MAPPER.createArrayNode();
  }

  static ObjectNode of(Object... namesAndValues) {
    ObjectNode node = object();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      node.set((String) namesAndValues[i], MAPPER.valueToTree(namesAndValues[i + 1]));
    }
    return node;
  }

  static ObjectNode parse(byte[] json) {
    try {
      return json.length == 0 ? object() : (ObjectNode) MAPPER.readTree(json);
    } catch (IOException e) {
      throw new FakeError(400, "MALFORMED_REQUEST", "Not JSON: " + e.getMessage());
    }
  }

  static ArrayNode list(String json) {
    try {
      return (ArrayNode) MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new FakeError(400, "MALFORMED_REQUEST", "Not JSON: " + e.getMessage());
    }
  }

  static byte[] bytes(ObjectNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
