package io.twinlake.core.run;

import io.twinlake.core.ledger.DatasetPoint;
import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.ledger.RecoveryPoint;
import io.twinlake.core.plan.PlanAction;
import io.twinlake.core.plan.Reason;
import io.twinlake.core.plan.Tally;
import io.twinlake.core.plan.Tally.Count;
import io.twinlake.core.plan.Tally.Outcome;
import io.twinlake.core.settings.DeletionCap;
import io.twinlake.core.store.ObjectPrefix;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * One dataset on its way through a run: what was planned, what was done, and what of it goes into
 * the point.
 */
final class DatasetWork {
  private final PlanningStep.Entry entry;
  private final List<String> notes;
  private final TransferOutcome outcome = new TransferOutcome();
  private boolean deletionsHeld;
  private long buried;
  private long buriedBytes;

  DatasetWork(PlanningStep.Entry entry) {
    this.entry = entry;
    this.notes = new ArrayList<>(entry.notes());
  }

  String name() {
    return entry.dataset().name();
  }

  DatasetResult.State state() {
    return entry.state();
  }

  /** Whether the dataset is part of this run's commit. */
  boolean mayTransfer() {
    return entry.planned().isPresent() && entry.state() != DatasetResult.State.REFUSED;
  }

  /** What its changes will ask of services, as far as they are going to happen. */
  Forecast forecast() {
    if (!mayTransfer()) {
      return Forecast.NONE;
    }
    Forecast all = entry.planned().orElseThrow().forecast();
    return deletionsHeld ? all.withoutDeletions() : all;
  }

  /** Transfers the data, then the markers of the directories in which nothing failed. */
  void transfer(RunListener listener) {
    if (!mayTransfer()) {
      return;
    }
    listener.step("Copying " + name());
    Planned planned = entry.planned().orElseThrow();
    outcome.addAll(planned.transfer(Wave.data(), listener::progress));
    outcome.addAll(planned.transfer(Wave.markers(outcome.incomplete()), listener::progress));
  }

  /** Whether nothing failed so far: only then may anything be deleted. */
  boolean isCleanSoFar() {
    return outcome.failed() == 0
        && entry.state() != DatasetResult.State.FAILED
        && entry.state() != DatasetResult.State.REFUSED;
  }

  /** Whether a batch was not begun, as the roles did not allow it. */
  boolean wasStopped() {
    return outcome.failures().stream().anyMatch(f -> f.kind() == Failure.Kind.STOPPED);
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
    return switch (entry.state()) {
      case LOCAL, COMPARED -> true;
      case FAILED, REFUSED, PARTIAL -> false;
      case COMPLETE ->
          outcome.failed() == 0
              && notReplicatedTables() == 0
              && outcome.skipped().stream().noneMatch(s -> s.reason() == Reason.BESIDE_FAILED)
              && notReplicated(Reason.UNSUPPORTED_TYPE) == 0
              && notReplicated(Reason.ARCHIVED) == 0;
    };
  }

  private long notReplicatedTables() {
    return notReplicated(Reason.TABLE) == 0
        ? 0
        : entry.planned().map(p -> (long) p.findings().tables().outermost().size()).orElse(0L);
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
            outcome.change(),
            outcome.failed(),
            notReplicatedTables(),
            isComplete()));
  }

  /** The result of a plan: what would be done. */
  DatasetResult planned() {
    Tally tally = tally();
    Count deletions = deletionsHeld ? Count.NONE : tally.of(Outcome.DELETE);
    return result(
        tally,
        mayTransfer() ? tally.of(Outcome.COPY) : Count.NONE,
        mayTransfer() ? tally.of(Outcome.ADOPT) : Count.NONE,
        deletions);
  }

  /** The result of a run: what was done. */
  DatasetResult done() {
    return result(tally(), outcome.copied(), outcome.adopted(), new Count(buried, buriedBytes));
  }

  private DatasetResult result(Tally tally, Count copied, Count adopted, Count deleted) {
    Count failed =
        outcome.failures().stream()
            .map(f -> new Count(1, f.bytes()))
            .reduce(Count.NONE, Count::plus);
    failed = new Count(outcome.failed(), failed.bytes());
    Count kept = tally.of(Outcome.KEEP);
    if (deletionsHeld) {
      kept = kept.plus(tally.of(Outcome.DELETE));
    }
    Count total = tally.total();
    Count known = copied.plus(adopted).plus(kept).plus(deleted).plus(failed);
    // What is neither done, kept nor failed was not replicated: planned so, vanished, or held back
    // with its partition.
    Count notReplicated =
        new Count(total.objects() - known.objects(), Math.max(0, total.bytes() - known.bytes()));
    DatasetResult.State state =
        entry.state() == DatasetResult.State.COMPLETE && !isComplete()
            ? DatasetResult.State.PARTIAL
            : entry.state();
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
        outcome.proofs(),
        outcome.serverSide(),
        entry
            .planned()
            .map(p -> p.findings().tables().outermost().stream().map(ObjectPrefix::value).toList())
            .orElse(List.of()),
        outcome.failures(),
        allNotes());
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
    long tables = notReplicatedTables();
    if (tables > 0) {
      all.add(
          "Tables are not replicated, as a table copied file by file may not open. Left alone: %d, %s"
              .formatted(
                  tables,
                  String.join(
                      ", ",
                      entry.planned().orElseThrow().findings().tables().outermost().stream()
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
