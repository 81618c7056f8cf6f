package io.twinlake.workspace.archive;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;

/** There is no such archive, or its manifest cannot be read. Nothing was done. */
public final class UnusableArchiveException extends ReplicationException {
  private static final long serialVersionUID = 1L;

  /** A manifest that cannot be read. */
  UnusableArchiveException(String path, ReplicationException damage) {
    super(
        Effect.NONE_DO_NOT_RETRY,
        "The manifest %s is damaged, cut short perhaps, or of a newer version. Name another archive with --export, or run workspace export. Nothing was done."
            .formatted(path),
        damage);
  }

  private UnusableArchiveException(String message) {
    super(Effect.NONE_DO_NOT_RETRY, message);
  }

  static UnusableArchiveException unknown(String id) {
    return new UnusableArchiveException(
        "There is no archive %s on this control root, or its export did not end: its manifest is missing. Name another one with --export, or run workspace export. Nothing was done."
            .formatted(id));
  }

  /** There is none at all. */
  public static UnusableArchiveException none(String from, String to) {
    return new UnusableArchiveException(
        "There is no archive of %s's workspace on %s's control root. Run workspace export first; from and to say whose. Nothing was done."
            .formatted(from, to));
  }
}
