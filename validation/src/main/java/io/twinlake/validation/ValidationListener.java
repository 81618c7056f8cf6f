package io.twinlake.validation;

/** Is told what a validation does, by one thread. */
public interface ValidationListener {
  /** Tells nobody. */
  ValidationListener SILENT = new ValidationListener() {};

  /** A new step began. */
  default void step(String text) {}

  /** The hash of an object of that length is known. By one thread. */
  default void hashed(long bytes) {}

  /** One path ended; matches are told, too. In path order. */
  default void finding(String dataset, Finding finding) {}
}
