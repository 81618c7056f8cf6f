package io.twinlake.core.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a recovery point says of one dataset.
 *
 * @param state whether everything in the dataset's scope was proven
 * @param at what the source held at this time is at the target: when the listing began; a dataset
 *     that was not in the run keeps it
 * @param completeAt the same for the newest point in which the dataset was complete
 * @param completePoint number of that point
 * @param objects what the target holds of it
 * @param bytes their length together
 * @param rootHash the sum of their hashes
 * @param failed paths that were to be copied and were not
 * @param tables tables inside it that this point does not hold at the source's newest version
 * @param outside objects that changed outside the partition window: a hole in this point
 * @param waiting objects of partitions whose marker is not there yet
 * @param unproven objects that were copied although they may not have changed, as their weak
 *     version was too young
 * @param group its consistency group
 * @param rpo how old its last complete point may be, as declared when the point was made
 * @param rto how long a failover may take, as declared
 * @param tableTotals what is known of its tables that are replicated as tables, if it has any
 * @param hold why no run replicates it, if it was put back to an earlier point
 */
public record DatasetPoint(
    State state,
    Instant at,
    Optional<Instant> completeAt,
    Optional<Long> completePoint,
    long objects,
    long bytes,
    String rootHash,
    long failed,
    long tables,
    long outside,
    long waiting,
    long unproven,
    Optional<String> group,
    Duration rpo,
    Duration rto,
    Optional<TableTotals> tableTotals,
    Optional<Hold> hold) {

  /** Whether a dataset's part of a recovery point holds everything. */
  public enum State {
    COMPLETE,
    PARTIAL
  }

  /** The same with another hold. */
  public DatasetPoint held(Optional<Hold> by) {
    return new DatasetPoint(
        state,
        at,
        completeAt,
        completePoint,
        objects,
        bytes,
        rootHash,
        failed,
        tables,
        outside,
        waiting,
        unproven,
        group,
        rpo,
        rto,
        tableTotals,
        by);
  }

  /** What its objects amount to. */
  public Totals totals() {
    return new Totals(objects, bytes, RootHash.parse(rootHash));
  }
}
