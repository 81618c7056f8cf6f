package io.twinlake.workspace;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;

/** The roles of the two workspaces forbid it. Nothing was written. */
public final class WorkspaceRefusedException extends ReplicationException {
  private static final long serialVersionUID = 1L;

  public WorkspaceRefusedException(String message) {
    super(Effect.NONE_DO_NOT_RETRY, message);
  }
}
