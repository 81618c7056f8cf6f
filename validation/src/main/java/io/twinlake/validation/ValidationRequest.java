package io.twinlake.validation;

import java.util.Optional;
import java.util.Set;

/**
 * What is to be compared, and how strongly.
 *
 * @param level how strongly
 * @param sample which objects are read; present exactly at {@link Level#SAMPLE}
 * @param point compare the target with this recovery point instead of with the source as it is now
 * @param only names of the datasets to take; empty for all
 */
public record ValidationRequest(
    Level level, Optional<Sample> sample, Optional<Long> point, Set<String> only) {
  public ValidationRequest {
    only = Set.copyOf(only);
    if (sample.isPresent() != (level == Level.SAMPLE)) {
      throw new IllegalArgumentException("A sample belongs to the level 'sample', and to no other");
    }
  }
}
