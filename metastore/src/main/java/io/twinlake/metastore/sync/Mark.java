package io.twinlake.metastore.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.metastore.model.Item;
import io.twinlake.metastore.model.Trees;
import java.util.Optional;

/**
 * What an import leaves in the parameters of each database, table and partition that it makes:
 * whose it is, and the hash of what was written. It travels with the object, in the same call, so
 * that no kill can come between the two, and it survives the loss of a control root.
 *
 * @param pair the pair of sites
 * @param hash of the content as it was imported
 */
public record Mark(String pair, String hash) {
  public static final String PARAMETER = "twinlake";

  /** The mark of {@code item}, if it has one that can be read. */
  public static Optional<Mark> of(Item item) {
    JsonNode text = item.raw().path("parameters").path(PARAMETER);
    if (!text.isTextual()) {
      return Optional.empty();
    }
    int space = text.textValue().lastIndexOf(' ');
    return space <= 0
        ? Optional.empty()
        : Optional.of(
            new Mark(text.textValue().substring(0, space), text.textValue().substring(space + 1)));
  }

  /** A copy of {@code item} with the mark of {@code pair} and its own content. */
  public static Item on(Item item, String pair) {
    ObjectNode copy = item.raw().deepCopy();
    Trees.child(copy, "parameters").put(PARAMETER, pair + " " + Content.hash(item));
    return item.with(copy);
  }

  /** A copy of {@code item} without anybody's mark. */
  public static Item without(Item item) {
    if (!item.raw().path("parameters").has(PARAMETER)) {
      return item;
    }
    ObjectNode copy = item.raw().deepCopy();
    Trees.child(copy, "parameters").remove(PARAMETER);
    return item.with(copy);
  }
}
