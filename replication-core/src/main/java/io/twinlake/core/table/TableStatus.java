package io.twinlake.core.table;

/** How a table stands. */
public enum TableStatus {
  /** The target has the newest version that the source had. */
  REPLICATED("replicated"),
  /** It cannot be replicated as it is; the reason says what to do. */
  REFUSED("refused"),
  /** This run could not bring it up to date; the target keeps an earlier version. */
  FAILED("failed"),
  /** The target has a version of its own; nothing was overwritten. */
  DIVERGED("diverged"),
  /** The source has no such table any more; the target keeps its last version. */
  GONE("gone at the source");

  private final String meaning;

  TableStatus(String meaning) {
    this.meaning = meaning;
  }

  /** A word or two for people. */
  public String meaning() {
    return meaning;
  }

  /** Whether something of the source's table is missing at the target. */
  public boolean isBehind() {
    return this == REFUSED || this == FAILED || this == DIVERGED;
  }
}
