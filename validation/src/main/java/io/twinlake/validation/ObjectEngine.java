package io.twinlake.validation;

import java.util.Map;

/** Compares the objects of large datasets on more machines than this one. */
public interface ObjectEngine {
  /** Who is told what was found. */
  interface Told {
    /**
     * So many paths of one partition ended so. All paths are told this way, some partitions several
     * times.
     */
    void counted(String partition, Outcome outcome, long objects, long bytes);

    /** So many of all paths were compared by their bytes. */
    void comparedByContent(long objects);

    /** A finding that is news, in path order; it is among those that were counted. */
    void found(Finding finding);

    /** A new step began. */
    void step(String text);
  }

  /**
   * Compares one dataset. Nothing is told of a dataset of which one side cannot be listed.
   *
   * @return bytes that were read and hashed, and what it took
   * @throws io.twinlake.core.ReplicationException if a side cannot be listed completely
   */
  Done compare(ObjectJob job, Told told);

  /**
   * What a comparison took.
   *
   * @param bytesRead bytes that were read and hashed, on both sides
   * @param cost requests and tasks
   */
  record Done(long bytesRead, Cost cost) {}

  /** Adds up what one task found, to be told as {@link Told#counted}. For one thread. */
  final class Tally {
    private final Collector collector = new Collector();

    public void add(Finding finding) {
      collector.count(finding.partition(), finding.outcome(), new Counts.Count(1, finding.bytes()));
      collector.compared(finding.targetHash().isPresent() ? 1 : 0);
    }

    /** What was added, by partition. */
    public Map<String, Map<Outcome, Counts.Count>> partitions() {
      return collector.partitions();
    }

    /** How many were compared by their bytes. */
    public long byContent() {
      return collector.comparedByContent();
    }
  }
}
