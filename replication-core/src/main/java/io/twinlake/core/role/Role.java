package io.twinlake.core.role;

import java.time.Instant;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Who is primary: the document {@code role/<n>.json}.
 *
 * @param format {@code role/1.0}
 * @param pair the pair of sites
 * @param epoch grows with every change of role; a run of an older epoch stops
 * @param primary site by dataset, with {@code default} for those not named
 * @param since when it was written
 */
public record Role(
    String format, String pair, long epoch, SortedMap<String, String> primary, Instant since) {
  static final String FORMAT = "role/1";
  private static final String DEFAULT = "default";

  public Role {
    Objects.requireNonNull(pair, "'pair' is missing");
    Objects.requireNonNull(primary, "'primary' is missing");
  }

  /** The first role of a pair. */
  public static Role first(String pair, String primary, Instant now) {
    TreeMap<String, String> all = new TreeMap<>();
    all.put(DEFAULT, primary);
    return new Role(FORMAT + ".0", pair, 1, all, now);
  }

  /** The site that {@code dataset} is written at. */
  public String primaryOf(String dataset) {
    return primary.getOrDefault(dataset, primary.getOrDefault(DEFAULT, ""));
  }
}
