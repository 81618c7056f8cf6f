package io.twinlake.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Adds findings up. Memory is bounded whatever is found. For one thread. */
final class Collector {
  /** Partitions that are told apart; what lies in further ones is counted under {@link #OTHERS}. */
  private static final int MAX_PARTITIONS = 10_000;

  private static final String OTHERS = "(others)";

  private final Counts counts = new Counts();
  private final SortedMap<String, Counts> partitions = new TreeMap<>();
  private final List<Finding> findings = new ArrayList<>();
  private long more;
  private long comparedByContent;
  private Counts.Count atSource = Counts.Count.NONE;

  /** Counts one and tells it. */
  void add(Finding finding) {
    if (finding.sourceBytes().isPresent()) {
      atSource = atSource.plus(finding.sourceBytes().get());
    }
    count(finding.partition(), finding.outcome(), Counts.Count.NONE.plus(finding.bytes()));
    compared(finding.targetHash().isPresent() ? 1 : 0);
    tell(finding);
  }

  /** Counts what was counted elsewhere, of one partition and outcome. */
  void count(String partition, Outcome outcome, Counts.Count more) {
    counts.add(outcome, more);
    String shown =
        partitions.containsKey(partition) || partitions.size() < MAX_PARTITIONS
            ? partition
            : OTHERS;
    partitions.computeIfAbsent(shown, p -> new Counts()).add(outcome, more);
  }

  /** So many of those that were counted were compared by their bytes. */
  void compared(long objects) {
    comparedByContent += objects;
  }

  /** Takes down one that was counted, if it is news. */
  void tell(Finding finding) {
    if (finding.isNews()) {
      if (findings.size() < Validation.MAX_FINDINGS) {
        findings.add(finding);
      } else {
        more++;
      }
    }
  }

  Counts counts() {
    return counts;
  }

  SortedMap<String, Map<Outcome, Counts.Count>> partitions() {
    SortedMap<String, Map<Outcome, Counts.Count>> all = new TreeMap<>();
    partitions.forEach((partition, of) -> all.put(partition, of.all()));
    return all;
  }

  List<Finding> findings() {
    return List.copyOf(findings);
  }

  /** Findings about what is at the source, and its length there. */
  Counts.Count atSource() {
    return atSource;
  }

  long more() {
    return more;
  }

  long comparedByContent() {
    return comparedByContent;
  }
}
