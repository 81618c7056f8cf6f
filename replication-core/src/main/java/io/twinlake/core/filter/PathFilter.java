package io.twinlake.core.filter;

import io.twinlake.core.store.ObjectPath;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which paths belong to a dataset, by <a href="https://rclone.org/filtering/">rclone's filter
 * rules</a>: the first rule that matches decides, and what no rule matches belongs.
 *
 * <p>Paths are those below the dataset's root. A filter is compiled when it is made, so that a bad
 * rule shows at once, and again where it arrives after serialization.
 */
public final class PathFilter implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * What Spark and Hive write while a job runs and remove when it ends. Excluded everywhere, after
   * the user's own rules.
   */
  public static final List<String> SCRATCH =
      List.of("- _temporary/**", "- .spark-staging-*/**", "- .hive-staging*/**");

  /** Every path belongs, scratch too. */
  public static final PathFilter ALL = new PathFilter(List.of());

  /** What a dataset without rules of its own has: everything but {@link #SCRATCH}. */
  public static final PathFilter DEFAULT = new PathFilter(SCRATCH);

  private final List<String> rules;
  private transient volatile List<FilterRule> compiled;

  /**
   * A filter of exactly these rules.
   *
   * @param rules in order, each {@code + pattern}, {@code - pattern}, or {@code !} to forget those
   *     before it
   * @throws IllegalArgumentException if a rule cannot be understood, with the reason that {@link
   *     #problem} gives
   */
  public PathFilter(List<String> rules) {
    this.rules = List.copyOf(rules);
    this.compiled = compile(this.rules);
  }

  /** The user's {@code rules}, then {@link #SCRATCH}: an earlier {@code +} brings scratch back. */
  public static PathFilter withScratchExcluded(List<String> rules) {
    List<String> all = new ArrayList<>(rules);
    all.addAll(SCRATCH);
    return new PathFilter(all);
  }

  /** Why {@code rule} cannot be understood and what to write instead; empty for a good one. */
  public static Optional<String> problem(String rule) {
    if (!rule.equals(FilterRule.CLEAR)) {
      try {
        FilterRule.parse(rule);
      } catch (IllegalArgumentException e) {
        return Optional.of(e.getMessage());
      }
    }
    return Optional.empty();
  }

  /** In order, as they were written. */
  public List<String> rules() {
    return rules;
  }

  /** Whether {@code path}, below the dataset's root, belongs. */
  public boolean accepts(ObjectPath path) {
    return excludedBy(path).isEmpty();
  }

  /** The rule that keeps {@code path} out of the dataset; empty if it belongs. */
  public Optional<String> excludedBy(ObjectPath path) {
    for (FilterRule rule : compiled()) {
      if (rule.matches(path)) {
        return rule.includes() ? Optional.empty() : Optional.of(rule.text());
      }
    }
    return Optional.empty();
  }

  /**
   * Whether something in {@code directory} may belong: no rule leaves out all of it before one
   * takes a part of it in.
   */
  public boolean admitsBelow(ObjectPath directory) {
    ObjectPath anything = ObjectPath.of(directory.value() + "/\u0001");
    for (FilterRule rule : compiled()) {
      if (rule.includes() ? rule.mayMatchBelow(directory) : rule.matches(anything)) {
        return rule.includes();
      }
    }
    return true;
  }

  private List<FilterRule> compiled() {
    List<FilterRule> ready = compiled;
    if (ready == null) {
      ready = compile(rules);
      compiled = ready;
    }
    return ready;
  }

  private static List<FilterRule> compile(List<String> rules) {
    List<FilterRule> compiled = new ArrayList<>();
    for (String rule : rules) {
      if (rule.equals(FilterRule.CLEAR)) {
        compiled.clear();
      } else {
        compiled.add(FilterRule.parse(rule));
      }
    }
    return List.copyOf(compiled);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PathFilter filter && filter.rules.equals(rules);
  }

  @Override
  public int hashCode() {
    return rules.hashCode();
  }

  @Override
  public String toString() {
    return rules.toString();
  }
}
