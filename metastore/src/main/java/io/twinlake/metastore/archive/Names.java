package io.twinlake.metastore.archive;

import io.twinlake.metastore.mapping.LocationMapping;
import io.twinlake.metastore.mapping.LocationMapping.Mapped;
import io.twinlake.metastore.mapping.Place;
import io.twinlake.metastore.mapping.Places;
import io.twinlake.metastore.mapping.Rule;
import io.twinlake.metastore.model.Item;
import io.twinlake.metastore.model.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes locations relative to named roots, {@code @{raw}/orders}, and reads them back. What was
 * {@code @{} in an object before is written {@code @{@}{}.
 */
public final class Names {
  private static final Pattern NAME = Pattern.compile("@\\{([^}{@]+|@)\\}");

  private final LocationMapping naming;
  private final SortedMap<String, String> roots = new TreeMap<>();

  /**
   * @param rules of the source: their names and places are the roots
   * @param naming maps what lies below a root to its name
   */
  public Names(List<Rule> rules, java.util.function.Function<List<Rule>, LocationMapping> naming) {
    List<Rule> named = new ArrayList<>();
    for (Rule rule : rules) {
      roots.put(rule.name(), rule.to());
      named.add(new Rule(rule.name(), rule.from(), "@{" + rule.name() + "}"));
    }
    this.naming = naming.apply(named);
  }

  /** What the names stand for. */
  public SortedMap<String, String> roots() {
    return roots;
  }

  /**
   * A location in a named object.
   *
   * @param rel what is left below the root
   */
  public record Named(String ptr, String root, String rel, String role) {}

  /** {@code item} with names in place of roots; {@code found} is told of each. */
  public Item named(Item item, List<Named> found) {
    Item escaped =
        item.with(
            (com.fasterxml.jackson.databind.node.ObjectNode)
                Trees.rewritten(
                    item.raw(),
                    (at, text) -> text.contains("@{") ? text.replace("@{", "@{@}{") : text));
    return Places.rewritten(escaped, place -> named(place, found));
  }

  private String named(Place place, List<Named> found) {
    if (naming.map(place.text()) instanceof Mapped.To to) {
      String root = to.rule().name();
      found.add(
          new Named(
              place.pointer(), root, to.text().substring(root.length() + 3), place.role().name()));
      return to.text();
    }
    return place.text();
  }

  /** {@code item} with roots in place of names. */
  public static Item resolved(Item item, Map<String, String> roots) {
    return item.with(
        (com.fasterxml.jackson.databind.node.ObjectNode)
            Trees.rewritten(
                item.raw(), (at, text) -> text.contains("@{") ? resolved(text, roots) : text));
  }

  private static String resolved(String text, Map<String, String> roots) {
    Matcher name = NAME.matcher(text);
    StringBuilder out = new StringBuilder();
    while (name.find()) {
      String root = name.group(1).equals("@") ? "@" : roots.get(name.group(1));
      if (root != null && text.startsWith("/", name.end()) && root.endsWith("/")) {
        root = root.substring(0, root.length() - 1);
      }
      name.appendReplacement(out, Matcher.quoteReplacement(root == null ? name.group() : root));
    }
    name.appendTail(out);
    return out.toString();
  }
}
