package io.twinlake.validation;

import io.twinlake.core.partition.Limit;
import io.twinlake.core.partition.PartitionRule;
import io.twinlake.core.partition.PartitionWindow;
import io.twinlake.core.store.ObjectPath;
import java.math.BigInteger;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which differences lie outside what a dataset replicates, by its filter rules and partition
 * window. Only asked of paths that differ: what is equal is equal wherever it lies. Reads the
 * settings for itself; the planner's filters are not used. Where it cannot judge, a difference
 * stays a difference.
 */
final class Scope {
  private static final Pattern DIGITS = Pattern.compile("[+-]?\\d+");
  private static final Pattern DATE = Pattern.compile("\\d{4}(-?\\d{2}(-?\\d{2}.*)?)?");

  private record Rule(boolean includes, String text, Wildcard pattern) {}

  private final List<Rule> rules = new ArrayList<>();
  private final List<PartitionRule> window;
  private final Optional<String> notJudged;

  /**
   * @param filters the dataset's rules, in order
   * @param window with relative dates resolved
   */
  Scope(List<String> filters, PartitionWindow window) {
    this.window = window.rules();
    Optional<String> skipped = Optional.empty();
    for (String text : filters) {
      if (text.equals("!")) {
        rules.clear();
        skipped = Optional.empty();
        continue;
      }
      Optional<Wildcard> pattern = Wildcard.of(text.substring(2));
      if (pattern.isEmpty()) {
        skipped = Optional.of(text);
        break;
      }
      rules.add(new Rule(text.startsWith("+ "), text, pattern.get()));
    }
    this.notJudged = skipped;
  }

  /** The first rule that was not judged, with those behind it. */
  Optional<String> notJudged() {
    return notJudged;
  }

  /** Why {@code path} does not belong to the dataset; empty if it does, or if nobody can tell. */
  Optional<String> outside(ObjectPath path) {
    for (Rule rule : rules) {
      if (rule.pattern().matches(path.value())) {
        return rule.includes() ? Optional.empty() : Optional.of("filter '" + rule.text() + "'");
      }
    }
    return notJudged.isPresent() ? Optional.empty() : outsideWindow(path.value());
  }

  private Optional<String> outsideWindow(String path) {
    int last = path.lastIndexOf('/');
    for (PartitionRule rule : window) {
      for (String segment : last < 0 ? new String[0] : path.substring(0, last).split("/")) {
        int equals = segment.indexOf('=');
        if (equals > 0
            && decode(segment.substring(0, equals)).equalsIgnoreCase(rule.key())
            && !admits(rule, decode(segment.substring(equals + 1)))) {
          return Optional.of("partition " + segment);
        }
      }
    }
    return Optional.empty();
  }

  private static boolean admits(PartitionRule rule, String value) {
    return rule.in().isEmpty()
        ? rule.limits().stream().allMatch(limit -> admits(limit, value))
        : rule.in().contains(value);
  }

  private static boolean admits(Limit limit, String value) {
    if (limit instanceof Limit.Day day) {
      if (!DATE.matcher(value).matches()) {
        return true;
      }
      // A month or a year is admitted if any of its days is: compare as far as both are written.
      String bound = day.bound().toString().replace("-", "");
      String digits = value.replaceAll("\\D", "");
      int shared = Math.min(8, digits.length());
      int order = digits.substring(0, shared).compareTo(bound.substring(0, shared));
      return day.side() == Limit.Side.FROM ? order >= 0 : order <= 0;
    }
    if (limit instanceof Limit.Integral integral) {
      if (!DIGITS.matcher(value).matches()) {
        return true;
      }
      int order = new BigInteger(value).compareTo(integral.bound());
      return integral.side() == Limit.Side.FROM ? order >= 0 : order <= 0;
    }
    if (limit instanceof Limit.Text text) {
      int order = ObjectPath.compareUtf8(value, text.bound());
      return text.side() == Limit.Side.FROM ? order >= 0 : order <= 0;
    }
    return true;
  }

  private static String decode(String segment) {
    try {
      return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return segment;
    }
  }
}
