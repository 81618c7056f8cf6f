package io.twinlake.core.preflight;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

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

  /** The worst first; what differs in its place only is said once, for all its places. */
  static List<Finding> inOrder(List<Finding> findings) {
    Map<Finding, Set<String>> places = new LinkedHashMap<>();
    for (Finding finding : findings) {
      places.computeIfAbsent(finding.at(""), f -> new LinkedHashSet<>()).add(finding.place());
    }
    return places.entrySet().stream()
        .map(e -> e.getKey().at(String.join(", ", e.getValue())))
        .sorted(Comparator.comparing(Finding::severity))
        .toList();
  }

  private Finding at(String elsewhere) {
    return new Finding(severity, kind, elsewhere, seen, why, next);
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
