package io.twinlake.metastore;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.metastore.model.Finding;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * What is asked of a metastore that is read. Nothing here writes. Objects are JSON trees with the
 * names of Hive's own fields. What is not there is empty; what cannot be read is thrown as {@link
 * io.twinlake.metastore.model.MetastoreException}. Not safe for use by many threads.
 */
public interface MetastoreReader extends AutoCloseable {

  /** What answered. */
  ServerFacts facts();

  /**
   * The newest entry of the log of changes; empty where the server keeps none that could be
   * trusted.
   */
  Optional<Long> lastEvent();

  /** {@code db.table} names, or {@code db} alone, that the log names behind {@code event}. */
  Set<String> changedSince(long event);

  List<String> databases();

  Optional<ObjectNode> database(String name);

  /** Tables and views. */
  List<String> tableNames(String db);

  /**
   * Those of {@code names} that are there, in any order.
   *
   * @param refused is told of each that is there and that the server does not show, and why
   */
  List<ObjectNode> tables(String db, List<String> names, BiConsumer<String, String> refused);

  /** In the order of the server's answer. */
  List<String> partitionNames(String db, String table);

  /** Those of {@code names} that are there, in any order. */
  List<ObjectNode> partitions(String db, String table, List<String> names);

  /** All functions that are not built in. */
  List<ObjectNode> functions();

  /**
   * Statistics of columns: of the table, where {@code partitions} is empty, or of these partitions.
   */
  List<ObjectNode> statistics(
      String db, String table, List<String> columns, List<String> partitions);

  /**
   * Primary and foreign keys, and where the server knows them, not-null, unique, default, check.
   */
  List<ObjectNode> constraints(String db, String table);

  /** Who may do what with a database (empty table name) or table. */
  List<ObjectNode> grants(String db, String table);

  /** What was seen since it was opened that somebody should know. */
  default List<Finding> findings() {
    return List.of();
  }

  @Override
  void close();
}
