package io.twinlake.core.preflight;

import io.twinlake.core.store.StoreFacts;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What one place answered.
 *
 * @param site name of its site
 * @param name as the settings name it
 * @param use what it is to a run
 * @param label the place in one word, {@code raw@sa3}
 * @param service the service or account that it belongs to
 * @param marks how each check ended
 * @param facts what the store tells of its own set-up
 * @param clock how far the service's clock is ahead of this machine's, where it was seen
 */
public record PlaceReport(
    String site,
    String name,
    Use use,
    String label,
    String service,
    Map<Check, Mark> marks,
    Optional<StoreFacts> facts,
    Optional<Duration> clock) {
  public PlaceReport {
    marks = Collections.unmodifiableMap(new EnumMap<>(marks));
  }
}
