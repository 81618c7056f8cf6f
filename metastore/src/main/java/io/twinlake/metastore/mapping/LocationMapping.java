package io.twinlake.metastore.mapping;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Says where a location of the source lies at the target: the longest rule that it is within, on
 * steps of the path. Mounts are looked up first. A pure function.
 */
public final class LocationMapping {
  private static final int MOUNTS_IN_MOUNTS = 10;

  private final List<Rule> rules;
  private final List<Mount> mounts;
  private final Optional<Location> defaultFs;

  /**
   * @param rules of two that are equally long the first counts
   * @param mounts of the source
   * @param defaultFs what paths without a scheme lie on at the source
   */
  public LocationMapping(List<Rule> rules, List<Mount> mounts, Optional<Location> defaultFs) {
    this.rules =
        rules.stream()
            .sorted(Comparator.comparingInt((Rule r) -> -r.from().path().length()))
            .toList();
    this.mounts =
        mounts.stream().sorted(Comparator.comparingInt((Mount m) -> -m.point().length())).toList();
    this.defaultFs = defaultFs;
  }

  /** What became of a text. */
  public sealed interface Mapped {
    /** It stands for {@code text} at the target, by {@code rule}. */
    record To(String text, Rule rule) implements Mapped {}

    /** It is a location, {@code place}, that no rule is for. */
    record Nowhere(Location place) implements Mapped {}

    /** It is no absolute location. */
    record NoLocation() implements Mapped {}
  }

  public Mapped map(String text) {
    Optional<Location> parsed = Location.parse(text);
    if (parsed.isEmpty()) {
      return new Mapped.NoLocation();
    }
    Location location = defaultFs.map(parsed.get()::on).orElse(parsed.get());
    // A rule for a mount's own name comes before what is mounted there.
    for (int hop = 0; hop <= MOUNTS_IN_MOUNTS; hop++) {
      Optional<Mapped.To> found = byRule(location);
      if (found.isPresent()) {
        return found.get();
      }
      Optional<Location> mounted = byMount(location);
      if (mounted.isEmpty()) {
        break;
      }
      location = mounted.get();
    }
    return new Mapped.Nowhere(location);
  }

  private Optional<Mapped.To> byRule(Location location) {
    for (Rule rule : rules) {
      if (location.isWithin(rule.from())) {
        return Optional.of(new Mapped.To(joined(rule.to(), location.below(rule.from())), rule));
      }
    }
    return Optional.empty();
  }

  private static String joined(String root, String rest) {
    if (rest.isEmpty()) {
      return root;
    }
    return root.endsWith("/") ? root + rest.substring(1) : root + rest;
  }

  private Optional<Location> byMount(Location location) {
    if (!location.authority().equals(Location.DBFS)
        && !location.authority().equals(Location.NOWHERE)) {
      return Optional.empty();
    }
    Location onDbfs = new Location(Location.DBFS, location.path());
    for (Mount mount : mounts) {
      if (onDbfs.isWithin(mount.place())) {
        return Optional.of(mount.source().resolve(onDbfs.below(mount.place())));
      }
    }
    return Optional.empty();
  }
}
