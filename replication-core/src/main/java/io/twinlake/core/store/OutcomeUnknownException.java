package io.twinlake.core.store;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;

/** The store never answered a write. It may have happened: look before trying again. */
public final class OutcomeUnknownException extends ReplicationException {
  private static final long serialVersionUID = 1L;

  public OutcomeUnknownException(ObjectPath path, String what, Throwable cause) {
    super(
        Effect.UNKNOWN,
        "The store did not answer whether %s of %s happened. It is looked up before anything is repeated."
            .formatted(what, path),
        cause);
  }
}
