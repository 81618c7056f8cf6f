package io.twinlake.core.ledger;

import io.twinlake.core.json.Json;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.PreconditionFailedException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The chain of recovery points on the control root of a target. */
public final class RecoveryPoints {

  /**
   * A point as it was found.
   *
   * @param point what it says
   * @param hash SHA-256 of its document, which its child will name
   */
  public record Found(RecoveryPoint point, String hash) {}

  private final ControlDocuments documents;

  public RecoveryPoints(ControlDocuments documents) {
    this.documents = documents;
  }

  /** The documents of all points, oldest first. One list request; the points are not read. */
  public List<ObjectEntry> list() {
    return documents.list(ControlPaths.POINTS);
  }

  /** The newest of {@code listed}. */
  public Optional<Found> newest(List<ObjectEntry> listed) {
    return listed.isEmpty() ? Optional.empty() : Optional.of(read(listed.get(listed.size() - 1)));
  }

  public Optional<Found> newest() {
    return newest(list());
  }

  public Found read(ObjectEntry entry) {
    byte[] document = documents.read(entry);
    return new Found(
        Json.parseDocument(
            document, RecoveryPoint.FORMAT, RecoveryPoint.class, "Recovery point " + entry.path()),
        sha256(document));
  }

  /**
   * Commits. Exactly one of several runs that try the same number succeeds.
   *
   * @throws RecoveryPointTakenException if another run has; nothing was written
   */
  public ObjectEntry commit(RecoveryPoint point) {
    try {
      return documents.putIfAbsent(ControlPaths.point(point.number()), Json.document(point));
    } catch (PreconditionFailedException e) {
      String winner =
          documents
              .read(ControlPaths.point(point.number()))
              .map(
                  bytes ->
                      Json.parseDocument(
                              bytes, RecoveryPoint.FORMAT, RecoveryPoint.class, "The winner")
                          .run())
              .orElse("unknown");
      throw new RecoveryPointTakenException(point.number(), winner);
    }
  }

  private static String sha256(byte[] document) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(document));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
