package io.twinlake.jobs.spark;

import io.twinlake.core.plan.Findings;
import io.twinlake.core.plan.Tally;
import io.twinlake.core.run.Forecast;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a plan amounts to, put together from its partitions. */
final class PlanSummary {
  private final Tally tally = new Tally();
  private final Findings findings = new Findings();
  private final TreeMap<Integer, PartSummary> parts = new TreeMap<>();
  private Tally.Count foreign = Tally.Count.NONE;
  private Forecast forecast = Forecast.NONE;

  void add(PartSummary part) {
    tally.addAll(part.tally());
    findings.addAll(part.findings());
    foreign = foreign.plus(part.foreign());
    forecast = forecast.plus(part.forecast());
    parts.put(part.partition(), part);
  }

  Tally tally() {
    return tally;
  }

  Findings findings() {
    return findings;
  }

  Tally.Count foreign() {
    return foreign;
  }

  Forecast forecast() {
    return forecast;
  }

  /** What a wave has to transfer, by partition of the judged plan. */
  SortedMap<Integer, Load> loads(boolean ofMarkers) {
    TreeMap<Integer, Load> loads = new TreeMap<>();
    parts.forEach((partition, part) -> loads.put(partition, part.load(ofMarkers)));
    return loads;
  }
}
