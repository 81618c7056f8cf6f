package io.twinlake.validation;

import io.twinlake.core.ReplicationException;

/** One side of a pair cannot be read; the message begins with which. */
final class SideException extends ReplicationException {
  private static final long serialVersionUID = 1L;

  SideException(String side, ReplicationException cause) {
    super(cause.effect(), side + ": " + cause.getMessage(), cause);
  }
}
