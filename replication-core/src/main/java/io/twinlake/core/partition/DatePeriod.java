package io.twinlake.core.partition;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The days that a partition value stands for: a day, a month or a year.
 *
 * @param first first day
 * @param last last day, inclusive
 */
record DatePeriod(LocalDate first, LocalDate last) {
  /** A time of day may follow the day and is not looked at. */
  private static final Pattern ISO =
      Pattern.compile("(\\d{4})-(\\d{2})(?:-(\\d{2})(?:[T _]\\d{2}(?:\\D.*)?)?)?", Pattern.DOTALL);

  private static final Pattern COMPACT = Pattern.compile("(\\d{4})(?:(\\d{2})(\\d{2})?)?");

  /** {@code 2026-01-31}, {@code 2026-01-31 13:00:00} or {@code 2026-01}. */
  static Optional<DatePeriod> ofIso(String text) {
    return of(ISO.matcher(text));
  }

  /** What {@link #ofIso} reads, {@code 20260131}, {@code 202601} or {@code 2026}. */
  static Optional<DatePeriod> ofValue(String text) {
    return ofIso(text).or(() -> of(COMPACT.matcher(text)));
  }

  private static Optional<DatePeriod> of(Matcher parts) {
    if (!parts.matches()) {
      return Optional.empty();
    }
    try {
      int year = Integer.parseInt(parts.group(1));
      if (parts.group(2) == null) {
        return Optional.of(new DatePeriod(LocalDate.of(year, 1, 1), LocalDate.of(year, 12, 31)));
      }
      YearMonth month = YearMonth.of(year, Integer.parseInt(parts.group(2)));
      if (parts.group(3) == null) {
        return Optional.of(new DatePeriod(month.atDay(1), month.atEndOfMonth()));
      }
      LocalDate day = month.atDay(Integer.parseInt(parts.group(3)));
      return Optional.of(new DatePeriod(day, day));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
