package io.twinlake.workspace.archive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.workspace.model.Item;
import io.twinlake.workspace.model.Problem;
import io.twinlake.workspace.model.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Takes secrets that people wrote into configurations out of items, so that no archive holds one in
 * clear. References to secret scopes stay.
 */
public final class Withheld {
  /** Stands where a secret was. */
  public static final String MARK = "(withheld by Twinlake)";

  private static final Pattern SECRET_NAME =
      Pattern.compile(
          "(?:account|access|shared|client|api|private|storage)[-_.]?key|secret|passw|pwd|token"
              + "|credential|connection[-_.]?string|sas\\.fixed|signature",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern SECRET_VALUE =
      Pattern.compile(
          "(?:[?&;\"' ]|^)sig=[^&;\\s]{8}|(?:account|access)key=[^;\\s]{8}|dapi[0-9a-f]{32}"
              + "|(?:password|pwd)=[^;\\s]+|[A-Za-z0-9+/]{86}==|://[^/@\\s]*:[^/@\\s]+@",
          Pattern.CASE_INSENSITIVE);

  /** Values that name a secret, or say nothing secret. */
  private static final Pattern HARMLESS =
      Pattern.compile("\\s*(?:\\{\\{secrets/[^}]*}}|true|false|\\d{0,9}|)\\s*");

  /** Where people write settings of their own; elsewhere names are the workspace's. */
  private static final List<String> FREE =
      List.of(
          "spark_conf",
          "spark_env_vars",
          "configuration",
          "base_parameters",
          "named_parameters",
          "job_parameters",
          "custom_tags",
          "tags",
          "basic_auth");

  private Withheld() {}

  /** The item without secrets; each that was taken out is told. */
  public static Item of(Item item, Consumer<Problem> told) {
    List<String> places = new ArrayList<>();
    ObjectNode body = item.body().deepCopy();
    clean(body, false, "", places);
    if (places.isEmpty()) {
      return item;
    }
    told.accept(
        Problem.failed(
            item.kind(),
            item.key(),
            "holds what looks like a secret in clear, at %s. It is not archived, and the copy is made without it. Put it into a secret scope and refer to it as {{secrets/scope/key}}."
                .formatted(String.join(", ", places))));
    return item.withBody(body);
  }

  /**
   * The other way: {@code body} with what {@code there} says at places whose secret was taken out,
   * and without them where it says nothing.
   */
  public static ObjectNode restored(ObjectNode body, JsonNode there) {
    return (ObjectNode) restoredNode(body, there);
  }

  private static JsonNode restoredNode(JsonNode node, JsonNode there) {
    if (node instanceof ObjectNode object) {
      ObjectNode result = Tree.object();
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        JsonNode value = restoredNode(field.getValue(), there.path(field.getKey()));
        if (!value.isMissingNode()) {
          result.set(field.getKey(), value);
        }
      }
      return result;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode result = Tree.array();
      for (int i = 0; i < array.size(); i++) {
        JsonNode value = restoredNode(array.get(i), there.path(i));
        if (!value.isMissingNode()) {
          result.add(value);
        }
      }
      return result;
    }
    return node.isTextual() && node.asText().equals(MARK) ? there : node;
  }

  private static void clean(JsonNode node, boolean free, String path, List<String> places) {
    if (node instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        String name = field.getKey();
        String here = path.isEmpty() ? name : path + "." + name;
        JsonNode value = field.getValue();
        if (value.isTextual() && isSecret(name, value.asText(), free)) {
          places.add(here);
          object.put(name, MARK);
        } else {
          clean(value, free || FREE.contains(name), here, places);
        }
      }
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        String here = "%s[%d]".formatted(path, i);
        if (array.get(i).isTextual() && SECRET_VALUE.matcher(array.get(i).asText()).find()) {
          places.add(here);
          array.set(i, MARK);
        } else {
          clean(array.get(i), free, here, places);
        }
      }
    }
  }

  private static boolean isSecret(String name, String value, boolean free) {
    if (HARMLESS.matcher(value).matches()) {
      return false;
    }
    return free && SECRET_NAME.matcher(name).find() || SECRET_VALUE.matcher(value).find();
  }
}
