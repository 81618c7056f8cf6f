package io.twinlake.metastore.archive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.core.json.Json;
import io.twinlake.metastore.model.Item;
import io.twinlake.metastore.model.Key;
import io.twinlake.metastore.model.Kind;
import io.twinlake.metastore.model.Trees;
import io.twinlake.metastore.sync.Content;
import java.util.ArrayList;
import java.util.List;

/** One object as one line of JSON: its key, all of it, its locations, the hash of what counts. */
final class Lines {
  private Lines() {}

  static String write(Item item, Names names) {
    List<Names.Named> found = new ArrayList<>();
    Item named = names.named(item, found);
    ObjectNode line = Trees.object();
    ArrayNode key = line.putArray("k");
    key.add(item.key().kind().name())
        .add(item.key().db())
        .add(item.key().name())
        .add(item.key().part());
    line.set("raw", named.raw());
    ArrayNode paths = line.putArray("paths");
    found.forEach(
        one ->
            paths
                .addObject()
                .put("ptr", one.ptr())
                .put("root", one.root())
                .put("rel", one.rel())
                .put("role", one.role()));
    line.put("h", Content.hash(named));
    return line.toString();
  }

  static Item read(String line, String where) {
    JsonNode node = Json.parse(line, JsonNode.class, where);
    JsonNode key = node.path("k");
    if (!(node.get("raw") instanceof ObjectNode raw) || key.size() != 4) {
      throw Json.damaged(where, "a line of it is no object of a metastore", null);
    }
    Item item =
        new Item(
            new Key(
                Kind.valueOf(key.get(0).asText()),
                key.get(1).asText(),
                key.get(2).asText(),
                key.get(3).asText()),
            raw);
    if (!Content.hash(item).equals(node.path("h").asText())) {
      throw Json.damaged(where, item.key() + " is not what was written", null);
    }
    return item;
  }
}
