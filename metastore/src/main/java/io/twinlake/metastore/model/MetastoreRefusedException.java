package io.twinlake.metastore.model;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;

/** A guard forbids it; nothing was written. The message says what to do. */
public final class MetastoreRefusedException extends ReplicationException {
  private static final long serialVersionUID = 1L;

  public MetastoreRefusedException(String message) {
    super(Effect.NONE_DO_NOT_RETRY, message);
  }
}
