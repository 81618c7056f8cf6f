package io.twinlake.core.settings;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Values with their units. Each method throws {@link IllegalArgumentException} whose message
 * continues a sentence that begins with the value, and says what to write.
 */
final class Units {
  private static final Pattern AMOUNT = Pattern.compile("(\\d{1,18})\\s*([A-Za-z]*)");
  private static final Pattern PERCENT = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,9})?)\\s*%");

  private static final Duration LONGEST = Duration.ofDays(36_500);
  private static final String TOO_LONG = "is too long; write at most 36500d";

  private static final Map<String, Duration> TIMES =
      Map.of(
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1));

  private static final Map<String, Long> SIZES =
      Map.of("B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30, "TiB", 1L << 40);

  private static final Pattern REQUEST_RATE = Pattern.compile("(\\d{1,9})/s");

  /** Bytes in a second. */
  private static final long SLOWEST = 1L << 20;

  private Units() {}

  static Duration duration(String text) {
    Matcher amount = AMOUNT.matcher(text);
    if (!amount.matches() || !TIMES.containsKey(amount.group(2)) || text.contains(" ")) {
      throw new IllegalArgumentException(durationHint(amount));
    }
    Duration duration;
    try {
      duration = TIMES.get(amount.group(2)).multipliedBy(Long.parseLong(amount.group(1)));
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(TOO_LONG, e);
    }
    if (duration.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(TOO_LONG);
    }
    if (duration.isZero()) {
      throw new IllegalArgumentException("is no time at all; write at least 1s");
    }
    return duration;
  }

  private static String durationHint(Matcher amount) {
    String hint = "30s, 15m, 4h or 14d";
    if (amount.matches()) {
      String number = amount.group(1);
      String unit = amount.group(2);
      if (unit.isEmpty()) {
        return "has no unit; write %ss, %sm, %sh or %sd".formatted(number, number, number, number);
      }
      String letter = unit.substring(0, 1).toLowerCase(Locale.ROOT);
      if (TIMES.containsKey(letter)
          && !unit.equals("M")
          && !unit.startsWith("mo")
          && !unit.equals("ms")) {
        hint = number + letter;
      } else if (letter.equals("w") && number.length() < 6) {
        hint = Long.parseLong(number) * 7 + "d";
      }
    }
    return "is not a length of time; write " + hint;
  }

  static DataSize dataSize(String text) {
    Matcher amount = AMOUNT.matcher(text);
    if (!amount.matches() || !SIZES.containsKey(amount.group(2)) || text.contains(" ")) {
      throw new IllegalArgumentException(dataSizeHint(amount));
    }
    try {
      return DataSize.ofBytes(
          Math.multiplyExact(Long.parseLong(amount.group(1)), SIZES.get(amount.group(2))));
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("is larger than anything that can be stored", e);
    }
  }

  private static String dataSizeHint(Matcher amount) {
    if (!amount.matches()) {
      return "is not a size; write a whole number and its unit, 64MiB";
    }
    String number = amount.group(1);
    String unit = amount.group(2);
    if (unit.isEmpty()) {
      return "has no unit; write %sMiB, or %sB for bytes".formatted(number, number);
    }
    String letter = unit.substring(0, 1).toUpperCase(Locale.ROOT);
    if ("KMGT".contains(letter)) {
      return "is not a size in a binary unit; write %s%siB".formatted(number, letter);
    }
    return "is not a size; write " + number + " with one of B, KiB, MiB, GiB, TiB";
  }

  /** An amount of money. */
  static BigDecimal price(String text) {
    if (!text.matches("\\d{1,9}(\\.\\d{1,9})?")) {
      throw new IllegalArgumentException("is not an amount; write 0.065, without a currency");
    }
    return new BigDecimal(text);
  }

  /** Requests in a second. */
  static long requestRate(String text) {
    Matcher rate = REQUEST_RATE.matcher(text);
    if (!rate.matches() || Long.parseLong(rate.group(1)) == 0) {
      throw new IllegalArgumentException(
          "is not a number of requests in a second; write 500/s, or remove the line for no limit");
    }
    return Long.parseLong(rate.group(1));
  }

  /** Bytes in a second. */
  static long byteRate(String text) {
    String hint = "is not a number of bytes in a second; write 100MiB/s";
    if (!text.endsWith("/s")) {
      throw new IllegalArgumentException(hint + ", or remove the line for no limit");
    }
    long rate;
    try {
      rate = dataSize(text.substring(0, text.length() - 2)).bytes();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(hint, e);
    }
    if (rate < SLOWEST) {
      throw new IllegalArgumentException(
          "is so slow that services would end the answers; write at least 1MiB/s");
    }
    return rate;
  }

  static double share(String text) {
    Matcher percent = PERCENT.matcher(text);
    if (!percent.matches()) {
      throw new IllegalArgumentException("is not a percentage; write 1% or 0.5%");
    }
    BigDecimal share = new BigDecimal(percent.group(1)).movePointLeft(2);
    if (share.compareTo(BigDecimal.ONE) > 0) {
      throw new IllegalArgumentException("is more than all; write at most 100%");
    }
    return share.doubleValue();
  }
}
