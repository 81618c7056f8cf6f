package io.twinlake.validation;

import io.twinlake.core.store.ObjectPath;
import java.util.Optional;

/**
 * How one path ended, and what was seen.
 *
 * @param path below the dataset's root
 * @param outcome how it ended
 * @param sourceBytes length at the source (or in the recovery point), in bytes, where it is there
 * @param targetBytes length at the target, in bytes, where it is there
 * @param sourceHash CRC-64/NVME of the source's bytes, where they were read or the ledger knows it
 * @param targetHash CRC-64/NVME of the target's bytes, where they were read
 * @param detail what was seen, as a sentence without a full stop; empty where the outcome says all
 */
public record Finding(
    ObjectPath path,
    Outcome outcome,
    Optional<Long> sourceBytes,
    Optional<Long> targetBytes,
    Optional<String> sourceHash,
    Optional<String> targetHash,
    String detail) {

  static Finding of(Pair pair, Outcome outcome, String detail) {
    return new Finding(
        pair.path(),
        outcome,
        pair.source().map(e -> e.sizeBytes()),
        pair.target().map(e -> e.sizeBytes()),
        Optional.empty(),
        Optional.empty(),
        detail);
  }

  Finding withHashes(Optional<String> source, Optional<String> target) {
    return new Finding(path, outcome, sourceBytes, targetBytes, source, target, detail);
  }

  /** Whether it is worth a line: neither a match nor an object that merely was not drawn. */
  public boolean isNews() {
    return outcome != Outcome.MATCH && !(outcome == Outcome.UNVERIFIED && detail.isEmpty());
  }

  /** The larger of both lengths, in bytes: what is at stake. */
  public long bytes() {
    return Math.max(sourceBytes.orElse(0L), targetBytes.orElse(0L));
  }

  /**
   * The partition that it is counted under: its directory, as far as that consists of {@code
   * key=value}; else the first directory; empty at the top.
   */
  public String partition() {
    String text = path.value();
    int end = 0;
    for (int slash = text.indexOf('/'); slash >= 0; slash = text.indexOf('/', slash + 1)) {
      boolean keyed = text.substring(end, slash).indexOf('=') > 0;
      if (end > 0 && !keyed) {
        break;
      }
      end = slash + 1;
    }
    return text.substring(0, end);
  }
}
