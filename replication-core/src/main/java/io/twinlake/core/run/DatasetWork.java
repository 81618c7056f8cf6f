package io.twinlake.core.run;

import io.twinlake.core.group.Member;
import io.twinlake.core.ledger.DatasetPoint;
import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.ledger.RecoveryPoint;
import io.twinlake.core.plan.Findings;
import io.twinlake.core.plan.PlanAction;
import io.twinlake.core.plan.Reason;
import io.twinlake.core.plan.Tally;
import io.twinlake.core.plan.Tally.Count;
import io.twinlake.core.plan.Tally.Outcome;
import io.twinlake.core.settings.DatasetSettings;
import io.twinlake.core.settings.DeletionCap;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.Stores;
import io.twinlake.core.table.TableChange;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * One dataset on its way through a run: what was planned, what was done, and what of it goes into
 * the point.
 */
final class DatasetWork {
  private final PlanningStep.Entry entry;
  private final List<String> notes;
  private final TransferOutcome outcome = new TransferOutcome();
  private Optional<TreeResult> tree = Optional.empty();
  private List<Failure> treeFailures = List.of();
  private boolean deletionsHeld;
  private long buried;
  private long buriedBytes;
  private Optional<TableWork> tables = Optional.empty();
  private boolean held;

  DatasetWork(PlanningStep.Entry entry) {
    this.entry = entry;
    this.notes = new ArrayList<>(entry.notes());
  }

  String name() {
    return entry.dataset().name();
  }

  DatasetSettings settings() {
    return entry.dataset();
  }

  DatasetResult.State state() {
    return held && entry.state() != DatasetResult.State.FAILED
        ? DatasetResult.State.HELD
        : entry.state();
  }

  /** Whether the dataset is part of this run's commit. */
  boolean mayTransfer() {
    return entry.planned().isPresent() && entry.state() != DatasetResult.State.REFUSED && !held;
  }

  /** Leaves the dataset at its last entry, with its group. */
  void hold(String why) {
    if (!held) {
      held = true;
      notes.add(why);
    }
  }

  boolean isHeld() {
    return held;
  }

  /** The dataset as its group sees it. */
  Member asMember() {
    Tally tally = tally();
    long replaced =
        Stream.of(Reason.SOURCE_VERSION_CHANGED, Reason.VERSION_TOO_YOUNG, Reason.TARGET_REPLACED)
            .mapToLong(reason -> tally.of(Outcome.COPY, reason).objects())
            .sum();
    long young = tally.of(Outcome.COPY, Reason.VERSION_TOO_YOUNG).objects();
    long deleted = tally.of(Outcome.DELETE).objects();
    TableChange ofTables = tables.map(TableWork::change).orElse(TableChange.NONE);
    return new Member(
        name(),
        failure(),
        tally.of(Outcome.KEEP).objects() + replaced + deleted + ofTables.files(),
        replaced - young + ofTables.changed(),
        deleted);
  }

  private Optional<String> failure() {
    long failed = outcome().failed() + treeFailed();
    if (entry.state() == DatasetResult.State.FAILED
        || entry.state() == DatasetResult.State.REFUSED
        || entry.state() == DatasetResult.State.HELD) {
      return Optional.of("is %s.".formatted(entry.state().name().toLowerCase(Locale.ROOT)));
    }
    if (failed > 0) {
      return Optional.of("has %d failed paths.".formatted(failed));
    }
    long behind = tables.map(TableWork::behind).orElse(0L);
    return behind > 0
        ? Optional.of("has %d tables that could not be brought up to date.".formatted(behind))
        : Optional.empty();
  }

  /** How the dataset was planned; only where it {@link #mayTransfer}. */
  DatasetJob plannedJob() {
    return entry.planned().orElseThrow().job();
  }

  Findings findings() {
    return entry.planned().orElseThrow().findings();
  }

  /** Takes the work on its tables, which is done beside this one's. */
  void take(TableWork work) {
    tables = work.isEmpty() ? Optional.empty() : Optional.of(work);
  }

  /** What was done, with what was done for tables. */
  private TransferOutcome outcome() {
    TransferOutcome all = new TransferOutcome();
    all.addAll(outcome);
    tables.ifPresent(work -> all.addAll(work.outcome()));
    return all;
  }

  /** What its changes will ask of services, as far as they are going to happen. */
  Forecast forecast(Stores stores) {
    if (!mayTransfer()) {
      return Forecast.NONE;
    }
    Forecast all =
        tables
            .map(work -> work.forecast(stores))
            .orElse(Forecast.NONE)
            .plus(entry.planned().orElseThrow().forecast());
    return deletionsHeld ? all.withoutDeletions() : all;
  }

  /** Transfers the data, then the markers of the directories in which nothing failed. */
  void transfer(RunListener listener) {
    transferData(listener);
    transferMarkers(listener);
  }

  /** Transfers the data alone, for a group whose markers come together. */
  void transferData(RunListener listener) {
    if (!mayTransfer()) {
      return;
    }
    listener.step("Copying " + name());
    Planned planned = entry.planned().orElseThrow();
    outcome.addAll(planned.transfer(Wave.data(), listener::progress));
  }

  /** Transfers the markers of the directories in which nothing failed. */
  void transferMarkers(RunListener listener) {
    if (mayTransfer()) {
      Planned planned = entry.planned().orElseThrow();
      outcome.addAll(planned.transfer(Wave.markers(outcome.incomplete()), listener::progress));
    }
  }

  /** Counts what would be done with directories and access rights. Writes nothing. */
  void planTree(RunSession session) {
    tree(session, TreeStep::plan);
  }

  /** Brings directories and access rights to what they are at the source. */
  void applyTree(RunSession session) {
    tree(session, step -> step.apply(session.guard()));
  }

  private void tree(RunSession session, Function<TreeStep, TreeResult> work) {
    if (!mayTransfer()) {
      return;
    }
    try (TreeStep step =
        new TreeStep(
            entry.planned().orElseThrow(),
            session.config().settings().tables(),
            session.stores())) {
      if (step.applies()) {
        session.config().listener().step("Comparing directories and access rights of " + name());
        tree = Optional.of(work.apply(step));
        treeFailures = step.failures();
      }
    }
  }

  private long treeFailed() {
    return tree.map(TreeResult::failed).orElse(0L);
  }

  /** Whether nothing failed so far: only then may anything be deleted. */
  boolean isCleanSoFar() {
    return outcome().failed() == 0
        && treeFailed() == 0
        && entry.state() != DatasetResult.State.FAILED
        && entry.state() != DatasetResult.State.REFUSED;
  }

  /** Whether a batch was not begun, as the roles did not allow it. */
  boolean wasStopped() {
    return outcome().failures().stream().anyMatch(f -> f.kind() == Failure.Kind.STOPPED);
  }

  /** Whether the planned deletions are not to be done, for a reason that a note gives. */
  boolean holdsDeletions() {
    return deletionsHeld;
  }

  /** Decides whether the planned deletions may happen at all. */
  void decideDeletions(RunSession session, boolean runIsClean) {
    long planned = plannedDeletions();
    if (planned == 0) {
      return;
    }
    DeletionCap cap = entry.dataset().deletionCap();
    long objects =
        session
            .parentPoint()
            .map(p -> p.datasets().get(name()))
            .map(DatasetPoint::objects)
            .orElse(0L);
    if (entry.state() != DatasetResult.State.COMPLETE) {
      hold("%d deletions are held back: the listing of %s is doubtful.", planned);
    } else if (!runIsClean) {
      hold("%d deletions of %s are held back: this run met failures.", planned);
    } else if (!cap.allows(planned, objects)) {
      deletionsHeld = true;
      notes.add(
          ("%d of %d objects of %s are gone at the source, more than 'deletionCap' allows (%d objects and"
                  + " %.1f %%). Nothing was deleted. If that is meant, raise 'deletionCap' for one run.")
              .formatted(planned, objects, name(), cap.count(), cap.share() * 100));
    }
  }

  private void hold(String sentence, long planned) {
    deletionsHeld = true;
    notes.add(sentence.formatted(planned, name()));
  }

  /** Keeps the bytes of what will be deleted, and adds the tombstones to the run's rows. */
  void bury(RunSession session, LocalEngine rows) {
    if (deletionsHeld || plannedDeletions() == 0 || !mayTransfer()) {
      return;
    }
    Planned planned = entry.planned().orElseThrow();
    try (Stream<PlanAction> changes = planned.changes();
        BatchTransfer transfer = new BatchTransfer(planned.job(), session.stores())) {
      Iterator<PlanAction> deletions =
          changes.filter(a -> a instanceof PlanAction.Delete).iterator();
      Batches batches = new Batches(deletions);
      while (batches.hasNext()) {
        BatchTransfer.Result result = transfer.run(batches.next(), Wave.data(), (o, b) -> {});
        outcome.addAll(result.outcome());
        for (LedgerRow row : result.rows()) {
          rows.add(row);
          buried++;
          buriedBytes += row.targetSize();
        }
      }
    }
  }

  long buried() {
    return buried;
  }

  private long plannedDeletions() {
    return entry.planned().map(p -> p.tally().of(Outcome.DELETE).objects()).orElse(0L);
  }

  boolean isComplete() {
    return switch (state()) {
      case LOCAL, COMPARED -> true;
      case FAILED, REFUSED, HELD, PARTIAL -> false;
      case COMPLETE ->
          outcome().failed() == 0
              && treeFailed() == 0
              && notReplicatedTables() == 0
              && outcome.skipped().stream().noneMatch(s -> s.reason() == Reason.BESIDE_FAILED)
              && notReplicated(Reason.UNSUPPORTED_TYPE) == 0
              && notReplicated(Reason.ARCHIVED) == 0
              && notReplicated(Reason.NOT_REPLACED) == 0;
    };
  }

  private long notReplicatedTables() {
    long leftAlone =
        notReplicated(Reason.TABLE) == 0
            ? 0
            : entry.planned().map(p -> (long) p.findings().tablesLeftAlone().size()).orElse(0L);
    return leftAlone + tables.map(TableWork::behind).orElse(0L);
  }

  private long notReplicated(Reason reason) {
    return entry.planned().map(p -> p.tally().of(Outcome.SKIP, reason).objects()).orElse(0L);
  }

  /** The dataset's entry in the point; empty if the run says nothing new of it. */
  Optional<DatasetPoint> point(RunSession session) {
    if (!mayTransfer()) {
      return Optional.empty();
    }
    Planned planned = entry.planned().orElseThrow();
    Optional<RecoveryPoint> parent = session.parentPoint();
    return Optional.of(
        PointInWork.entry(
            entry.dataset(),
            parent,
            session.number(),
            planned.job().listedAt(),
            planned.tally(),
            outcome().change(),
            outcome().failed() + treeFailed(),
            notReplicatedTables(),
            isComplete(),
            tables.flatMap(TableWork::totals)));
  }

  /** The result of a plan: what would be done. */
  DatasetResult planned() {
    Tally tally = tally();
    Count deletions = deletionsHeld ? Count.NONE : tally.of(Outcome.DELETE);
    return result(
        tally,
        mayTransfer() ? tally.of(Outcome.COPY).plus(plannedForTables()) : Count.NONE,
        mayTransfer() ? tally.of(Outcome.ADOPT) : Count.NONE,
        deletions);
  }

  /** The result of a run: what was done. */
  DatasetResult done() {
    TransferOutcome all = outcome();
    return result(tally(), all.copied(), all.adopted(), new Count(buried, buriedBytes));
  }

  private DatasetResult result(Tally tally, Count copied, Count adopted, Count deleted) {
    TransferOutcome all = outcome();
    Count failed =
        all.failures().stream().map(f -> new Count(1, f.bytes())).reduce(Count.NONE, Count::plus);
    failed = new Count(all.failed(), failed.bytes());
    Count kept = tally.of(Outcome.KEEP);
    if (deletionsHeld) {
      kept = kept.plus(tally.of(Outcome.DELETE));
    }
    Count total = tally.total().plus(ofTables());
    Count known = copied.plus(adopted).plus(kept).plus(deleted).plus(failed);
    // What is neither done, kept nor failed was not replicated: planned so, vanished, or held back
    // with its partition.
    Count notReplicated =
        new Count(total.objects() - known.objects(), Math.max(0, total.bytes() - known.bytes()));
    DatasetResult.State state =
        state() == DatasetResult.State.COMPLETE && !isComplete()
            ? DatasetResult.State.PARTIAL
            : state();
    Map<Outcome, Map<Reason, Count>> reasons = new TreeMap<>();
    for (Outcome each : Outcome.values()) {
      if (!tally.reasons(each).isEmpty()) {
        reasons.put(each, tally.reasons(each));
      }
    }
    return new DatasetResult(
        name(),
        state,
        total,
        copied,
        adopted,
        kept,
        deleted,
        failed,
        notReplicated,
        reasons,
        tally.partitions(),
        all.proofs(),
        all.serverSide(),
        entry
            .planned()
            .map(p -> p.findings().tablesLeftAlone().stream().map(ObjectPrefix::value).toList())
            .orElse(List.of()),
        allFailures(),
        allNotes(),
        tables.map(TableWork::reports).orElse(List.of()),
        tree);
  }

  private List<Failure> allFailures() {
    List<Failure> all = new ArrayList<>(outcome().failures());
    all.addAll(treeFailures);
    return all;
  }

  private List<String> allNotes() {
    List<String> all = new ArrayList<>(notes);
    entry
        .comparison()
        .ifPresent(
            c ->
                all.add(
                    "Compared by names and lengths: %d of the same length, %d differ, %d only at the source, %d only at the target."
                        .formatted(
                            c.sameLength(),
                            c.differs(),
                            c.missingAtTarget(),
                            c.missingAtSource())));
    tables.ifPresent(work -> all.addAll(work.notes()));
    List<ObjectPrefix> leftAlone =
        notReplicated(Reason.TABLE) == 0
            ? List.of()
            : entry.planned().orElseThrow().findings().tablesLeftAlone();
    if (!leftAlone.isEmpty()) {
      all.add(
          "Tables are not replicated, as a table copied file by file may not open. Left alone: %d, %s"
              .formatted(
                  leftAlone.size(),
                  String.join(
                      ", ",
                      leftAlone.stream()
                          .limit(5)
                          .map(t -> t.value().isEmpty() ? "(the dataset itself)" : t.value())
                          .toList())));
    }
    long outside = notReplicated(Reason.OUTSIDE_WINDOW);
    if (outside > 0) {
      all.add(
          "%d objects changed outside the partition window: they are a hole in this recovery point."
              .formatted(outside));
    }
    return all;
  }

  /** The files of tables that were copied, were there or failed: no listing counts them. */
  private Count ofTables() {
    return tables
        .filter(TableWork::wasTransferred)
        .map(TableWork::outcome)
        .map(done -> done.copied().plus(done.adopted()).plus(new Count(done.failed(), 0)))
        .orElseGet(this::plannedForTables);
  }

  private Count plannedForTables() {
    return tables
        .map(
            work ->
                work.reports().stream()
                    .map(r -> new Count(r.files(), r.bytes()))
                    .reduce(Count.NONE, Count::plus))
        .orElse(Count.NONE);
  }

  private Tally tally() {
    return entry
        .planned()
        .map(Planned::tally)
        .orElseGet(
            () -> {
              Tally compared = new Tally();
              entry
                  .comparison()
                  .ifPresent(
                      c ->
                          compared.add(
                              Outcome.SKIP, Reason.COMPARED, new Count(c.objects(), 0), ""));
              return compared;
            });
  }
}
