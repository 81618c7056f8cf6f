package io.twinlake.delta;

import java.util.Optional;

/**
 * A data file as a log names it.
 *
 * @param path below the table's root, decoded
 * @param sizeBytes its length in bytes as the log has it
 * @param vector the deletion vector that belongs to it
 */
record FileRef(String path, long sizeBytes, Optional<Vector> vector) {

  /**
   * A deletion vector.
   *
   * @param id unique in the table: storage, place and offset
   * @param file the file that holds it, below the table's root; empty for an inline one
   * @param end the file has at least so many bytes
   */
  record Vector(String id, Optional<String> file, long end) {}

  String vectorId() {
    return vector.map(Vector::id).orElse("");
  }
}
