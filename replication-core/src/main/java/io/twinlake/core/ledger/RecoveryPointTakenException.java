package io.twinlake.core.ledger;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;

/** Another run committed first. */
public final class RecoveryPointTakenException extends ReplicationException {
  private static final long serialVersionUID = 1L;

  RecoveryPointTakenException(long wanted, String winner) {
    super(
        Effect.NONE_MAY_RETRY,
        ("Cannot commit recovery point %d: run %s committed it first. What this run copied is kept"
                + " and will be adopted. Run replicate again.")
            .formatted(wanted, winner));
  }
}
