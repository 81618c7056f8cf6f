package io.twinlake.validation;

import io.twinlake.core.store.ObjectPath;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a validation hands to a repair: the paths that it found to differ, and no decision. */
public final class Suspects {
  private Suspects() {}

  /**
   * The paths that differ or are on one side only, by dataset.
   *
   * @param only names of the datasets that are meant; empty for all
   */
  public static Map<String, Set<ObjectPath>> of(ValidationResult result, Set<String> only) {
    SortedMap<String, Set<ObjectPath>> suspects = new TreeMap<>();
    for (DatasetValidation dataset : result.datasets()) {
      if (only.isEmpty() || only.contains(dataset.name())) {
        for (Finding finding : dataset.findings()) {
          if (differs(finding.outcome())) {
            suspects.computeIfAbsent(dataset.name(), n -> new TreeSet<>()).add(finding.path());
          }
        }
      }
    }
    return suspects;
  }

  /** Whether a repair has to look at what ended so. */
  public static boolean differs(Outcome outcome) {
    return outcome == Outcome.DIFFERS
        || outcome == Outcome.MISSING_AT_TARGET
        || outcome == Outcome.MISSING_AT_SOURCE;
  }

  /** Whether the kept document names every finding. */
  public static boolean areAll(ValidationResult result) {
    return result.datasets().stream().allMatch(dataset -> dataset.moreFindings() == 0);
  }

  /** What a reader must know where nothing that was kept names every finding. */
  public static Optional<String> beyond(ValidationResult result) {
    long more = result.datasets().stream().mapToLong(DatasetValidation::moreFindings).sum();
    return more == 0
        ? Optional.empty()
        : Optional.of(
            "The validation kept the first %d findings of each dataset, and %d more are not in it: after the repair validate and repair again."
                .formatted(Validation.MAX_FINDINGS, more));
  }
}
