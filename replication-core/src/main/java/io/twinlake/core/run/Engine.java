package io.twinlake.core.run;

import io.twinlake.core.ledger.Segment;
import io.twinlake.core.traffic.Traffic;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Where the work of a run is done. The decisions are the same everywhere. */
public interface Engine extends AutoCloseable {

  /**
   * Lists and decides one dataset. Datasets are asked for in UTF-8 order of their names, once each.
   *
   * @return empty if the dataset is too large for this engine
   * @throws io.twinlake.core.ReplicationException if a listing could not be completed; nothing was
   *     written
   */
  Optional<Planned> plan(DatasetJob job);

  /**
   * Writes the ledger rows of all transfers as segments, in order. They exist once a recovery point
   * names them.
   */
  List<Segment> writeSegments();

  /**
   * Leaves what was transferred of these datasets out of the segments, and sees that claims name
   * it, so that the next run takes it.
   */
  void withdraw(Set<String> datasets);

  /** Whether claims of this run lie on the control root, to be removed once it has committed. */
  boolean leavesClaims();

  /** What its workers asked of services, beside what went through the run's own stores. */
  default Traffic traffic() {
    return Traffic.NONE;
  }

  /** Attempts of tasks whose requests are not in {@link #traffic}, as far as it is known. */
  default long attemptsNotCounted() {
    return 0;
  }

  @Override
  void close();
}
