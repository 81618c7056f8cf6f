package io.twinlake.validation;

import java.time.Instant;
import java.util.Optional;

/**
 * How far two ingests of the same data agree, counted in keys.
 *
 * @param keys keys that either side has
 * @param equal of them, those with the same rows on both sides
 * @param differing those on both sides with different rows
 * @param onlyAtSource those that the target lacks
 * @param onlyAtTarget those that the source lacks
 * @param rate the share of keys that are not equal, 0 to 1; 0 without keys
 * @param from rows before this time were left out, if any were
 * @param to rows from this time on were left out, if any were
 */
public record Disagreement(
    long keys,
    long equal,
    long differing,
    long onlyAtSource,
    long onlyAtTarget,
    double rate,
    Optional<Instant> from,
    Optional<Instant> to) {

  public static Disagreement of(
      long equal,
      long differing,
      long onlyAtSource,
      long onlyAtTarget,
      Optional<Instant> from,
      Optional<Instant> to) {
    long keys = equal + differing + onlyAtSource + onlyAtTarget;
    double rate = keys == 0 ? 0 : (double) (keys - equal) / keys;
    return new Disagreement(keys, equal, differing, onlyAtSource, onlyAtTarget, rate, from, to);
  }
}
