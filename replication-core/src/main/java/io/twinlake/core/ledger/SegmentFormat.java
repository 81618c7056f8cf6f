package io.twinlake.core.ledger;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Iterator;
import java.util.stream.Stream;

/** How the rows of a segment are laid out in bytes. */
public interface SegmentFormat {

  /** The name that a {@link Segment} carries. */
  String name();

  /** The end of a segment's file name, with its dot. */
  String extension();

  /** Writes rows in their order; leaves {@code out} open. */
  void write(Iterator<LedgerRow> rows, OutputStream out) throws IOException;

  /**
   * Reads rows lazily, in their order; closing the stream closes {@code in}.
   *
   * @param where what to call the segment in an error
   */
  Stream<LedgerRow> read(InputStream in, String where) throws IOException;
}
