package io.twinlake.core.ledger;

import io.twinlake.core.checksum.Crc64;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectVersion;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;

/**
 * One change of one object: what was copied from which version, or that it was deleted. The newest
 * row of a path says what the target holds.
 *
 * @param dataset name of its dataset
 * @param path below the dataset's root
 * @param op what was done
 * @param sourceVersion the version that was copied; for a deletion the last one that was
 * @param sourceSize its length in bytes
 * @param listedAt when the listing began that showed that version, by the source's clock; judges
 *     weak versions
 * @param targetVersion what the copy is at the target; for a deletion the version that may be
 *     removed
 * @param targetSize its length in bytes
 * @param crc64 the content's CRC-64/NVME, where it is known
 * @param proof how strongly the copy is known to equal its source
 * @param history where the bytes that this change replaced are kept, as a whole URI; empty where
 *     nothing was replaced
 * @param recoveryPoint number of the recovery point that the change belongs to
 * @param epoch the epoch that it was made under
 * @param time when it was made
 */
public record LedgerRow(
    String dataset,
    ObjectPath path,
    Op op,
    ObjectVersion sourceVersion,
    long sourceSize,
    Instant listedAt,
    ObjectVersion targetVersion,
    long targetSize,
    Optional<Crc64> crc64,
    Proof proof,
    Optional<String> history,
    long recoveryPoint,
    long epoch,
    Instant time) {

  /** What was done to the target. */
  public enum Op {
    PUT,
    DELETE
  }

  /** By dataset, then path, in unsigned UTF-8: the order of every segment. */
  public static final Comparator<LedgerRow> ORDER =
      Comparator.comparing(LedgerRow::dataset, ObjectPath::compareUtf8)
          .thenComparing(LedgerRow::path);

  public LedgerRow {
    Objects.requireNonNull(dataset);
    Objects.requireNonNull(path);
    Objects.requireNonNull(op);
    Objects.requireNonNull(sourceVersion);
    Objects.requireNonNull(listedAt);
    Objects.requireNonNull(targetVersion);
    Objects.requireNonNull(crc64);
    Objects.requireNonNull(proof);
    Objects.requireNonNull(history);
    Objects.requireNonNull(time);
  }

  /** Whether the target holds the object after this change. */
  public boolean isPut() {
    return op == Op.PUT;
  }

  /** The tombstone of this row's object. */
  public LedgerRow tombstone(Optional<String> kept, long point, long inEpoch, Instant now) {
    return new LedgerRow(
        dataset,
        path,
        Op.DELETE,
        sourceVersion,
        sourceSize,
        listedAt,
        targetVersion,
        targetSize,
        crc64,
        proof,
        kept,
        point,
        inEpoch,
        now);
  }

  /** This tombstone, for another version of the object at the target. */
  public LedgerRow removing(ObjectVersion version, long sizeBytes) {
    return new LedgerRow(
        dataset,
        path,
        op,
        sourceVersion,
        sourceSize,
        listedAt,
        version,
        sizeBytes,
        crc64,
        proof,
        history,
        recoveryPoint,
        epoch,
        time);
  }
}
