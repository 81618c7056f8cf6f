package io.twinlake.core.store;

import java.util.Objects;
import java.util.Optional;

/**
 * What must be at a path for a write to happen: nothing, or exactly one version. There is no
 * "whatever is there".
 */
public record Expected(Optional<ObjectVersion> version) {
  private static final Expected ABSENT = new Expected(Optional.empty());

  public Expected {
    Objects.requireNonNull(version);
  }

  public static Expected absent() {
    return ABSENT;
  }

  public static Expected version(ObjectVersion version) {
    return new Expected(Optional.of(version));
  }

  @Override
  public String toString() {
    return version.map(v -> "version " + v).orElse("nothing");
  }
}
