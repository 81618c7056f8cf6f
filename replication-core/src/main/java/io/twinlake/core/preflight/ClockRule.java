package io.twinlake.core.preflight;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Judges how far clocks are apart. Pure. */
final class ClockRule {
  /** Above it, times in reports of two sites cannot be compared by eye. */
  static final Duration WARNING = Duration.ofSeconds(2);

  /** Services refuse signed requests that are more than 15 minutes off; some drift is left. */
  static final Duration PROBLEM = Duration.ofMinutes(5);

  /** HTTP tells whole seconds, and the answer was under way. */
  private static final Duration RESOLUTION = Duration.ofSeconds(1);

  private ClockRule() {}

  /**
   * How far a service is ahead of this machine; zero where that is within what can be measured.
   *
   * @param before when it was asked, by this machine's clock
   * @param trip how long the answer took
   * @param there the time that the answer told, in whole seconds, rounded down
   */
  static Duration ahead(Instant before, Duration trip, Instant there) {
    // The answer was written between "before" and "before + trip", and tells up to a second too
    // little.
    Duration least = Duration.between(before.plus(trip), there);
    Duration most = Duration.between(before, there).plus(RESOLUTION);
    if (least.isNegative() && !most.isNegative()) {
      return Duration.ZERO;
    }
    return least.isNegative() ? most : least;
  }

  /**
   * What is to be said about the clocks of services.
   *
   * @param ahead how far each service's clock is ahead of this machine's
   */
  static List<Finding> judge(Map<String, Duration> ahead) {
    List<Finding> findings = new ArrayList<>();
    new TreeMap<>(ahead)
        .forEach(
            (service, by) -> {
              if (by.abs().compareTo(WARNING) > 0) {
                findings.add(finding(service, by));
              }
            });
    return findings;
  }

  private static Finding finding(String service, Duration by) {
    String seen =
        "The clock of this machine is %s %s that of %s."
            .formatted(
                words(by.abs()),
                by.isNegative() ? "ahead of" : "behind",
                FactRule.account(service));
    String next = "Set it by NTP: timedatectl set-ntp true, or ask whoever runs this machine.";
    return by.abs().compareTo(PROBLEM) > 0
        ? Finding.problem(
            "clock",
            seen,
            "Keys and signatures are refused when clocks are 15 minutes apart, and seem to have ended or not begun.",
            next)
        : Finding.warning(
            "clock", seen, "Ages in 'status' are wrong by as much, against the objective.", next);
  }

  private static String words(Duration by) {
    return by.toSeconds() < 120
        ? String.format(Locale.ROOT, "%.1f s", by.toMillis() / 1000.0)
        : by.toMinutes() + " min";
  }
}
