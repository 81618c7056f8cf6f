package io.twinlake.core.role;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;

/** The role documents do not allow what was asked. Nothing more is written. */
public final class RoleRefusedException extends ReplicationException {
  private static final long serialVersionUID = 1L;

  RoleRefusedException(String message) {
    super(Effect.NONE_DO_NOT_RETRY, message);
  }
}
