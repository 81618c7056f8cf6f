package io.twinlake.core.run;

import io.twinlake.core.ledger.Compaction;
import io.twinlake.core.ledger.RecoveryPoint;
import io.twinlake.core.ledger.Segment;
import io.twinlake.core.settings.DatasetSettings;
import io.twinlake.core.store.CallCosts;
import io.twinlake.core.store.RequestKind;
import io.twinlake.core.traffic.RequestMeter;
import io.twinlake.core.traffic.Side;
import io.twinlake.core.traffic.Traffic;
import java.util.List;
import java.util.Set;

/**
 * Forecasts what a run asks of services around its transfers: ledger, recovery point, claims,
 * report. Left out is what no plan can know: requests that have to be repeated, the making of
 * containers, the removal of what a compaction has replaced, and the ending of history that is due.
 */
final class RequestForecast {
  /** Rows of one new segment, at most. */
  private static final long ROWS_PER_SEGMENT = 1_000_000;

  private final RunSession session;

  RequestForecast(RunSession session) {
    this.session = session;
  }

  /** What a run does before it plans, and a plan does not. */
  Traffic beforePlanning() {
    RequestMeter meter = new RequestMeter();
    if (session.guard().isUnwritten()) {
      meter.count(Side.TARGET_CONTROL, RequestKind.WRITE, 1);
    }
    if (session.parentPoint().map(RecoveryPoint::tombstones).orElse(0L) > 0) {
      CallCosts costs = session.control().costs();
      meter.count(Side.TARGET_CONTROL, costs.find(), 1);
    }
    return meter.read();
  }

  /**
   * What a run does once it has planned.
   *
   * @param datasets names of those that it will commit
   */
  Traffic fromTransferOn(Forecast changes, Set<String> datasets) {
    if (datasets.isEmpty()) {
      return Traffic.NONE;
    }
    RequestMeter meter = new RequestMeter();
    meter.add(changes.changes());
    meter.add(changes.deletions());
    claims(meter, changes, datasets);
    compaction(meter);
    long rows = changes.rows() + changes.tombstones();
    control(meter, RequestKind.WRITE, (rows + ROWS_PER_SEGMENT - 1) / ROWS_PER_SEGMENT);
    // The role once more, the point, the report.
    control(meter, RequestKind.LIST, 1);
    control(meter, RequestKind.WRITE, 2);
    if (changes.tombstones() > 0) {
      // The role once more, the tombstones, and the word that they were carried out.
      control(meter, RequestKind.LIST, 1);
      control(meter, RequestKind.READ, 1);
      control(meter, RequestKind.WRITE, 1);
    }
    return meter.read();
  }

  private void claims(RequestMeter meter, Forecast changes, Set<String> datasets) {
    control(meter, RequestKind.WRITE, changes.claims());
    control(meter, RequestKind.DELETE, changes.claims());
    control(meter, RequestKind.LIST, changes.claims() > 0 ? 1 : 0);
    boolean allCommitted =
        session.config().settings().datasets().stream()
            .map(DatasetSettings::name)
            .allMatch(datasets::contains);
    // Others' claims are read once more where some of their datasets are still to be adopted.
    control(meter, RequestKind.READ, allCommitted ? 0 : session.claims().size());
    control(meter, RequestKind.DELETE, session.claims().size());
  }

  /** Reads what is merged and writes it once; what nothing newer touches may stay. */
  private void compaction(RequestMeter meter) {
    List<Segment> live = session.liveSegments();
    if (Compaction.isDue(live)) {
      long rows = live.stream().mapToLong(Segment::rows).sum();
      control(meter, RequestKind.READ, live.size());
      control(meter, RequestKind.WRITE, rows / ROWS_PER_SEGMENT + 1);
    }
  }

  private static void control(RequestMeter meter, RequestKind kind, long times) {
    meter.count(Side.TARGET_CONTROL, kind, times);
  }
}
