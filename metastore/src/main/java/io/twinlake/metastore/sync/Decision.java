package io.twinlake.metastore.sync;

import io.twinlake.core.settings.MetastoreSettings.Conflict;
import java.util.Optional;

/** What one object needs, decided three ways. A pure function of hashes. */
public enum Decision {
  CREATE,
  ALTER,
  DROP,
  /** Nothing to do. */
  KEEP,
  /** Somebody changed the target, and the source did not: kept, and reported. */
  DRIFT,
  /** Both changed, or somebody else's object is in the way. Nothing of it is touched. */
  CONFLICT,
  /** Somebody else's, and not at the source: none of ours. */
  FOREIGN;

  /**
   * Decides.
   *
   * @param ours hash of what comes, if the source has it
   * @param theirs hash of what is there
   * @param base hash of what we imported last, if what is there is ours
   * @param policy what wins where somebody changed the target
   */
  public static Decision of(
      Optional<String> ours, Optional<String> theirs, Optional<String> base, Conflict policy) {
    if (theirs.isEmpty()) {
      return ours.isPresent() ? CREATE : KEEP;
    }
    boolean untouched = base.equals(theirs);
    if (ours.isEmpty()) {
      if (base.isEmpty()) {
        return FOREIGN;
      }
      // What somebody changed by hand is not dropped because the source lost it.
      return untouched || policy == Conflict.SOURCE ? DROP : DRIFT;
    }
    if (ours.equals(theirs)) {
      return KEEP;
    }
    if (base.isEmpty()) {
      return CONFLICT;
    }
    if (untouched || policy == Conflict.SOURCE) {
      return ALTER;
    }
    if (policy == Conflict.TARGET) {
      return DRIFT;
    }
    return ours.equals(base) ? DRIFT : CONFLICT;
  }

  /** Whether it writes. */
  public boolean writes() {
    return this == CREATE || this == ALTER || this == DROP;
  }

  /** Whether somebody has to look. */
  public boolean needsSomebody() {
    return this == DRIFT || this == CONFLICT;
  }
}
