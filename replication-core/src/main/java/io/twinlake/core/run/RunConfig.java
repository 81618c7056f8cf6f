package io.twinlake.core.run;

import io.twinlake.core.ledger.SegmentFormat;
import io.twinlake.core.settings.Settings;
import io.twinlake.core.settings.SiteDrivers;
import io.twinlake.core.store.StoreContext;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a run is given.
 *
 * @param settings what to do
 * @param context what stores are opened with; the sites' drivers are added
 * @param only names of the datasets to take; empty for all
 * @param cluster where datasets are planned and transferred that are too large for this JVM, if
 *     there is such a place
 * @param formats the segment formats that can be read here
 * @param base the format that compaction writes
 * @param clock tells the time
 * @param listener told what is done
 */
public record RunConfig(
    Settings settings,
    StoreContext context,
    Set<String> only,
    Optional<ClusterEngines> cluster,
    List<SegmentFormat> formats,
    SegmentFormat base,
    Clock clock,
    RunListener listener) {
  public RunConfig {
    context = SiteDrivers.in(settings, context);
  }
}
