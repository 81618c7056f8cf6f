package io.twinlake.jobs.cli;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;

/** What was asked for makes no sense: a wrong option, an unreadable file. Nothing was done. */
public final class UsageException extends ReplicationException {
  private static final long serialVersionUID = 1L;

  public UsageException(String message) {
    super(Effect.NONE_DO_NOT_RETRY, message);
  }
}
