package io.twinlake.core.run;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import java.net.URI;

/** A ledger was to be rebuilt that is not lost. Nothing was changed. */
public final class LedgerWholeException extends ReplicationException {
  private static final long serialVersionUID = 1L;

  LedgerWholeException(URI control, long point, int segments) {
    super(
        Effect.NONE_DO_NOT_RETRY,
        "The ledger on %s is whole: recovery point %d and its %d segments are there. Nothing was rebuilt."
            .formatted(control, point, segments));
  }
}
