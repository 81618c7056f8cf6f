package io.twinlake.core;

/** What a failed call left behind. Callers decide by this, not by the type of the cause. */
public enum Effect {
  /** Nothing was changed, and the same call may succeed later. */
  NONE_MAY_RETRY,
  /** Nothing was changed, and the same call will fail again until somebody changes something. */
  NONE_DO_NOT_RETRY,
  /** Nobody knows. Look before calling again. */
  UNKNOWN
}
