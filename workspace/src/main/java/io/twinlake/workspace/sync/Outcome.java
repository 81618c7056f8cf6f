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
  /** Nobody looked yet, as that takes a run at the target; an import looks where it must. */
  NOT_LOOKED_AT,
  /** Not carried; a problem says why. */
  FAILED
}
