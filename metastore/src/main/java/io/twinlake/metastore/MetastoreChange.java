package io.twinlake.metastore;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.metastore.model.Key;
import java.util.List;

/**
 * One call that changes a metastore.
 *
 * @param key the object, or the table that all of {@code objects} belong to
 * @param objects what shall be there; nothing for drops
 * @param names partitions that shall go; the new name of a rename
 */
public record MetastoreChange(Op op, Key key, List<ObjectNode> objects, List<String> names) {

  /** What the call does. */
  public enum Op {
    CREATE,
    ALTER,
    DROP,
    /** Partitions, those that are there already left alone. */
    ADD_PARTITIONS,
    ALTER_PARTITIONS,
    DROP_PARTITIONS,
    SET_STATISTICS,
    RENAME
  }

  public MetastoreChange {
    objects = List.copyOf(objects);
    names = List.copyOf(names);
  }

  public static MetastoreChange create(Key key, ObjectNode object) {
    return new MetastoreChange(Op.CREATE, key, List.of(object), List.of());
  }

  public static MetastoreChange alter(Key key, ObjectNode object) {
    return new MetastoreChange(Op.ALTER, key, List.of(object), List.of());
  }

  public static MetastoreChange drop(Key key) {
    return new MetastoreChange(Op.DROP, key, List.of(), List.of());
  }

  public static MetastoreChange dropping(Key key, ObjectNode object) {
    return new MetastoreChange(Op.DROP, key, List.of(object), List.of());
  }
}
