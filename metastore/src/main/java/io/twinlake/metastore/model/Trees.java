package io.twinlake.metastore.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;

/** What is done with JSON trees all over this room. */
public final class Trees {
  private Trees() {}

  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** The object at {@code field}, made if it is not there. */
  public static ObjectNode child(ObjectNode parent, String field) {
    return parent.get(field) instanceof ObjectNode there ? there : parent.putObject(field);
  }

  /** Told of one text; answers what shall stand there instead. */
  public interface TextRule extends BiFunction<String, String, String> {}

  /**
   * A copy in which every text, keys left alone, is what {@code rule} makes of its JSON pointer and
   * itself.
   */
  public static JsonNode rewritten(JsonNode node, TextRule rule) {
    return rewritten("", node, rule);
  }

  private static JsonNode rewritten(String at, JsonNode node, TextRule rule) {
    if (node instanceof ObjectNode object) {
      ObjectNode copy = object();
      object
          .fields()
          .forEachRemaining(
              e ->
                  copy.set(e.getKey(), rewritten(at + "/" + step(e.getKey()), e.getValue(), rule)));
      return copy;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode copy = JsonNodeFactory.instance.arrayNode();
      for (int i = 0; i < array.size(); i++) {
        copy.add(rewritten(at + "/" + i, array.get(i), rule));
      }
      return copy;
    }
    if (node.isTextual()) {
      String text = node.textValue();
      String other = rule.apply(at, text);
      return other.equals(text) ? node : TextNode.valueOf(other);
    }
    return node;
  }

  /** A key as one step of a JSON pointer. */
  public static String step(String key) {
    return key.replace("~", "~0").replace("/", "~1");
  }

  /** One text of an object. */
  public record Text(String pointer, String value) {}

  /** Every text, and every key of an object, in order. */
  public static List<Text> texts(JsonNode node) {
    List<Text> all = new ArrayList<>();
    texts("", node, all);
    return all;
  }

  private static void texts(String at, JsonNode node, List<Text> all) {
    if (node instanceof ObjectNode object) {
      object
          .fields()
          .forEachRemaining(
              e -> {
                String below = at + "/" + step(e.getKey());
                all.add(new Text(below + " (its name)", e.getKey()));
                texts(below, e.getValue(), all);
              });
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        texts(at + "/" + i, array.get(i), all);
      }
    } else if (node.isTextual()) {
      all.add(new Text(at, node.textValue()));
    }
  }

  /** JSON with its keys sorted, so that equal content is equal text. */
  public static String canonical(JsonNode node) {
    return sorted(node).toString();
  }

  private static JsonNode sorted(JsonNode node) {
    if (node instanceof ObjectNode object) {
      Map<String, JsonNode> fields = new TreeMap<>();
      object.fields().forEachRemaining(e -> fields.put(e.getKey(), sorted(e.getValue())));
      ObjectNode copy = object();
      fields.forEach(copy::set);
      return copy;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode copy = JsonNodeFactory.instance.arrayNode();
      array.forEach(e -> copy.add(sorted(e)));
      return copy;
    }
    return node;
  }

  /** SHA-256 in hexadecimal digits. */
  public static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JVM has SHA-256", e);
    }
  }

  public static String sha256(String text) {
    return sha256(text.getBytes(StandardCharsets.UTF_8));
  }
}
