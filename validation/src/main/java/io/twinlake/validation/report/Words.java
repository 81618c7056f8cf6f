package io.twinlake.validation.report;

import io.twinlake.core.settings.DataSize;
import io.twinlake.validation.Outcome;
import io.twinlake.validation.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers and times as people read them, the same in every locale. Times are UTC and say so. */
final class Words {
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm", Locale.ENGLISH).withZone(ZoneOffset.UTC);

  private Words() {}

  static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  static String count(long count, String singular, String plural) {
    return count(count) + " " + (count == 1 ? singular : plural);
  }

  static String bytes(long bytes) {
    return DataSize.ofBytes(bytes).toString();
  }

  static String time(Instant at) {
    return MINUTE.format(at) + " UTC";
  }

  /** {@code 0.4 s}, {@code 3 min 5 s}, {@code 9 d 3 h}. */
  static String duration(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds < 10) {
      return String.format(Locale.ROOT, "%.1f s", Math.max(0, duration.toMillis()) / 1000.0);
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

  private static String pair(long large, String unit, long small, String smallUnit) {
    return large + " " + unit + (small == 0 ? "" : " " + small + " " + smallUnit);
  }

  /** {@code 0.03 %}; what is not nothing never reads as 0, what is not all never as 100. */
  static String percent(double part, double whole) {
    if (whole <= 0 || part <= 0) {
      return "0 %";
    }
    double percent = 100 * part / whole;
    if (percent < 0.01) {
      return "under 0.01 %";
    }
    if (percent > 99.99 && part < whole) {
      return "over 99.99 %";
    }
    String digits = percent < 1 || percent > 99 && percent < 100 ? "%.2f" : "%.1f";
    return String.format(Locale.ROOT, percent == Math.rint(percent) ? "%.0f" : digits, percent)
        + " %";
  }

  static String of(Verdict verdict) {
    return switch (verdict) {
      case CLEAN -> "Clean";
      case DIFFERENCES -> "Differences";
      case COULD_NOT_TELL -> "Could not tell";
    };
  }

  /** To stand behind that number of paths. */
  static String of(Outcome outcome, long count) {
    boolean one = count == 1;
    return switch (outcome) {
      case MATCH -> "equal";
      case DIFFERS -> one ? "differs" : "differ";
      case MISSING_AT_TARGET -> "missing at the target";
      case MISSING_AT_SOURCE -> "only at the target";
      case STORED_MD5_WRONG -> "equal, but not by the stored MD5";
      case MOVING -> one ? "changes while compared" : "change while compared";
      case OUTSIDE -> "outside the scope";
      case UNREADABLE -> "could not be read";
      case UNVERIFIED -> "not compared by content";
    };
  }

  /** {@code 'listing'} as it is asked for on the command line. */
  static String of(Enum<?> level) {
    return level.name().toLowerCase(Locale.ROOT);
  }
}
