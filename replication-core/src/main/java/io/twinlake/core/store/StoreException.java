package io.twinlake.core.store;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * A store could not be asked, or refused. The message names the place and the next step, never a
 * credential.
 */
public class StoreException extends ReplicationException {
  private static final long serialVersionUID = 1L;

  private final StoreProblem problem;
  private final Duration retryAfter;

  public StoreException(Effect effect, StoreProblem problem, String message) {
    this(effect, problem, message, Duration.ZERO, null);
  }

  public StoreException(Effect effect, StoreProblem problem, String message, Throwable cause) {
    this(effect, problem, message, Duration.ZERO, cause);
  }

  /**
   * @param retryAfter how long the service asks to be left alone; zero where it does not say
   */
  public StoreException(
      Effect effect, StoreProblem problem, String message, Duration retryAfter, Throwable cause) {
    super(effect, message, cause);
    this.problem = Objects.requireNonNull(problem);
    this.retryAfter = retryAfter;
  }

  public final StoreProblem problem() {
    return problem;
  }

  /** How long the service asks to be left alone. */
  public final Optional<Duration> retryAfter() {
    return retryAfter.isZero() ? Optional.empty() : Optional.of(retryAfter);
  }
}
