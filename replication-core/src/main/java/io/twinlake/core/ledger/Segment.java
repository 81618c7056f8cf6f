package io.twinlake.core.ledger;

import java.io.Serializable;

/**
 * An immutable, sorted piece of the ledger, as a recovery point names it.
 *
 * @param path where it lies, below the control root
 * @param format name of its {@link SegmentFormat}
 * @param rows how many rows it has
 * @param sizeBytes its length in bytes
 * @param version what it was when it was written; another version is refused
 * @param first key of its first row: dataset, a zero character, path
 * @param last key of its last row
 * @param point the recovery point that wrote it; of two rows of one path the one of the later point
 *     is the newer
 * @param base whether compaction wrote it: base segments do not overlap one another
 */
public record Segment(
    String path,
    String format,
    long rows,
    long sizeBytes,
    String version,
    String first,
    String last,
    long point,
    boolean base)
    implements Serializable {

  /** The key of a row in {@link #first} and {@link #last}. */
  public static String key(LedgerRow row) {
    return row.dataset() + "\0" + row.path().value();
  }
}
