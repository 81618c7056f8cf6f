package io.twinlake.core.run;

import io.twinlake.core.ReplicationException;
import io.twinlake.core.ledger.ControlPaths;
import io.twinlake.core.ledger.JsonLines;
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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * Does the work of a run in this JVM: one listing after the other, joined with the ledger as they
 * come, then batches of transfers with many requests in flight. Only what changes is held in
 * memory.
 */
public final class LocalEngine implements Engine {
  private final Stores stores;
  private final Segments segments;
  private final List<Segment> live;
  private LedgerCursor ledger;
  private boolean claimsPut;
  private final Map<String, Map<ObjectPath, LedgerRow>> claims;
  private final Claims claimed;
  private final RunId run;
  private final long point;
  private final long limit;
  private final List<LedgerRow> rows = new ArrayList<>();

  /**
   * @param live segments of the parent point
   * @param claims what unfinished runs said they copied
   * @param limit most objects of one dataset that this engine takes
   */
  LocalEngine(
      Stores stores,
      ObjectStore control,
      Segments segments,
      List<Segment> live,
      Map<String, Map<ObjectPath, LedgerRow>> claims,
      RunId run,
      long point,
      long limit) {
    this.stores = stores;
    this.segments = segments;
    this.live = live;
    this.claims = claims;
    this.claimed = new Claims(control);
    this.run = run;
    this.point = point;
    this.limit = limit;
  }

  @Override
  public Optional<Planned> plan(DatasetJob job) {
    if (ledger == null) {
      ledger = new LedgerCursor(segments, live);
    }
    Decider decider = new Decider(job);
    List<PlanAction> decided = new ArrayList<>();
    ObjectPrefix directory = job.dataset().directory();
    try (ObjectStore source = stores.open(job.source());
        ObjectStore target = stores.open(job.target());
        Stream<ObjectEntry> listed =
            DatasetListing.around(source, directory, ObjectPrefix.ALL, job.tables().passedOver());
        Stream<ObjectEntry> there =
            job.adopting()
                ? DatasetListing.of(target, directory, ObjectPrefix.ALL)
                : Stream.empty()) {
      Iterator<ObjectEntry> entries = listed.iterator();
      PathMerge merge =
          new PathMerge(
              job.dataset().name(),
              entries,
              there.iterator(),
              ledger,
              claims.getOrDefault(job.dataset().name(), Map.of()));
      long seen = 0;
      while (merge.hasNext()) {
        decider.decide(merge.next()).ifPresent(decided::add);
        if (++seen > limit) {
          return Optional.empty();
        }
      }
    } catch (ReplicationException e) {
      // If it was the ledger that broke, the next dataset shall not meet the rest of it.
      ledger.close();
      ledger = null;
      throw e;
    }
    List<PlanAction> changes = new ArrayList<>();
    for (PlanAction action : decided) {
      Decider.judge(action, job, decider.findings(), decider.tally()).ifPresent(changes::add);
    }
    return Optional.of(new LocalPlan(job, decider, changes));
  }

  /** Takes a row that was decided elsewhere in the run. */
  void add(LedgerRow row) {
    rows.add(row);
  }

  /** What was transferred so far. */
  List<LedgerRow> rows() {
    return List.copyOf(rows);
  }

  @Override
  public List<Segment> writeSegments() {
    if (rows.isEmpty()) {
      return List.of();
    }
    rows.sort(LedgerRow.ORDER);
    return List.of(
        segments.write(
            ControlPaths.segment(point, run.value(), 0, JsonLines.FORMAT),
            JsonLines.FORMAT,
            rows.iterator(),
            point,
            false));
  }

  @Override
  public void withdraw(Set<String> datasets) {
    for (String dataset : datasets) {
      List<LedgerRow> mine = rows.stream().filter(r -> r.dataset().equals(dataset)).toList();
      if (!mine.isEmpty()) {
        rows.removeAll(new HashSet<>(mine));
        claimed.put(run.value(), dataset + "-held", mine);
      }
    }
  }

  @Override
  public boolean leavesClaims() {
    return claimsPut;
  }

  @Override
  public void close() {
    if (ledger != null) {
      ledger.close();
    }
  }

  /** A plan in memory. */
  private final class LocalPlan implements Planned {
    private final DatasetJob job;
    private final Decider decider;
    private final List<PlanAction> changes;

    LocalPlan(DatasetJob job, Decider decider, List<PlanAction> changes) {
      this.job = job;
      this.decider = decider;
      this.changes = changes;
    }

    @Override
    public DatasetJob job() {
      return job;
    }

    @Override
    public Tally tally() {
      return decider.tally();
    }

    @Override
    public Findings findings() {
      return decider.findings();
    }

    @Override
    public Tally.Count foreign() {
      return decider.foreign();
    }

    @Override
    public Forecast forecast() {
      try (Forecaster forecaster = new Forecaster(job, stores)) {
        changes.forEach(forecaster::add);
        return forecaster.forecast();
      }
    }

    @Override
    public Stream<PlanAction> changes() {
      return changes.stream();
    }

    @Override
    public TransferOutcome transfer(Wave wave, BiConsumer<Long, Long> progress) {
      TransferOutcome outcome = new TransferOutcome();
      List<PlanAction> mine =
          changes.stream().filter(a -> wave.takes(a, job.dataset().ready())).toList();
      Batches batches = new Batches(mine.iterator());
      try (BatchTransfer transfer = new BatchTransfer(job, stores)) {
        for (int batch = 0; batches.hasNext(); batch++) {
          BatchTransfer.Result result = transfer.run(batches.next(), wave, progress);
          outcome.addAll(result.outcome());
          rows.addAll(result.rows());
          if (batches.hasNext() && !result.rows().isEmpty()) {
            claimsPut = true;
            claimed.put(
                run.value(),
                "%s-%d-%d".formatted(job.dataset().name(), wave.markers() ? 1 : 0, batch),
                result.rows());
          }
        }
      }
      return outcome;
    }

    @Override
    public void close() {
      changes.clear();
    }
  }
}
