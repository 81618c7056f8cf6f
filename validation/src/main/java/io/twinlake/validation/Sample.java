package io.twinlake.validation;

import io.twinlake.core.store.ObjectEntry;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/**
 * Which objects are drawn: each by a number that follows from the seed and its path, so that a draw
 * can be repeated, spread over tasks, and not be guessed without the seed.
 *
 * @param seed printed in the report
 * @param share of all objects, 0 to 1
 * @param newest whether the newest are drawn more often: an object's chance is doubled for every
 *     halving of its age below a day, up to certainty
 */
public record Sample(long seed, double share, boolean newest) implements Serializable {
  private static final Duration DAY = Duration.ofDays(1);

  public Sample {
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException("A sample's share lies above 0 and not above 1: " + share);
    }
  }

  /** Whether {@code entry} is drawn. */
  boolean draws(ObjectEntry entry, Instant now) {
    return number(entry.path().value()) < chance(entry, now);
  }

  private double chance(ObjectEntry entry, Instant now) {
    if (!newest) {
      return share;
    }
    long age = Math.max(1, Duration.between(entry.modifiedAt(), now).toSeconds());
    return Math.min(1, share * Math.max(1, (double) DAY.toSeconds() / age));
  }

  /** Between 0 and 1, evenly spread over paths: SplitMix64's finaliser over an FNV-1a hash. */
  private double number(String path) {
    long hash = 0xcbf29ce484222325L ^ seed * 0x9e3779b97f4a7c15L;
    for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    hash = (hash ^ hash >>> 30) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ hash >>> 27) * 0x94d049bb133111ebL;
    return ((hash ^ hash >>> 31) >>> 11) * 0x1.0p-53;
  }

  /**
   * What a sample without a difference allows: at 95 %, fewer than this share of all objects differ
   * (the rule of three). Holds for even draws only.
   *
   * @param drawn how many objects were compared by content, at least 1
   */
  public static double boundAt95(long drawn) {
    return Math.min(1, 3.0 / drawn);
  }
}
