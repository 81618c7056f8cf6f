package io.twinlake.workspace.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.twinlake.workspace.model.Item;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes an object in the target's words: ids of what it refers to, and what the region calls
 * differently. Whatever cannot be said there is listed. No clock and no I/O.
 */
final class Rewriter {
  /** Texts that hold JSON themselves. */
  private static final Set<String> INNER_JSON =
      Set.of("definition", "policy_family_definition_overrides");

  /** Where a policy says what an attribute may be. */
  private static final Set<String> POLICY_VALUES =
      Set.of("value", "values", "defaultValue", "allowlist", "blocklist");

  /** Names of people, whose absence would change who runs what. */
  private static final Set<String> PEOPLE =
      Set.of("user_name", "service_principal_name", "group_name", "single_user_name");

  /** What may be an id inside of a text. */
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{11,}");

  private final Mapping mapping;
  private final Region region;
  private final Offer offer;
  private final PlaceCheck places;

  Rewriter(Mapping mapping, Region region, Offer offer, PlaceCheck places) {
    this.mapping = mapping;
    this.region = region;
    this.offer = offer;
    this.places = places;
  }

  /**
   * An object in the target's words.
   *
   * @param body what to write, as far as it can be said
   * @param missing what cannot be said, for people
   * @param missingPeers ids of objects of the same type that are not there yet
   * @param dropped what {@code body} goes without, for people
   */
  record Rewritten(
      ObjectNode body, List<String> missing, List<String> missingPeers, List<String> dropped) {
    boolean isWhole() {
      return missing.isEmpty() && missingPeers.isEmpty();
    }
  }

  /** Whether the target knows somebody of that name. */
  boolean knows(String principal) {
    return offer.hasPrincipal(principal);
  }

  Rewritten rewrite(Item item) {
    Pass pass = new Pass(item.kind());
    ObjectNode body = (ObjectNode) pass.node(item.body(), "", "");
    return new Rewritten(body, pass.missing, pass.missingPeers, pass.dropped);
  }

  private final class Pass {
    private final Kind self;
    private final List<String> missing = new ArrayList<>();
    private final List<String> missingPeers = new ArrayList<>();
    private final List<String> dropped = new ArrayList<>();

    Pass(Kind self) {
      this.self = self;
    }

    JsonNode node(JsonNode node, String field, String parent) {
      if (node instanceof ObjectNode object) {
        ObjectNode result = Tree.object();
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
          result.set(name(entry.getKey()), node(entry.getValue(), entry.getKey(), field));
        }
        return result;
      }
      if (node instanceof ArrayNode array) {
        ArrayNode result = Tree.array();
        for (JsonNode item : array) {
          if (!isUnknownDestination(item, field)) {
            result.add(node(item, field, parent));
          }
        }
        return result;
      }
      return node.isTextual() || node.isIntegralNumber() ? value(node, field, parent) : node;
    }

    /** Names with dots are people's: Spark's settings name storage accounts. */
    private String name(String field) {
      return Region.isPeoples(field) ? text(field) : field;
    }

    /** A job without one of its notifications is better than no job. */
    private boolean isUnknownDestination(JsonNode item, String field) {
      String id = item.path("destination_id").asText(item.path("id").asText(""));
      String name = item.has("destination_id") ? "destination_id" : "id";
      boolean unknown =
          !id.isEmpty()
              && Reference.at(name, field)
                  .flatMap(Reference::kind)
                  .equals(Optional.of(Kind.NOTIFICATION_DESTINATION))
              && mapping.target(Kind.NOTIFICATION_DESTINATION, id).isEmpty();
      if (unknown) {
        dropped.add("notification destination " + id);
      }
      return unknown;
    }

    private JsonNode value(JsonNode node, String field, String parent) {
      Optional<Reference> reference = Reference.at(field, parent);
      if (reference.isPresent() && !node.asText().isEmpty()) {
        return id(node, field, reference.get());
      }
      if (!node.isTextual()) {
        return node;
      }
      String text = node.asText();
      if (INNER_JSON.contains(field)) {
        return inner(text);
      }
      if (field.equals("node_type_id") || field.equals("driver_node_type_id")) {
        return TextNode.valueOf(offered(Region.What.NODE_TYPE, text));
      }
      if (field.equals("spark_version")) {
        return TextNode.valueOf(offered(Region.What.RUNTIME, text));
      }
      if (PEOPLE.contains(field) && !offer.hasPrincipal(text)) {
        missing.add("%s %s is not known at the target".formatted(field, text));
      }
      return TextNode.valueOf(text(text));
    }

    private JsonNode id(JsonNode node, String field, Reference reference) {
      String id = node.asText();
      Optional<String> target = reference.kind().flatMap(kind -> mapping.target(kind, id));
      if (target.isEmpty()) {
        if (reference.kind().equals(Optional.of(self))) {
          missingPeers.add(id);
        } else {
          missing.add(
              "Mapping not available for old %s %s"
                  .formatted(field.replace("existing_", "").replace('_', ' '), id));
        }
        return node;
      }
      return node.isIntegralNumber()
          ? LongNode.valueOf(Long.parseLong(target.get()))
          : TextNode.valueOf(target.get());
    }

    private String offered(Region.What what, String name) {
      String renamed = region.renamed(what, name).orElse(name);
      Set<String> there = what == Region.What.NODE_TYPE ? offer.nodeTypes() : offer.runtimes();
      if (!there.contains(renamed)) {
        missing.add(
            "%s %s is not offered in the target's region; add it to workspace.mappings.%s"
                .formatted(
                    what == Region.What.NODE_TYPE ? "node type" : "runtime",
                    renamed,
                    what == Region.What.NODE_TYPE ? "nodeTypes" : "runtimes"));
      }
      return renamed;
    }

    private String text(String text) {
      Matcher word = WORD.matcher(text);
      StringBuilder result = null;
      int copied = 0;
      while (word.find()) {
        Optional<String> target = mapping.targetOfDistinctive(word.group());
        if (target.isPresent()) {
          result = result == null ? new StringBuilder() : result;
          result.append(text, copied, word.start()).append(target.get());
          copied = word.end();
        }
      }
      String replaced = result == null ? text : result.append(text.substring(copied)).toString();
      missing.addAll(places.missing(replaced));
      return region.rewritten(replaced);
    }

    /** A policy's attributes are named by paths, {@code init_scripts.0.dbfs.destination}. */
    private JsonNode inner(String json) {
      Optional<JsonNode> parsed = Tree.parseInner(json);
      if (parsed.isEmpty() || !(parsed.get() instanceof ObjectNode attributes)) {
        return TextNode.valueOf(text(json));
      }
      ObjectNode result = Tree.object();
      for (Map.Entry<String, JsonNode> attribute : attributes.properties()) {
        String path = attribute.getKey();
        String name = path.substring(path.lastIndexOf('.') + 1);
        if (attribute.getValue() instanceof ObjectNode rule) {
          for (String field : POLICY_VALUES) {
            if (rule.has(field)) {
              rule.set(field, policyValue(rule.get(field), name));
            }
          }
        }
        result.set(name(path), attribute.getValue());
      }
      return TextNode.valueOf(Tree.text(result));
    }

    private JsonNode policyValue(JsonNode value, String name) {
      if (value instanceof ArrayNode array) {
        ArrayNode result = Tree.array();
        array.forEach(item -> result.add(policyValue(item, name)));
        return result;
      }
      if (!value.isTextual()) {
        return value;
      }
      // A policy may allow what the target does not have; only what is fixed would break.
      String text = value.asText();
      if (name.equals("node_type_id") || name.equals("driver_node_type_id")) {
        return TextNode.valueOf(region.renamed(Region.What.NODE_TYPE, text).orElse(text));
      }
      if (name.equals("spark_version")) {
        return TextNode.valueOf(region.renamed(Region.What.RUNTIME, text).orElse(text));
      }
      return value(value, name, "");
    }
  }
}
