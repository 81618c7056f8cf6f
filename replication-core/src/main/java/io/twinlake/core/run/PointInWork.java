package io.twinlake.core.run;

import io.twinlake.core.ledger.DatasetPoint;
import io.twinlake.core.ledger.RecoveryPoint;
import io.twinlake.core.ledger.TableTotals;
import io.twinlake.core.ledger.Totals;
import io.twinlake.core.plan.Reason;
import io.twinlake.core.plan.Tally;
import io.twinlake.core.settings.DatasetSettings;
import java.time.Instant;
import java.util.Optional;

/** Makes a dataset's entry of the next recovery point out of its last one and what the run did. */
final class PointInWork {
  private PointInWork() {}

  static DatasetPoint entry(
      DatasetSettings dataset,
      Optional<RecoveryPoint> parent,
      long number,
      Instant listedAt,
      Tally tally,
      Totals change,
      long failed,
      long tables,
      boolean complete,
      Optional<TableTotals> tableTotals) {
    Optional<DatasetPoint> last = parent.map(p -> p.datasets().get(dataset.name()));
    Totals totals = last.map(DatasetPoint::totals).orElse(Totals.NONE).plus(change);
    return new DatasetPoint(
        complete ? DatasetPoint.State.COMPLETE : DatasetPoint.State.PARTIAL,
        listedAt,
        complete ? Optional.of(listedAt) : last.flatMap(DatasetPoint::completeAt),
        complete ? Optional.of(number) : last.flatMap(DatasetPoint::completePoint),
        totals.objects(),
        totals.bytes(),
        totals.hash().hex(),
        failed,
        tables,
        tally.of(Tally.Outcome.SKIP, Reason.OUTSIDE_WINDOW).objects(),
        tally.of(Tally.Outcome.SKIP, Reason.PARTITION_NOT_READY).objects(),
        tally.of(Tally.Outcome.COPY, Reason.VERSION_TOO_YOUNG).objects(),
        dataset.group(),
        dataset.objective().rpo(),
        dataset.objective().rto(),
        tableTotals,
        Optional.empty());
  }
}
