package io.twinlake.core.store;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;

/** Something else is at the path than the caller expected. Nothing was written or removed. */
public final class PreconditionFailedException extends ReplicationException {
  private static final long serialVersionUID = 1L;

  public PreconditionFailedException(ObjectPath path, Expected expected) {
    super(
        Effect.NONE_DO_NOT_RETRY,
        "%s is not what was expected (%s): another writer was there. Nothing was written. Look at it again before deciding."
            .formatted(path, expected));
  }
}
