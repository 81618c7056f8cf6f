package io.twinlake.core.traffic;

/** What a root is to a run. Requests are counted by it. */
public enum Side {
  SOURCE,
  TARGET,
  HISTORY,
  SOURCE_CONTROL,
  TARGET_CONTROL;

  /** Whether it lies at the site that is copied from. */
  public boolean isAtSource() {
    return this == SOURCE || this == SOURCE_CONTROL;
  }

  /** {@code source control}. */
  public String words() {
    return switch (this) {
      case SOURCE -> "source";
      case TARGET -> "target";
      case HISTORY -> "history";
      case SOURCE_CONTROL -> "source control";
      case TARGET_CONTROL -> "target control";
    };
  }
}
