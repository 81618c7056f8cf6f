package io.twinlake.core.preflight;

import io.twinlake.core.store.StoreFacts;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What a service or account tells of itself, from all its places.
 *
 * @param service its name, {@code sa3.core.windows.net}
 * @param facts its set-up, as far as it can be seen
 * @param clock how far its clock is ahead of this machine's, where it was seen
 */
public record ServiceReport(String service, StoreFacts facts, Optional<Duration> clock) {
  public ServiceReport {
    Objects.requireNonNull(service);
    Objects.requireNonNull(facts);
    Objects.requireNonNull(clock);
  }
}
