package io.twinlake.core.preflight;

import java.util.Objects;

/**
 * One thing that somebody should know. Holds no secret.
 *
 * @param severity how much it matters
 * @param kind what a run would end with, if it is a problem
 * @param place where it was seen, {@code west raw}, or which setting it is about
 * @param seen what was seen, as a sentence
 * @param why why it matters; empty where that is plain
 * @param next what to do, naming the role or the setting; empty where there is nothing to do
 */
public record Finding(
    Severity severity, Kind kind, String place, String seen, String why, String next) {

  /** What a run would say. */
  public enum Kind {
    /** A site cannot be reached, or refuses access. */
    ACCESS,
    /** A role or a guard forbids it. */
    GUARD
  }

  public Finding {
    Objects.requireNonNull(severity);
    Objects.requireNonNull(kind);
    Objects.requireNonNull(place);
    Objects.requireNonNull(seen);
    Objects.requireNonNull(why);
    Objects.requireNonNull(next);
  }

  static Finding problem(String place, String seen, String why, String next) {
    return new Finding(Severity.PROBLEM, Kind.ACCESS, place, seen, why, next);
  }

  static Finding guard(String place, String seen, String why, String next) {
    return new Finding(Severity.PROBLEM, Kind.GUARD, place, seen, why, next);
  }

  static Finding warning(String place, String seen, String why, String next) {
    return new Finding(Severity.WARNING, Kind.GUARD, place, seen, why, next);
  }

  static Finding note(String place, String seen, String why, String next) {
    return new Finding(Severity.NOTE, Kind.GUARD, place, seen, why, next);
  }
}
