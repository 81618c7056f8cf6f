package io.twinlake.jobs;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.settings.DatasetSettings;
import io.twinlake.core.settings.Settings;
import java.util.stream.Collectors;

/** A dataset was asked for that the settings do not name. */
public final class UnknownDatasetException extends ReplicationException {
  private static final long serialVersionUID = 1L;

  UnknownDatasetException(String name, Settings settings) {
    super(
        Effect.NONE_DO_NOT_RETRY,
        "The settings have no dataset '%s'. They have: %s."
            .formatted(
                name,
                settings.datasets().stream()
                    .map(DatasetSettings::name)
                    .collect(Collectors.joining(", "))));
  }
}
