package io.twinlake.core.partition;

import io.twinlake.core.store.ObjectPath;
import java.math.BigInteger;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The two ends of a range as they were written, and the kind of comparison that follows. */
final class Bounds {
  private static final Pattern RELATIVE = Pattern.compile("now(?:([+-])(\\d{1,6})([dh]))?");
  private static final Pattern LOOKS_LIKE_DATE = Pattern.compile("\\d{4}-\\d{1,2}(-\\d{1,2}.*)?");
  private static final Pattern INTEGER = Pattern.compile("-?\\d{1,1000}");

  private enum Kind {
    DATE,
    NUMBER,
    TEXT
  }

  private final Optional<String> from;
  private final Optional<String> to;
  private final Kind kind;

  Bounds(Optional<String> from, Optional<String> to) {
    this.from = from;
    this.to = to;
    if (given().anyMatch(Bounds::isDate)) {
      this.kind = Kind.DATE;
    } else {
      this.kind = given().allMatch(Bounds::isInteger) ? Kind.NUMBER : Kind.TEXT;
    }
  }

  static boolean isInteger(String text) {
    return INTEGER.matcher(text).matches();
  }

  private static boolean isDate(String text) {
    return text.startsWith("now") || LOOKS_LIKE_DATE.matcher(text).matches();
  }

  private Stream<String> given() {
    return Stream.concat(from.stream(), to.stream());
  }

  Limit limit(Limit.Side side, String text) {
    return switch (kind) {
      case NUMBER -> new Limit.Integral(side, new BigInteger(text));
      case TEXT -> new Limit.Text(side, text);
      case DATE ->
          text.startsWith("now")
              ? new Limit.RelativeDay(side, offset(text))
              : new Limit.Day(side, day(side, text));
    };
  }

  private static Duration offset(String text) {
    Matcher parts = RELATIVE.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "a relative date is 'now', or 'now' with days or hours added or taken away:"
              + " now-90d, now+1d, now-12h");
    }
    if (parts.group(1) == null) {
      return Duration.ZERO;
    }
    long count = Long.parseLong(parts.group(2));
    Duration distance =
        parts.group(3).equals("d") ? Duration.ofDays(count) : Duration.ofHours(count);
    return parts.group(1).equals("-") ? distance.negated() : distance;
  }

  private static LocalDate day(Limit.Side side, String text) {
    DatePeriod period =
        DatePeriod.ofValue(text)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "'%s' is not a date, which it must be where one bound is; write it as"
                                .formatted(side.name().toLowerCase(Locale.ROOT))
                            + " 2026-01-31, 2026-01 or now-90d"));
    return side == Limit.Side.FROM ? period.first() : period.last();
  }

  /** Refuses a range that can hold nothing. */
  void requireOrder() {
    if (from.isEmpty() || to.isEmpty()) {
      return;
    }
    Limit first = limit(Limit.Side.FROM, from.get());
    Limit last = limit(Limit.Side.TO, to.get());
    if (order(first, last) > 0) {
      throw new IllegalArgumentException(
          "'from' lies behind 'to', so no partition is in the range");
    }
  }

  private static int order(Limit first, Limit last) {
    if (first instanceof Limit.Day a && last instanceof Limit.Day b) {
      return a.bound().compareTo(b.bound());
    }
    if (first instanceof Limit.RelativeDay a && last instanceof Limit.RelativeDay b) {
      return a.offset().compareTo(b.offset());
    }
    if (first instanceof Limit.Integral a && last instanceof Limit.Integral b) {
      return a.bound().compareTo(b.bound());
    }
    if (first instanceof Limit.Text a && last instanceof Limit.Text b) {
      return ObjectPath.compareUtf8(a.bound(), b.bound());
    }
    return 0; // a fixed and a relative day: that depends on when it is asked
  }
}
