package io.twinlake.metastore.mapping;

/** What a location in an object is for. */
public enum Role {
  /** Data is read or written there. */
  REAL,
  /** Spark wrote it because a table must have one; nothing is there. */
  PLACEHOLDER,
  /** A copy of a location that stands elsewhere in the object. */
  DERIVED,
  /** Inside SQL text. */
  EMBEDDED_SQL,
  /** In a property that only its writer understands. */
  PROPERTY
}
