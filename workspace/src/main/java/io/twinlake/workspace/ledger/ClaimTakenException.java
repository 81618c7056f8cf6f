package io.twinlake.workspace.ledger;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;

/** Another run writes to the same workspace. What this one did until then is kept. */
public final class ClaimTakenException extends ReplicationException {
  private static final long serialVersionUID = 1L;

  ClaimTakenException(String site, WorkspaceClaim.Held by) {
    super(
        Effect.NONE_MAY_RETRY,
        "Another run has the workspace of %s: %s %s on %s, begun %s. Nothing more is written. Wait until it ends; if it is dead, its claim ends at %s, or add --take-over."
            .formatted(site, by.doing(), by.run(), by.host(), by.began(), by.until()));
  }

  ClaimTakenException(String site) {
    super(
        Effect.NONE_MAY_RETRY,
        "The claim on the workspace of %s vanished from its control root (workspace/claims/). Nothing more is written. Look who removed it, then run again."
            .formatted(site));
  }
}
