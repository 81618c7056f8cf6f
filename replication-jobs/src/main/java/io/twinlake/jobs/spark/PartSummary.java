package io.twinlake.jobs.spark;

import io.twinlake.core.plan.Findings;
import io.twinlake.core.plan.Tally;
import io.twinlake.core.run.Forecast;
import java.io.Serializable;

/**
 * What one partition of a plan amounts to.
 *
 * @param partition its index
 * @param tally its paths, counted
 * @param findings what its part of the listing reveals
 * @param foreign objects at the target that are not ours
 * @param data what there is to transfer before the markers
 * @param markers the markers
 * @param forecast what its changes will ask of services
 */
record PartSummary(
    int partition,
    Tally tally,
    Findings findings,
    Tally.Count foreign,
    Load data,
    Load markers,
    Forecast forecast)
    implements Serializable {

  Load load(boolean ofMarkers) {
    return ofMarkers ? markers : data;
  }
}
