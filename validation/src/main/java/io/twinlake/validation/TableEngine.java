package io.twinlake.validation;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Reads tables on both sides and adds their rows up. Needs an engine that reads their formats. */
public interface TableEngine {

  /**
   * Begins to compare one table. Reads schemas.
   *
   * @throws io.twinlake.core.ReplicationException if a side cannot be read, with the reader's error
   */
  Opened open(TableRequest request);

  /** A table whose schemas are known. */
  interface Opened extends AutoCloseable {
    /** Where the schemas differ, one line a column; those columns are not compared further. */
    List<String> schema();

    /** The columns that rows are told apart by. */
    List<String> partitionedBy();

    /**
     * Reads all rows of both sides, and tells {@code each} every partition that either has, equal
     * ones among them. One that cannot be read is told as {@link Outcome#UNREADABLE} with the
     * reader's error; the others are compared all the same.
     *
     * @throws io.twinlake.core.ReplicationException if what cannot be read is not one partition
     */
    TableRead read(Consumer<PartitionDifference> each);

    /**
     * Some rows that are not the same on both sides, by partition.
     *
     * @param partitions as {@link #read} told them
     * @param most how many rows of each
     */
    Map<String, List<RowDifference>> rows(List<String> partitions, int most);

    @Override
    void close();
  }
}
