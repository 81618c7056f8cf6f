package io.twinlake.core.access;

import io.twinlake.core.store.Access;
import java.util.Objects;

/** What the access of one file or directory at the target needs. */
public sealed interface AccessDecision {

  /** It becomes {@code wanted}. */
  record Set(Access wanted) implements AccessDecision {
    public Set {
      Objects.requireNonNull(wanted);
    }
  }

  /** It is what it should be. */
  record Same() implements AccessDecision {}

  /**
   * It is left as it is.
   *
   * @param reason why, half a sentence
   */
  record Unmappable(String reason) implements AccessDecision {
    public Unmappable {
      Objects.requireNonNull(reason);
    }
  }
}
