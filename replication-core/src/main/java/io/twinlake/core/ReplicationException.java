package io.twinlake.core;

import java.util.Objects;

/**
 * A failure that Twinlake understands. The message says what happened, why, and what to do next,
 * and is fit to be printed without a stack trace; it never holds a secret.
 */
public class ReplicationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Effect effect;

  public ReplicationException(Effect effect, String message) {
    super(message);
    this.effect = Objects.requireNonNull(effect);
  }

  public ReplicationException(Effect effect, String message, Throwable cause) {
    super(message, cause);
    this.effect = Objects.requireNonNull(effect);
  }

  /** What the failed call left behind. */
  public final Effect effect() {
    return effect;
  }
}
