package io.twinlake.delta;

import java.util.Optional;

/**
 * A data file as a log names it.
 *
 * @param path below the table's root, decoded
 * @param sizeBytes its length in bytes as the log has it
 * @param vector the deletion vector that belongs to it
 * @param dataChange whether its commit says that rows come or go with it; not so where rows only
 *     move to other files
 * @param elsewhere whether {@code path} is a whole name, of a file that the table does not hold
 */
record FileRef(
    String path, long sizeBytes, Optional<Vector> vector, boolean dataChange, boolean elsewhere) {
  FileRef(String path, long sizeBytes, Optional<Vector> vector) {
    this(path, sizeBytes, vector, true, false);
  }

  FileRef(String path, long sizeBytes, Optional<Vector> vector, boolean dataChange) {
    this(path, sizeBytes, vector, dataChange, false);
  }

  /**
   * A deletion vector.
   *
   * @param id unique in the table: storage, place and offset
   * @param file the file that holds it, below the table's root; empty for an inline one
   * @param offset where its length is in the file, in bytes; its bytes and their CRC-32 follow
   * @param size how many bytes it is serialized in
   * @param elsewhere whether {@code file} is a whole name, of a file that the table does not hold
   */
  record Vector(String id, Optional<String> file, long offset, long size, boolean elsewhere) {
    Vector(String id, Optional<String> file, long offset, long size) {
      this(id, file, offset, size, false);
    }

    /** Its length and its checksum, of four bytes each. */
    private static final int AROUND = 8;

    /** The file has at least so many bytes. */
    long end() {
      return offset + size + AROUND;
    }
  }

  String vectorId() {
    return vector.map(Vector::id).orElse("");
  }
}
