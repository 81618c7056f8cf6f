package io.twinlake.core.preflight;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a preflight found.
 *
 * @param pair the pair of sites
 * @param from site that is copied from
 * @param to site that is copied to
 * @param verdict what a run would end with
 * @param at when it began
 * @param took how long it took
 * @param role who is primary, as far as it could be read, in words
 * @param places every place with its checks: source first, data before control
 * @param services what the accounts behind the places tell of themselves
 * @param findings what somebody should know, the worst first
 */
public record PreflightResult(
    String pair,
    String from,
    String to,
    Verdict verdict,
    Instant at,
    Duration took,
    Optional<String> role,
    List<PlaceReport> places,
    List<ServiceReport> services,
    List<Finding> findings) {

  /** What a run would end with. */
  public enum Verdict {
    /** Nothing was found that would stop a run; there may be warnings. */
    READY,
    /** A role or a guard forbids a run. */
    REFUSED,
    /** A site cannot be reached or refuses access. */
    UNREACHABLE
  }

  public PreflightResult {
    places = List.copyOf(places);
    services = List.copyOf(services);
    findings = List.copyOf(findings);
  }

  /**
   * A run meets a place that it cannot use before it reads a role, so that is what it ends with.
   */
  static Verdict verdict(List<Finding> findings) {
    if (has(findings, Finding.Kind.ACCESS)) {
      return Verdict.UNREACHABLE;
    }
    return has(findings, Finding.Kind.GUARD) ? Verdict.REFUSED : Verdict.READY;
  }

  private static boolean has(List<Finding> findings, Finding.Kind kind) {
    return findings.stream().anyMatch(f -> f.severity() == Severity.PROBLEM && f.kind() == kind);
  }

  /** How many findings are that severe. */
  public long count(Severity severity) {
    return findings.stream().filter(f -> f.severity() == severity).count();
  }
}
