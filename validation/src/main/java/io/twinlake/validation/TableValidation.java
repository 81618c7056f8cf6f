package io.twinlake.validation;

import java.util.List;
import java.util.Optional;

/**
 * How one table ended at the level {@code table}.
 *
 * @param path its directory below the dataset's root, with a slash at its end; empty for the
 *     dataset's root itself
 * @param format {@code delta} or {@code parquet}
 * @param outcome the worst of its partitions, or of its schema
 * @param detail what was seen of the table as a whole, as a sentence without a full stop; empty
 *     where the numbers say all
 * @param schema where the schemas differ, one line a column; empty where they agree
 * @param partitionedBy the columns that rows were told apart by
 * @param source what was read at the source
 * @param target what was read at the target
 * @param partitions how many partitions were seen at either side
 * @param differences the partitions that are not equal; the first {@link #MAX_PARTITIONS}
 * @param moreDifferences how many more there were
 * @param disagreement keys that disagree, where the dataset names a key
 */
public record TableValidation(
    String path,
    String format,
    Outcome outcome,
    String detail,
    List<String> schema,
    List<String> partitionedBy,
    TableSide source,
    TableSide target,
    long partitions,
    List<PartitionDifference> differences,
    long moreDifferences,
    Optional<Disagreement> disagreement) {
  /** Partitions of one table that a result shows one by one. */
  public static final int MAX_PARTITIONS = 1000;
}
