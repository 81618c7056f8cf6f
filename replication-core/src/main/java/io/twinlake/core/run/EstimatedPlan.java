package io.twinlake.core.run;

import io.twinlake.core.ledger.LedgerCursor;
import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.ledger.Segment;
import io.twinlake.core.ledger.Segments;
import io.twinlake.core.plan.Findings;
import io.twinlake.core.plan.PlanAction;
import io.twinlake.core.plan.Tally;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.Stores;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * What the changes of one dataset amount to, without the changes: they are counted as they are
 * decided, and forgotten, so memory does not grow with them. What only the whole listing reveals
 * (tables, partitions that are ready) takes a second listing, where the dataset has such.
 */
final class EstimatedPlan implements Planned {
  private final DatasetJob job;
  private final Tally tally;
  private final Findings findings;
  private final Tally.Count foreign;
  private final Forecast forecast;

  private EstimatedPlan(
      DatasetJob job, Tally tally, Findings findings, Tally.Count foreign, Forecast forecast) {
    this.job = job;
    this.tally = tally;
    this.findings = findings;
    this.foreign = foreign;
    this.forecast = forecast;
  }

  /**
   * Where a ledger is.
   *
   * @param live segments of the parent point
   * @param claims what unfinished runs said they copied
   */
  record Known(
      Segments segments, List<Segment> live, Map<String, Map<ObjectPath, LedgerRow>> claims) {}

  /**
   * @param again stores for a second listing
   */
  static EstimatedPlan of(DatasetJob job, Known known, Stores stores, Stores again) {
    EstimatedPlan first = pass(job, known, stores, new Findings());
    boolean whole =
        job.dataset().ready().isEmpty()
            && first.findings.tables().outermost().isEmpty()
            && first.findings.replicatedTables().isEmpty();
    if (whole) {
      return first;
    }
    try (ObjectStore control = again.open(job.control())) {
      Known sameAgain = new Known(known.segments().through(control), known.live(), known.claims());
      return pass(job, sameAgain, again, first.findings);
    }
  }

  private static EstimatedPlan pass(DatasetJob job, Known known, Stores stores, Findings findings) {
    Decider decider = new Decider(job);
    ObjectPrefix directory = job.dataset().directory();
    try (ObjectStore source = stores.open(job.source());
        ObjectStore target = stores.open(job.target());
        Stream<ObjectEntry> listed =
            DatasetListing.around(source, directory, ObjectPrefix.ALL, job.tables().passedOver());
        Stream<ObjectEntry> there =
            job.adopting()
                ? DatasetListing.of(target, directory, ObjectPrefix.ALL)
                : Stream.empty();
        LedgerCursor ledger = new LedgerCursor(known.segments(), known.live());
        Forecaster forecaster = new Forecaster(job, stores)) {
      PathMerge merge =
          new PathMerge(
              job.dataset().name(),
              listed.iterator(),
              there.iterator(),
              ledger,
              known.claims().getOrDefault(job.dataset().name(), Map.of()));
      while (merge.hasNext()) {
        Optional<PlanAction> decided = decider.decide(merge.next());
        decided
            .flatMap(action -> Decider.judge(action, job, findings, decider.tally()))
            .ifPresent(forecaster::add);
      }
      return new EstimatedPlan(
          job, decider.tally(), decider.findings(), decider.foreign(), forecaster.forecast());
    }
  }

  @Override
  public DatasetJob job() {
    return job;
  }

  @Override
  public Tally tally() {
    return tally;
  }

  @Override
  public Findings findings() {
    return findings;
  }

  @Override
  public Tally.Count foreign() {
    return foreign;
  }

  @Override
  public Forecast forecast() {
    return forecast;
  }

  /** None: they were counted and forgotten. */
  @Override
  public Stream<PlanAction> changes() {
    return Stream.empty();
  }

  @Override
  public TransferOutcome transfer(Wave wave, BiConsumer<Long, Long> progress) {
    throw new IllegalStateException("An estimate is not carried out");
  }

  @Override
  public void close() {}
}
