package io.twinlake.core.run;

import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.ledger.Totals;
import io.twinlake.core.plan.PlanAction;
import java.util.Optional;

/**
 * How one action ended: with a row, a failure, or the insight that it was not to be done.
 *
 * @param row the ledger row of what is now at the target
 * @param change how the dataset's totals change by it
 * @param adopted whether the target already held it
 * @param insideService whether the bytes never passed through us, so that the length is still to be
 *     seen in a listing
 */
record PathResult(
    Optional<LedgerRow> row,
    Totals change,
    boolean adopted,
    boolean insideService,
    Optional<Failure> failure,
    Optional<PlanAction.Skip> skip) {

  static PathResult done(LedgerRow row, Totals change, boolean adopted, boolean insideService) {
    return new PathResult(
        Optional.of(row), change, adopted, insideService, Optional.empty(), Optional.empty());
  }

  static PathResult failed(Failure failure) {
    return new PathResult(
        Optional.empty(), Totals.NONE, false, false, Optional.of(failure), Optional.empty());
  }

  static PathResult skipped(PlanAction.Skip skip) {
    return new PathResult(
        Optional.empty(), Totals.NONE, false, false, Optional.empty(), Optional.of(skip));
  }
}
