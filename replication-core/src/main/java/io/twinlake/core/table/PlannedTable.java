package io.twinlake.core.table;

/**
 * What one table needs in this run. Called in the order of the methods, from one thread; a run that
 * ends between two of them leaves files that nothing refers to, or a table at an earlier version.
 */
public interface PlannedTable {

  /** What would be done, or was done so far. Asks no store. */
  TableReport report();

  /** Copies everything that the versions to be published need. Publishes nothing. */
  void copyData(TableTransfer transfer);

  /**
   * Publishes the versions, oldest first. Only called once the data of all tables of the run is at
   * the target; does nothing if this table's is not.
   */
  void publish(TableTransfer transfer);

  /** What the table is at the target now, for the next recovery point. */
  TableRecord record();
}
