package io.twinlake.validation;

/** Is told what a validation does, by one thread. */
public interface ValidationListener {
  /** Tells nobody. */
  ValidationListener SILENT = new ValidationListener() {};

  /** A new step began. */
  default void step(String text) {}

  /** The hash of an object of that length is known. By one thread. */
  default void hashed(long bytes) {}

  /** So many more paths ended, with so many bytes. */
  default void counted(long objects, long bytes) {}

  /**
   * One path ended; in path order. Matches are told only where this JVM compares: count by {@link
   * #counted}.
   */
  default void finding(String dataset, Finding finding) {}
}
