package io.twinlake.metastore.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.metastore.model.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** In what fields two contents differ. */
public final class Fields {
  private static final int SHOWN = 120;

  private Fields() {}

  /**
   * One field.
   *
   * @param pointer where
   * @param theirs what is there; empty if nothing
   * @param ours what comes; empty if nothing
   */
  public record Difference(String pointer, String theirs, String ours) {
    @Override
    public String toString() {
      return "%s: %s -> %s".formatted(pointer, shown(theirs), shown(ours));
    }

    private static String shown(String text) {
      return text.isEmpty()
          ? "(nothing)"
          : text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
    }
  }

  public static List<Difference> between(JsonNode theirs, JsonNode ours) {
    List<Difference> all = new ArrayList<>();
    compare("", theirs, ours, all);
    return all;
  }

  private static void compare(String at, JsonNode theirs, JsonNode ours, List<Difference> all) {
    if (theirs instanceof ObjectNode a && ours instanceof ObjectNode b) {
      Set<String> names = new TreeSet<>();
      a.fieldNames().forEachRemaining(names::add);
      b.fieldNames().forEachRemaining(names::add);
      names.forEach(name -> compare(at + "/" + Trees.step(name), a.path(name), b.path(name), all));
    } else if (theirs instanceof ArrayNode a
        && ours instanceof ArrayNode b
        && a.size() == b.size()) {
      for (int i = 0; i < a.size(); i++) {
        compare(at + "/" + i, a.get(i), b.get(i), all);
      }
    } else if (!theirs.equals(ours)) {
      all.add(new Difference(at, text(theirs), text(ours)));
    }
  }

  private static String text(JsonNode node) {
    return node.isMissingNode() ? "" : node.isTextual() ? node.textValue() : node.toString();
  }
}
