package io.twinlake.storage.azure;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/** Keeps a secret that ends, and asks for the next one some minutes before. */
final class CachedToken {
  /** Longer than any one request, so that a token never ends under way. */
  private static final Duration RENEW_BEFORE = Duration.ofMinutes(5);

  /** A secret and its end. Its {@code toString} does not tell it. */
  record Token(String value, Instant expiresAt) {
    @Override
    public String toString() {
      return "token until " + expiresAt;
    }
  }

  private final Supplier<Token> source;
  private final Clock clock;
  private Token current = new Token("", Instant.EPOCH);

  CachedToken(Supplier<Token> source, Clock clock) {
    this.source = source;
    this.clock = clock;
  }

  synchronized String value() {
    if (clock.instant().plus(RENEW_BEFORE).isAfter(current.expiresAt())) {
      current = source.get();
    }
    return current.value();
  }

  /**
   * Asks for the next one before its time, since the service has refused {@code value}.
   *
   * @return whether there is another one now
   */
  synchronized boolean renew(String refused) {
    if (current.value().equals(refused)) {
      current = source.get();
    }
    return !current.value().equals(refused);
  }

  @Override
  public String toString() {
    return "cached token";
  }
}
