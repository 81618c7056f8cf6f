package io.twinlake.core.table;

import java.util.Optional;

/**
 * What one table needs in this run. Called in the order of the methods, from one thread; a run that
 * ends between two of them leaves files that nothing refers to, or a table at an earlier version.
 */
public interface PlannedTable {

  /** What would be done, or was done so far. Asks no store. */
  TableReport report();

  /** How much of the table the run would change; nothing for what keeps no data. */
  default TableChange change() {
    return TableChange.NONE;
  }

  /** Copies everything that the versions to be published need. Publishes nothing. */
  void copyData(TableTransfer transfer);

  /**
   * Looks again where a stream is cut, once the tables are published that are no sinks of streams;
   * for checkpoints of streams. Called again as long as other streams may have changed their minds.
   */
  default void beforeSinks(TableTransfer transfer) {}

  /**
   * What has to be there before the table that a stream writes to is published, and after those
   * that it reads; for checkpoints of streams.
   */
  default void beforeItsSink(TableTransfer transfer) {}

  /**
   * Publishes the versions, oldest first. Only called once the data of all tables of the run is at
   * the target; does nothing if this table's is not.
   */
  void publish(TableTransfer transfer);

  /** The table as streams see it; empty for what no stream writes to or reads. */
  default Optional<StreamTable> forStreams() {
    return Optional.empty();
  }

  /** What the table is at the target now, for the next recovery point. */
  TableRecord record();
}
