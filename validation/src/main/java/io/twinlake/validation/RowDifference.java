package io.twinlake.validation;

/**
 * One row, or one key, that is not the same on both sides.
 *
 * @param key the values of the dataset's key columns as {@code id=17}; without a key the row's own
 *     hash as {@code row 3f…}, since a report should not spread data
 * @param atSource how many rows with it the source has
 * @param atTarget how many rows with it the target has; with equal counts the rows differ
 */
public record RowDifference(String key, long atSource, long atTarget) {}
