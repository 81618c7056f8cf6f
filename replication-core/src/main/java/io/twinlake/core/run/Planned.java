package io.twinlake.core.run;

import io.twinlake.core.plan.Findings;
import io.twinlake.core.plan.PlanAction;
import io.twinlake.core.plan.Tally;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** The plan of one dataset, held where it was computed: in this JVM, or on a cluster. */
public interface Planned extends AutoCloseable {

  DatasetJob job();

  /** Every path of the dataset, counted. */
  Tally tally();

  /** Tables and ready partitions that the listing revealed. */
  Findings findings();

  /** Objects at the target that are not ours, looked at only while adopting. */
  Tally.Count foreign();

  /** What the changes will ask of services. */
  Forecast forecast();

  /** The copies, adoptions and deletions, in path order. The caller closes the stream. */
  Stream<PlanAction> changes();

  /**
   * Transfers the copies and adoptions of one wave. Safe to call again after a failure.
   *
   * @param progress told how many objects and bytes were done since it was last told
   */
  TransferOutcome transfer(Wave wave, BiConsumer<Long, Long> progress);

  @Override
  void close();
}
