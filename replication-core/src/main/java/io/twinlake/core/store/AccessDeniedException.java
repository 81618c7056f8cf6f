package io.twinlake.core.store;

import io.twinlake.core.Effect;
import java.util.Objects;

/** A store did not let the caller in; its message ends with what to do next. */
public final class AccessDeniedException extends StoreException {
  private static final long serialVersionUID = 1L;

  private final Refusal refusal;
  private final String seen;
  private final String next;

  /**
   * @param tried what was tried, {@code list orders/}
   * @param seen who refuses what, as a sentence without its capital
   * @param next what to do about it, as sentences, naming the role or the setting
   */
  public AccessDeniedException(
      Effect effect, Refusal refusal, String tried, String seen, String next) {
    super(effect, StoreProblem.ACCESS_DENIED, "Cannot %s: %s %s".formatted(tried, seen, next));
    this.refusal = Objects.requireNonNull(refusal);
    this.seen = seen;
    this.next = next;
  }

  public Refusal refusal() {
    return refusal;
  }

  /** Who refuses what. */
  public String seen() {
    return seen;
  }

  /** What to do about it. */
  public String next() {
    return next;
  }
}
