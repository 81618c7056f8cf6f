package io.twinlake.workspace.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.workspace.model.Item;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Tree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Objects that refer to others of their own type: jobs that run jobs, groups in groups. They are
 * created after what they refer to; where that goes in circles, without those references first. No
 * clock and no I/O.
 */
final class Peers {
  private Peers() {}

  static boolean has(Kind kind) {
    return kind == Kind.JOB || kind == Kind.GROUP;
  }

  /** Which of the same type {@code item} refers to. */
  static Set<String> of(Item item) {
    Set<String> ids = new LinkedHashSet<>();
    String field = item.kind() == Kind.GROUP ? "group_id" : "job_id";
    for (JsonNode found : item.body().findValues(field)) {
      if (found.isValueNode()) {
        ids.add(found.asText());
      }
    }
    return ids;
  }

  /**
   * Layers of items: each needs only what is in layers before it, as far as there are no circles.
   */
  static List<List<Item>> layers(List<Item> items) {
    Map<String, Integer> depth = new HashMap<>();
    Map<String, Item> byId = new HashMap<>();
    items.forEach(item -> byId.put(item.id(), item));
    Map<Integer, List<Item>> layers = new TreeMap<>();
    for (Item item : items) {
      int at = depth(item, byId, depth, new HashSet<>());
      layers.computeIfAbsent(at, d -> new ArrayList<>()).add(item);
    }
    return new ArrayList<>(layers.values());
  }

  private static int depth(
      Item item, Map<String, Item> byId, Map<String, Integer> known, Set<String> under) {
    Integer depth = known.get(item.id());
    if (depth != null) {
      return depth;
    }
    under.add(item.id());
    int deepest = -1;
    for (String id : of(item)) {
      Item peer = byId.get(id);
      if (peer != null && !under.contains(id)) {
        deepest = Math.max(deepest, depth(peer, byId, known, under));
      }
    }
    under.remove(item.id());
    known.put(item.id(), deepest + 1);
    return deepest + 1;
  }

  /** {@code body} without what refers to {@code missing}. */
  static ObjectNode without(Kind kind, ObjectNode body, List<String> missing) {
    ObjectNode trimmed = body.deepCopy();
    Set<String> gone = new HashSet<>(missing);
    if (kind == Kind.GROUP) {
      ArrayNode members = Tree.array();
      for (JsonNode member : trimmed.path("members")) {
        if (!gone.contains(member.path("group_id").asText())) {
          members.add(member);
        }
      }
      trimmed.set("members", members);
      return trimmed;
    }
    Set<String> left = new HashSet<>();
    ArrayNode tasks = Tree.array();
    for (JsonNode task : trimmed.path("tasks")) {
      boolean refers =
          task.findValues("job_id").stream().anyMatch(id -> gone.contains(id.asText()));
      if (!refers) {
        tasks.add(task);
        left.add(task.path("task_key").asText());
      }
    }
    for (JsonNode task : tasks) {
      ArrayNode needed = Tree.array();
      for (JsonNode one : task.path("depends_on")) {
        if (left.contains(one.path("task_key").asText())) {
          needed.add(one);
        }
      }
      if (task.has("depends_on")) {
        ((ObjectNode) task).set("depends_on", needed);
      }
    }
    trimmed.set("tasks", tasks);
    if (tasks.isEmpty()) {
      trimmed.remove(List.of("tasks", "job_clusters"));
    }
    return trimmed;
  }
}
