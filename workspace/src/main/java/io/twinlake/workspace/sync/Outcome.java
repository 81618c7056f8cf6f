package io.twinlake.workspace.sync;

/** What became of one object. Each object of the source has exactly one. */
public enum Outcome {
  CREATED,
  UPDATED,
  /** It was there already, and is the same. */
  ADOPTED,
  KEPT,
  /** Somebody changed it at the target; it stays so. */
  CHANGED_BY_HAND,
  /** Somebody changed it at the target, and that was overwritten. */
  OVERWRITTEN,
  /** Not carried; a problem says why. */
  FAILED
}
