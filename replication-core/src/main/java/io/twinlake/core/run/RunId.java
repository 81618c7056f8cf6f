package io.twinlake.core.run;

import java.io.Serializable;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Objects;

/**
 * Names one run: its time and a random part, {@code 20261121T031500Z-7f3a9c}. Names sort by time.
 */
public record RunId(String value) implements Serializable {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  public RunId {
    Objects.requireNonNull(value);
  }

  public static RunId begin(Instant now) {
    return new RunId(
        TIME.format(now) + "-" + "%06x".formatted(new SecureRandom().nextInt(1 << 24)));
  }

  @Override
  public String toString() {
    return value;
  }
}
