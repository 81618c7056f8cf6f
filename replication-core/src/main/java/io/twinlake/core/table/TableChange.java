package io.twinlake.core.table;

/**
 * How much of what a table held before a run would not be in its newest version any more.
 *
 * @param files how many files it had, about
 * @param changed how many of them would lose rows: removed, overwritten, or rows of them deleted;
 *     not those whose rows only move
 */
public record TableChange(long files, long changed) {
  public static final TableChange NONE = new TableChange(0, 0);
}
