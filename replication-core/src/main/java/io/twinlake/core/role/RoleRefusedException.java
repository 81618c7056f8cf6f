package io.twinlake.core.role;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;

/** The role documents do not allow what was asked. Nothing more is written. */
public final class RoleRefusedException extends ReplicationException {
  private static final long serialVersionUID = 1L;

  RoleRefusedException(String message) {
    super(Effect.NONE_DO_NOT_RETRY, message);
  }

  static RoleRefusedException newer(long began, long inForce) {
    return new RoleRefusedException(
        "The roles changed: epoch %d is in force, this run began in %d. Nothing more is written. Look at status, then decide whether to run again."
            .formatted(inForce, began));
  }
}
