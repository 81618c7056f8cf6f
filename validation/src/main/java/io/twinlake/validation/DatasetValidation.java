package io.twinlake.validation;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What was found in one dataset.
 *
 * @param name the dataset
 * @param verdict what it comes to
 * @param counts each path that was seen, under how it ended
 * @param partitions the same by partition directory, for those where anything but a match was seen
 * @param findings what is not a match, in path order; the first {@link Validation#MAX_FINDINGS}
 * @param moreFindings how many more there were
 * @param comparedByContent objects whose bytes were read on the sides that the level asks
 * @param unknown why nobody can tell about the dataset as a whole, if nobody can
 * @param notes what else a reader must know
 * @param tables what was found in its tables, at the level {@code table}; else empty
 * @param storedMd5 how many MD5s that stores keep were how, where they were to be checked: of each
 *     side whose bytes were read, one
 */
public record DatasetValidation(
    String name,
    Verdict verdict,
    Map<Outcome, Counts.Count> counts,
    SortedMap<String, Map<Outcome, Counts.Count>> partitions,
    List<Finding> findings,
    long moreFindings,
    long comparedByContent,
    Optional<String> unknown,
    List<String> notes,
    List<TableValidation> tables,
    Optional<Map<StoredMd5, Long>> storedMd5) {

  static final String KEPT =
      "What is missing at the source was kept at the target, as 'deletions' is none: not counted as a difference.";

  /** Whether what is only at the target is there on purpose, and no difference. */
  public boolean keepsExtra() {
    return notes.contains(KEPT);
  }

  /** All paths that were seen. */
  public long paths() {
    return counts.values().stream().mapToLong(Counts.Count::objects).sum();
  }

  /** How many paths ended so. */
  public long of(Outcome outcome) {
    return counts.getOrDefault(outcome, Counts.Count.NONE).objects();
  }
}
