package io.twinlake.delta;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one commit says, as far as it matters here.
 *
 * @param version its number
 * @param sha256 of its bytes, in hexadecimal
 * @param protocol if it sets one
 * @param metadata if it sets any
 * @param inCommitTime its own time, where the table keeps it in the log
 * @param adds files that it adds or adds again
 * @param removes files that it removes: path and deletion vector; sizes are not kept
 * @param changes files of change data
 * @param absolute the first absolute path that it adds
 */
record Commit(
    long version,
    String sha256,
    Optional<Protocol> protocol,
    Optional<TableMetadata> metadata,
    Optional<Instant> inCommitTime,
    List<FileRef> adds,
    List<FileRef> removes,
    List<FileRef> changes,
    Optional<String> absolute) {

  /** The same with another hash. */
  Commit with(String hash) {
    return new Commit(
        version, hash, protocol, metadata, inCommitTime, adds, removes, changes, absolute);
  }
}
