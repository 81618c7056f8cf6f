package io.twinlake.core.run;

import io.twinlake.core.ReplicationException;
import io.twinlake.core.ledger.Hold;
import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.plan.PlanRule;
import io.twinlake.core.plan.Reason;
import io.twinlake.core.plan.ScopeRule;
import io.twinlake.core.plan.Tally;
import io.twinlake.core.plan.Tally.Outcome;
import io.twinlake.core.settings.DataSize;
import io.twinlake.core.settings.DatasetSettings;
import io.twinlake.core.settings.DatasetSettings.Adopt;
import io.twinlake.core.settings.DatasetSettings.Mode;
import io.twinlake.core.settings.Settings;
import io.twinlake.core.store.Ability;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.Stores;
import io.twinlake.core.traffic.Traffic;
import io.twinlake.core.transfer.Replacing;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Lists, diffs and decides every dataset of a run. Nothing is written. */
final class PlanningStep implements AutoCloseable {
  /** A target that holds more foreign bytes than this is adopted only if the settings say how. */
  static final long ADOPTED_UNASKED = 1L << 30;

  /**
   * One dataset after planning.
   *
   * @param dataset its settings
   * @param planned its plan; empty if it was not planned
   * @param state how it stands before anything is transferred
   * @param comparison what a comparison found, for datasets that are only compared
   * @param notes what a person should know
   */
  record Entry(
      DatasetSettings dataset,
      Optional<Planned> planned,
      DatasetResult.State state,
      Optional<Comparison> comparison,
      List<String> notes) {}

  private final RunSession session;
  private final TableStep tables;
  private final LocalEngine local;
  private final Map<String, Map<ObjectPath, LedgerRow>> claims;
  private final Map<URI, Duration> skews = new HashMap<>();
  private final boolean onlyCounting;
  private Optional<ClusterEngine> cluster = Optional.empty();

  PlanningStep(RunSession session, TableStep tables) {
    this(session, tables, false);
  }

  /**
   * @param tables what the last recovery point knows of tables
   * @param onlyCounting whether the changes are counted and forgotten, in this JVM
   */
  PlanningStep(RunSession session, TableStep tables, boolean onlyCounting) {
    this.session = session;
    this.tables = tables;
    this.onlyCounting = onlyCounting;
    this.claims = session.readClaims();
    this.local =
        new LocalEngine(
            session.stores(),
            session.control(),
            session.segments(),
            session.liveSegments(),
            claims,
            session.run(),
            session.number(),
            session.config().cluster().isPresent()
                ? session.config().settings().transfer().driverLimit()
                : Long.MAX_VALUE);
  }

  LocalEngine local() {
    return local;
  }

  /** Every engine that was used. */
  synchronized List<Engine> engines() {
    List<Engine> all = new ArrayList<>();
    all.add(local);
    cluster.ifPresent(all::add);
    return all;
  }

  /** What the run has asked of services so far, on all machines. */
  Traffic traffic() {
    return engines().stream().map(Engine::traffic).reduce(session.meter().read(), Traffic::plus);
  }

  long attemptsNotCounted() {
    return engines().stream().mapToLong(Engine::attemptsNotCounted).sum();
  }

  List<Entry> plan() {
    List<Entry> entries = new ArrayList<>();
    for (DatasetSettings dataset : session.datasets()) {
      entries.add(plan(dataset));
    }
    return entries;
  }

  private Entry plan(DatasetSettings dataset) {
    List<String> notes = new ArrayList<>();
    if (dataset.mode() == Mode.LOCAL) {
      return new Entry(
          dataset, Optional.empty(), DatasetResult.State.LOCAL, Optional.empty(), notes);
    }
    Optional<Hold> hold = session.holdOn(dataset).filter(h -> dataset.mode() == Mode.REPLICATE);
    if (hold.isPresent()) {
      notes.add(why(hold.get(), dataset.name()));
      return new Entry(
          dataset, Optional.empty(), DatasetResult.State.HELD, Optional.empty(), notes);
    }
    session.config().listener().step("Listing " + dataset.name());
    try {
      if (dataset.mode() == Mode.COMPARE) {
        Comparison comparison = compare(dataset);
        return new Entry(
            dataset,
            Optional.empty(),
            DatasetResult.State.COMPARED,
            Optional.of(comparison),
            notes);
      }
      DatasetJob job = job(dataset);
      Optional<String> refusal = TreeStep.refusal(job, session.stores());
      if (refusal.isPresent()) {
        notes.add(refusal.get());
        return new Entry(
            dataset, Optional.empty(), DatasetResult.State.REFUSED, Optional.empty(), notes);
      }
      Planned planned = plan(job);
      session.config().listener().planned(dataset.name(), planned.tally());
      return new Entry(
          dataset, Optional.of(planned), judge(job, planned, notes), Optional.empty(), notes);
    } catch (ReplicationException e) {
      notes.add(e.getMessage());
      return new Entry(
          dataset, Optional.empty(), DatasetResult.State.FAILED, Optional.empty(), notes);
    }
  }

  private static String why(Hold hold, String dataset) {
    return switch (hold.state()) {
      case RESTORING ->
          "It is being restored to recovery point %d since %s and holds some of that point and some of a later one, so nothing was copied. Run 'restore --recovery-point %d --dataset %s --apply' again to finish that, or restore it to another point."
              .formatted(hold.point(), hold.since(), hold.point(), dataset);
      case RESTORED ->
          "It was restored to recovery point %d at %s and is held there, as the source may still have what was done away with. Once the source is right, run 'replicate --release %s'."
              .formatted(hold.point(), hold.since(), dataset);
    };
  }

  private Planned plan(DatasetJob job) {
    if (onlyCounting) {
      EstimatedPlan.Known known =
          new EstimatedPlan.Known(session.segments(), session.liveSegments(), claims);
      return EstimatedPlan.of(job, known, session.stores(), session.storesAside());
    }
    boolean knownLarge =
        session
            .parentPoint()
            .map(p -> p.datasets().get(job.dataset().name()))
            .filter(d -> d.objects() > job.transfer().driverLimit())
            .isPresent();
    boolean clusterAtHand = session.config().cluster().isPresent();
    if (!clusterAtHand || (!knownLarge && job.transfer().driverLimit() > 0)) {
      Optional<Planned> small = local.plan(job);
      if (small.isPresent()) {
        return small.get();
      }
    }
    return begun().plan(job).orElseThrow();
  }

  /** Where many files of tables are copied, if there is such a place. */
  Optional<Supplier<ClusterEngine>> cluster() {
    return session.config().cluster().map(engines -> this::begun);
  }

  private synchronized ClusterEngine begun() {
    if (cluster.isEmpty()) {
      cluster =
          Optional.of(
              session
                  .config()
                  .cluster()
                  .orElseThrow()
                  .begin(
                      session.config().context(),
                      session.config().settings().target().control(),
                      session.liveSegments(),
                      claims,
                      session.run(),
                      session.number()));
    }
    return cluster.get();
  }

  private DatasetResult.State judge(DatasetJob job, Planned planned, List<String> notes) {
    Tally tally = planned.tally();
    boolean empty =
        tally.of(Outcome.COPY).objects() + tally.of(Outcome.ADOPT).objects() == 0
            && tally.of(Outcome.KEEP, Reason.UNCHANGED).objects() == 0
            && tally.of(Outcome.SKIP).objects() == 0
            && job.tables().roots().isEmpty()
            && planned.findings().replicatedTables().isEmpty();
    if (empty) {
      notes.add(
          "The source lists nothing below %s%s. Nothing is deleted. Check 'root' of dataset %s for a typo."
              .formatted(job.source(), job.dataset().directory(), job.dataset().name()));
      return DatasetResult.State.PARTIAL;
    }
    notReplacedInOneStep(job, tally).ifPresent(notes::add);
    Optional<Adopt> adopt = job.dataset().adopt();
    boolean refused =
        job.adopting()
            && planned.foreign().objects() > 0
            && (adopt.equals(Optional.of(Adopt.REFUSE))
                || (adopt.isEmpty() && planned.foreign().bytes() > ADOPTED_UNASKED));
    if (refused) {
      notes.add(
          ("The target already holds %d objects (%s) below %s%s that are not in the ledger. Nothing was"
                  + " written there. Set 'adopt: verify' (compare, replace what differs) or 'adopt: copy'"
                  + " (replace all) for dataset %s; replaced bytes go to history.")
              .formatted(
                  planned.foreign().objects(),
                  DataSize.ofBytes(planned.foreign().bytes()),
                  job.target(),
                  job.dataset().directory(),
                  job.dataset().name()));
      return DatasetResult.State.REFUSED;
    }
    return DatasetResult.State.COMPLETE;
  }

  /** What a person should know of a target that cannot replace an object in one step. */
  private static Optional<String> notReplacedInOneStep(DatasetJob job, Tally tally) {
    return switch (job.rule().replacing()) {
      case ATOMIC -> Optional.empty();
      case IN_PLACE ->
          Optional.of(
              "Not atomic: %s cannot replace an object in one step, and 'replace: in-place' is set. A reader may see none for a moment; what is replaced is in history."
                  .formatted(job.target()));
      case REFUSED -> {
        Tally.Count left = tally.of(Outcome.SKIP, Reason.NOT_REPLACED);
        yield left.objects() == 0
            ? Optional.empty()
            : Optional.of(
                "%d objects (%s) changed and were not replaced: %s cannot do that in one step. Set 'driver: native' for its site where that can be, or 'replace: in-place' for dataset %s: readers may then see none for a moment."
                    .formatted(
                        left.objects(),
                        DataSize.ofBytes(left.bytes()),
                        job.target(),
                        job.dataset().name()));
      }
    };
  }

  /** What a worker needs to know of {@code dataset} in this run. */
  DatasetJob job(DatasetSettings dataset) {
    Settings settings = session.config().settings();
    Stores stores = session.stores();
    URI source = settings.source().roots().get(dataset.root());
    URI target = settings.target().roots().get(dataset.root());
    boolean adopting = session.parentPoint().map(p -> p.datasets().get(dataset.name())).isEmpty();
    boolean markers;
    Replacing replacing;
    Instant listedAt;
    try (ObjectStore sourceStore = stores.open(source);
        ObjectStore targetStore = stores.open(target)) {
      listedAt = session.config().clock().instant().plus(skewOf(sourceStore));
      // Where directories exist by themselves, nothing stands for them.
      markers =
          targetStore.abilities().contains(Ability.METADATA)
              && !targetStore.abilities().contains(Ability.DIRECTORIES);
      replacing = Replacing.of(targetStore, dataset.replace());
    }
    DatasetSettings resolved = resolved(dataset);
    return new DatasetJob(
        resolved,
        settings.transfer(),
        settings.throttle(),
        source,
        target,
        settings.target().history().orElseGet(() -> stores.defaultHistory(target)),
        settings.target().control(),
        new PlanRule(resolved, dataset.adopt().orElse(Adopt.VERIFY), markers, replacing),
        new ScopeRule(resolved, settings.tables()),
        session.run().value(),
        session.number(),
        session.guard().epoch(),
        listedAt,
        adopting,
        tables.known(dataset, listedAt),
        session.config().context());
  }

  private DatasetSettings resolved(DatasetSettings dataset) {
    return dataset.with(dataset.partitions().resolve(session.startedAt()));
  }

  /** How far a store's clock is ahead of ours; asked once for each root of a run. */
  private Duration skewOf(ObjectStore source) {
    return skews.computeIfAbsent(
        source.root(), root -> Duration.between(session.config().clock().instant(), source.now()));
  }

  private Comparison compare(DatasetSettings dataset) {
    Settings settings = session.config().settings();
    try (ObjectStore source = session.stores().open(settings.source().roots().get(dataset.root()));
        ObjectStore target = session.stores().open(settings.target().roots().get(dataset.root()))) {
      return Comparison.of(
          source, target, dataset.directory(), path -> dataset.filter().accepts(path));
    }
  }

  @Override
  public void close() {
    engines().forEach(Engine::close);
  }
}
