package io.twinlake.validation;

/** What a validation says in one word. Worse ones are later. */
public enum Verdict {
  /** Nothing differs, as far as the level looks. */
  CLEAN,
  /** Something differs. */
  DIFFERENCES,
  /**
   * Some part could not be compared. Never the same as clean; found differences are in the report
   * all the same.
   */
  COULD_NOT_TELL;

  /** The worse of two. */
  public Verdict and(Verdict other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
