package io.twinlake.core.table;

import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectReader;
import java.util.Comparator;
import java.util.Optional;

/**
 * A kind of table that is replicated as a table: at a version that existed, never half. Found by
 * {@link java.util.ServiceLoader}; implementations need a public constructor without arguments and
 * are safe for use by many threads.
 */
public interface TableFormat {

  /** Its name in reports and documents, {@code delta}. */
  String name();

  /** The root of the table that {@code path} gives away, if it is one of this format. Pure. */
  Optional<ObjectPrefix> rootRevealedBy(ObjectPath path);

  /** A path whose acceptance by a dataset's filter decides whether the table is in it. Pure. */
  ObjectPath witness(ObjectPrefix root);

  /** Whether a table of this format lies there, by its log. One request. */
  default boolean isThere(ObjectReader store, ObjectPrefix root) {
    String witness = witness(root).value();
    String log = witness.substring(0, witness.lastIndexOf('/') + 1);
    return !store.listLevel(new ObjectPrefix(log)).objects().isEmpty();
  }

  /**
   * The order in which files of a table's log may be removed so that readers find a whole table
   * behind each of them; its reverse is the order in which they may appear. Pure.
   */
  default Comparator<ObjectPath> removalOrder() {
    return Comparator.reverseOrder();
  }

  /**
   * Finds out what one table needs. Reads only. A table that cannot be replicated is a result that
   * says why, not an exception.
   *
   * @throws io.twinlake.core.ReplicationException if a store could not be asked; the table keeps
   *     what it had
   */
  PlannedTable plan(TableJob job);

  /**
   * Removes files of a replica that no retained version needs and that the source has removed. Does
   * nothing where that cannot be told.
   */
  default RetirementJob.Result retire(RetirementJob job) {
    return RetirementJob.Result.nothing("");
  }
}
