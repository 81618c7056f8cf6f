package io.twinlake.core.run;

import io.twinlake.core.ledger.Proof;
import io.twinlake.core.plan.Reason;
import io.twinlake.core.plan.Tally;
import io.twinlake.core.plan.Tally.Count;
import io.twinlake.core.table.TableReport;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What a run did, or a plan would do, with one dataset. Copied, adopted, kept, deleted, failed and
 * not replicated paths together are all paths that were seen.
 *
 * @param name its name
 * @param state how it ended
 * @param paths all paths that were seen at the source or in the ledger
 * @param copied transferred (in a plan: to be transferred)
 * @param adopted found at the target and taken into the ledger
 * @param kept left as they are at the target
 * @param deleted deleted at the target, or about to be
 * @param failed to be transferred, and not
 * @param notReplicated not to be transferred
 * @param reasons paths by what was planned for them and why
 * @param partitions paths by partition directory and by what was planned for them
 * @param proofs copied and adopted objects by the strength of their proof
 * @param serverSide copies that never left the service
 * @param tables directories that are tables of a kind that is not replicated
 * @param failures the first failures
 * @param notes what a person should know, one sentence each
 * @param replicatedTables tables that are replicated as tables, or were to be
 * @param tree directories and access rights, where both stores have them; what failed there is
 *     among the failures, and not among the failed paths
 */
public record DatasetResult(
    String name,
    State state,
    Count paths,
    Count copied,
    Count adopted,
    Count kept,
    Count deleted,
    Count failed,
    Count notReplicated,
    Map<Tally.Outcome, Map<Reason, Count>> reasons,
    SortedMap<String, Map<Tally.Outcome, Count>> partitions,
    Map<Proof, Long> proofs,
    long serverSide,
    List<String> tables,
    List<Failure> failures,
    List<String> notes,
    List<TableReport> replicatedTables,
    Optional<TreeResult> tree) {

  /** How a dataset ended. */
  public enum State {
    /** Everything in its scope is at the target. */
    COMPLETE,
    /** Some of it is not; the notes and failures say what. */
    PARTIAL,
    /** It could not be listed; the last entry stays. */
    FAILED,
    /**
     * The target holds objects that are not ours, and the settings do not say what to do with them.
     */
    REFUSED,
    /** Left at what it has until a person releases it; the notes say why. */
    HELD,
    /** Compared, not written. */
    COMPARED,
    /** Left alone, as it belongs to one site. */
    LOCAL
  }
}
