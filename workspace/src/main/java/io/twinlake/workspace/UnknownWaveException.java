package io.twinlake.workspace;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import io.twinlake.workspace.activate.Wave;
import java.util.List;

/** The settings do not name that wave. */
public final class UnknownWaveException extends ReplicationException {
  private static final long serialVersionUID = 1L;

  UnknownWaveException(String name, List<Wave> waves) {
    super(
        Effect.NONE_DO_NOT_RETRY,
        "No wave is called %s; there are compute, %srest. Nothing was done."
            .formatted(
                name, String.join("", waves.stream().map(wave -> wave.name() + ", ").toList())));
  }
}
