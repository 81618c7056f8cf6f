package io.twinlake.storage.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The service's clock as the {@code Date} headers of its answers show it, to the second, rounded
 * down.
 */
final class ServiceClock {
  private record Seen(Instant at, long nanos) {}

  private final LongSupplier nanoTime;
  private volatile Optional<Seen> last = Optional.empty();

  ServiceClock(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  void saw(HttpHeaders headers) {
    parse(headers.getValue(HttpHeaderName.DATE))
        .ifPresent(at -> last = Optional.of(new Seen(at, nanoTime.getAsLong())));
  }

  /** The service's time now; empty before its first answer. */
  Optional<Instant> now() {
    return last.map(seen -> seen.at().plus(Duration.ofNanos(nanoTime.getAsLong() - seen.nanos())));
  }

  /** A time as HTTP and the service's listings write it. */
  static Optional<Instant> parse(String httpDate) {
    if (httpDate == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          ZonedDateTime.parse(httpDate, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
