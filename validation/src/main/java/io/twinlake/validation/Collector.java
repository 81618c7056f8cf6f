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

  void add(Finding finding) {
    counts.add(finding);
    if (finding.sourceBytes().isPresent()) {
      atSource = atSource.plus(finding.sourceBytes().get());
    }
    String partition = finding.partition();
    if (!partitions.containsKey(partition) && partitions.size() >= MAX_PARTITIONS) {
      partition = OTHERS;
    }
    partitions.computeIfAbsent(partition, p -> new Counts()).add(finding);
    if (finding.targetHash().isPresent()) {
      comparedByContent++;
    }
    if (isWorthTelling(finding)) {
      if (findings.size() < Validation.MAX_FINDINGS) {
        findings.add(finding);
      } else {
        more++;
      }
    }
  }

  /** An object that merely was not drawn is no news. */
  private static boolean isWorthTelling(Finding finding) {
    return finding.outcome() != Outcome.MATCH
        && !(finding.outcome() == Outcome.UNVERIFIED && finding.detail().isEmpty());
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
