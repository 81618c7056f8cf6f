package io.twinlake.jobs.cli;

import io.twinlake.core.settings.DataSize;
import java.time.Duration;
import java.util.Locale;

/** Counts, bytes and times as people read them, the same in every locale. */
public final class Amounts {
  private Amounts() {}

  /** {@code 1,204}. */
  public static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** {@code 1 object}, {@code 1,204 objects}. */
  public static String count(long count, String singular) {
    return count(count) + " " + singular + (count == 1 ? "" : "s");
  }

  /** {@code 512 B}, {@code 38.0 GiB}. */
  public static String bytes(long bytes) {
    return DataSize.ofBytes(bytes).toString();
  }

  /** {@code 0.4 s}, {@code 12 s}, {@code 3 min 5 s}, {@code 2 h 4 min}, {@code 9 d 3 h}. */
  public static String duration(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds < 10) {
      return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3600) {
      return pair(seconds / 60, "min", seconds % 60, "s");
    }
    return seconds < 86_400
        ? pair(seconds / 3600, "h", seconds % 3600 / 60, "min")
        : pair(seconds / 86_400, "d", seconds % 86_400 / 3600, "h");
  }

  private static String pair(long large, String largeUnit, long small, String smallUnit) {
    return large + " " + largeUnit + (small == 0 ? "" : " " + small + " " + smallUnit);
  }
}
