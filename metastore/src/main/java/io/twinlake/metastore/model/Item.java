package io.twinlake.metastore.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;

/**
 * One object of a catalog.
 *
 * @param raw all of it, with the names of Hive's own fields; whoever changes it copies it first
 */
public record Item(Key key, ObjectNode raw) {
  public Item {
    Objects.requireNonNull(key);
    Objects.requireNonNull(raw);
  }

  /** The same object with other content. */
  public Item with(ObjectNode content) {
    return new Item(key, content);
  }
}
