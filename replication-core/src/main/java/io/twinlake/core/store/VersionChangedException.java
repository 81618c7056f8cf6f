package io.twinlake.core.store;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;

/**
 * The source object is no longer the version that was planned, or is gone. Nothing of another
 * version was returned or written.
 */
public final class VersionChangedException extends ReplicationException {
  private static final long serialVersionUID = 1L;

  private final boolean gone;

  private VersionChangedException(String message, boolean gone) {
    super(Effect.NONE_DO_NOT_RETRY, message);
    this.gone = gone;
  }

  public static VersionChangedException changed(ObjectPath path, ObjectVersion planned) {
    return new VersionChangedException(
        "%s changed since it was listed as version %s. Nothing was copied; the next run plans it again."
            .formatted(path, planned),
        false);
  }

  public static VersionChangedException gone(ObjectPath path, ObjectVersion planned) {
    return new VersionChangedException(
        "%s vanished since it was listed as version %s. Nothing was copied."
            .formatted(path, planned),
        true);
  }

  /** Whether the object does not exist any more. */
  public boolean isGone() {
    return gone;
  }
}
