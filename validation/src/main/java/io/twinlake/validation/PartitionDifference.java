package io.twinlake.validation;

import java.util.List;

/**
 * A partition of a table that is not equal on both sides.
 *
 * @param partition {@code date=2026-11-20/}, names and values as in a directory; empty for a table
 *     without partitions
 * @param outcome how it ended
 * @param source what was read at the source
 * @param target what was read at the target
 * @param detail why it ended so, where numbers do not say it
 * @param rows some rows that only one side has, or that differ
 * @param moreRows how many more there were, as far as they were counted
 */
public record PartitionDifference(
    String partition,
    Outcome outcome,
    TableSide source,
    TableSide target,
    String detail,
    List<RowDifference> rows,
    long moreRows) {}
