package io.twinlake.workspace.archive;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;

/** A document of an archive is not what was stored. What the others hold is not touched by it. */
public final class DamagedContentException extends ReplicationException {
  private static final long serialVersionUID = 1L;

  DamagedContentException(String path, String why) {
    super(
        Effect.NONE_DO_NOT_RETRY,
        "its bytes in the archive (%s) %s. Restore that document from a copy; or remove it and export again; or name an older archive with --export."
            .formatted(path, why));
  }
}
