package io.twinlake.workspace.ledger;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;

/** Another import ended first. */
public final class LedgerTakenException extends ReplicationException {
  private static final long serialVersionUID = 1L;

  LedgerTakenException(long generation) {
    super(
        Effect.NONE_MAY_RETRY,
        "Another import of this pair ended first and put generation %d of the ledger. What this run wrote is there and will be adopted. Run it again, and do not schedule two at once."
            .formatted(generation));
  }
}
