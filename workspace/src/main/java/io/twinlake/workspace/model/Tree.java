package io.twinlake.workspace.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.core.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Raw JSON: reading, writing, canonical form and hash. Numbers keep all their digits. */
public final class Tree {
  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
          .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
          .setNodeFactory(JsonNodeFactory.withExactBigDecimals(true));

  private Tree() {}

  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  public static ArrayNode array() {
    return MAPPER.createArrayNode();
  }

  /** An object with these fields; values are text, numbers, booleans or nodes. */
  public static ObjectNode of(Object... namesAndValues) {
    ObjectNode node = object();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      node.set((String) namesAndValues[i], MAPPER.valueToTree(namesAndValues[i + 1]));
    }
    return node;
  }

  /**
   * Reads an object; nothing at all is an empty one.
   *
   * @param where what to call it in an error
   */
  public static ObjectNode parse(byte[] json, String where) {
    if (json.length == 0) {
      return object();
    }
    try {
      JsonNode node = MAPPER.readTree(json);
      if (node instanceof ObjectNode found) {
        return found;
      }
      return object();
    } catch (IOException e) {
      throw Json.damaged("The answer to " + where, "it is not JSON", e);
    }
  }

  /** Reads JSON inside a text, as cluster policies have it; nothing if it is none. */
  public static Optional<JsonNode> parseInner(String json) {
    try {
      return Optional.ofNullable(MAPPER.readTree(json));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  public static String text(JsonNode node) {
    try {
      return MAPPER.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Cannot be written as JSON", e);
    }
  }

  /** The same with all names in order; absent, null and empty are told apart no more. */
  public static JsonNode canonical(JsonNode node) {
    if (node instanceof ObjectNode object) {
      TreeMap<String, JsonNode> sorted = new TreeMap<>();
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        JsonNode value = canonical(field.getValue());
        if (!isNothing(value)) {
          sorted.put(field.getKey(), value);
        }
      }
      ObjectNode result = object();
      sorted.forEach(result::set);
      return result;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode result = array();
      array.forEach(item -> result.add(canonical(item)));
      return result;
    }
    return node;
  }

  private static boolean isNothing(JsonNode node) {
    return node.isNull() || node.isContainerNode() && node.isEmpty();
  }

  /** SHA-256 of the canonical form, in hexadecimal. */
  public static String hash(JsonNode node) {
    return sha256(text(canonical(node)).getBytes(StandardCharsets.UTF_8));
  }

  public static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JVM has SHA-256", e);
    }
  }

  /** The array with its items in the order of their canonical text, where order has no meaning. */
  public static ArrayNode sorted(Iterable<JsonNode> items) {
    List<JsonNode> all = new ArrayList<>();
    items.forEach(all::add);
    all.sort(Comparator.comparing(item -> text(canonical(item))));
    return array().addAll(all);
  }
}
