package io.twinlake.core.restore;

/** What a path is part of. */
public enum Place {
  /** A file by itself. */
  PLAIN,
  /** A file of a table that its log names: without the log nobody reads it. */
  TABLE_DATA,
  /** A table's log: what lies there is what the table is. */
  TABLE_LOG
}
