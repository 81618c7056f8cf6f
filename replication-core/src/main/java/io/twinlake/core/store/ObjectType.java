package io.twinlake.core.store;

/**
 * What kind of thing a listing shows. Only files and markers are copied; the rest is reported,
 * never silently converted.
 */
public enum ObjectType {
  /** A block blob, or a file. */
  FILE,
  /** A zero-byte blob that stands for a directory ({@code hdi_isfolder}). */
  DIRECTORY_MARKER,
  APPEND_BLOB,
  PAGE_BLOB,
  /** A block blob in the archive tier, which cannot be read before it is rehydrated. */
  ARCHIVED
}
