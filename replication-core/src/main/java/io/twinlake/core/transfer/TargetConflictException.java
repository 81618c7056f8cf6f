package io.twinlake.core.transfer;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import java.util.Optional;

/**
 * The target of a copy was changed by a writer that is not us. What it wrote is kept, and nothing
 * of ours was written.
 */
public final class TargetConflictException extends ReplicationException {
  private static final long serialVersionUID = 1L;
  private static final String NEXT =
      "That is kept, and nothing was copied. Stop that writer, then run again with adopt: copy to have the source replace it (its bytes go to history first).";

  /** For a conflict that was seen at {@code path} without a closer look. */
  public TargetConflictException(ObjectPath path) {
    super(
        Effect.NONE_DO_NOT_RETRY,
        "%s at the target is not what this run planned to replace: another writer was there. %s"
            .formatted(path, NEXT));
  }

  /**
   * @param there what was found
   */
  public TargetConflictException(ObjectPath path, Expected expected, Optional<ObjectEntry> there) {
    super(
        Effect.NONE_DO_NOT_RETRY,
        "%s at the target is not what this run planned to replace: it expected %s and found %s, so another writer was there. %s"
            .formatted(
                path,
                expected,
                there
                    .map(e -> "version %s of %d bytes".formatted(e.version(), e.sizeBytes()))
                    .orElse("nothing"),
                NEXT));
  }
}
