package io.twinlake.validation;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;

/** A listing that cannot be believed: nobody can tell anything about its dataset. */
final class UntrustworthyListingException extends ReplicationException {
  private static final long serialVersionUID = 1L;

  UntrustworthyListingException(String message) {
    super(Effect.NONE_DO_NOT_RETRY, message);
  }
}
