package io.twinlake.workspace.sync;

import java.util.Optional;

/**
 * Decides what happens with one object: what was written last, what is there now, and what comes.
 * No clock and no I/O.
 *
 * @param overwrite whether changes made by hand at the target give way
 */
record Merge(boolean overwrite) {
  /** What to do with an object. */
  enum Decision {
    /** It is not there. */
    CREATE,
    /** Only the source changed. */
    UPDATE,
    /** Both say the same. */
    KEEP,
    /** Both say the same, and the ledger did not know: a run that died, or somebody's hand. */
    ADOPT,
    /** Somebody changed it at the target; it stays. */
    KEEP_CHANGED,
    /** Somebody changed it at the target; it is overwritten. */
    OVERWRITE
  }

  /**
   * What was written last.
   *
   * @param comesUnchanged whether the source's object says what it said then
   * @param toHash of what the target held afterwards
   */
  record Base(boolean comesUnchanged, String toHash) {}

  /**
   * @param base what was written last; nothing if this object was never written by us
   * @param ours whether the target's object bears the mark of this source object
   * @param there hash of what the target holds; nothing if it is not there
   * @param comes hash of what would be written
   */
  Decision decide(Optional<Base> base, boolean ours, Optional<String> there, String comes) {
    if (there.isEmpty()) {
      return Decision.CREATE;
    }
    boolean known = base.isPresent() && base.get().toHash().equals(there.get());
    if (there.get().equals(comes)) {
      return known ? Decision.KEEP : Decision.ADOPT;
    }
    if (base.isEmpty()) {
      // Marked as ours, but never noted: a run died before it was done with it.
      return ours ? Decision.UPDATE : byHand();
    }
    if (!known) {
      return byHand();
    }
    return base.get().comesUnchanged() ? Decision.KEEP : Decision.UPDATE;
  }

  private Decision byHand() {
    return overwrite ? Decision.OVERWRITE : Decision.KEEP_CHANGED;
  }
}
