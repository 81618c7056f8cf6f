package io.twinlake.workspace.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.workspace.model.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Names the places in which two descriptions differ. Values are not shown: they may be secret. */
final class Places {
  private static final int MOST = 8;

  private Places() {}

  static List<String> of(JsonNode source, JsonNode target) {
    List<String> places = new ArrayList<>();
    compare(Tree.canonical(source), Tree.canonical(target), "", places);
    return places.size() <= MOST
        ? places
        : new ArrayList<>(
            List.of(
                String.join(", ", places.subList(0, MOST)),
                "and %d more".formatted(places.size() - MOST)));
  }

  private static void compare(JsonNode a, JsonNode b, String path, List<String> places) {
    if (a instanceof ObjectNode && b instanceof ObjectNode) {
      TreeSet<String> names = new TreeSet<>();
      a.fieldNames().forEachRemaining(names::add);
      b.fieldNames().forEachRemaining(names::add);
      names.forEach(
          name ->
              compare(
                  a.path(name), b.path(name), path.isEmpty() ? name : path + "." + name, places));
    } else if (a instanceof ArrayNode && b instanceof ArrayNode && a.size() == b.size()) {
      for (int i = 0; i < a.size(); i++) {
        compare(a.get(i), b.get(i), "%s[%d]".formatted(path, i), places);
      }
    } else if (!a.equals(b) && !same(a, b)) {
      places.add(path);
    }
  }

  /** Numbers of several types. */
  private static boolean same(JsonNode a, JsonNode b) {
    return a.isNumber() && b.isNumber() && a.decimalValue().compareTo(b.decimalValue()) == 0;
  }
}
