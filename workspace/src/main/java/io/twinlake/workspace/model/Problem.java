package io.twinlake.workspace.model;

/**
 * Something that was not carried, or needs somebody's eye.
 *
 * @param kind of the object
 * @param key its name or path; empty for all of that kind
 * @param severity whether the object is affected
 * @param what went wrong, and what to do
 */
public record Problem(Kind kind, String key, Severity severity, String what) {
  /** How bad it is. */
  public enum Severity {
    /** The object is not carried, or not as it should be. The run is partial. */
    FAILED,
    /** Carried; somebody should know this. */
    NOTE
  }

  public static Problem failed(Kind kind, String key, String what) {
    return new Problem(kind, key, Severity.FAILED, what);
  }

  public static Problem note(Kind kind, String key, String what) {
    return new Problem(kind, key, Severity.NOTE, what);
  }

  public boolean isFailure() {
    return severity == Severity.FAILED;
  }

  @Override
  public String toString() {
    return kind.title() + (key.isEmpty() ? "" : " " + key) + ": " + what;
  }
}
