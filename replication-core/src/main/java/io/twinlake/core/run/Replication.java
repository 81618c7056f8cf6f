package io.twinlake.core.run;

import io.twinlake.core.ReplicationException;
import io.twinlake.core.json.Json;
import io.twinlake.core.ledger.Compaction;
import io.twinlake.core.ledger.ControlPaths;
import io.twinlake.core.ledger.DatasetPoint;
import io.twinlake.core.ledger.RecoveryPoint;
import io.twinlake.core.ledger.RecoveryPointTakenException;
import io.twinlake.core.ledger.RecoveryPoints;
import io.twinlake.core.ledger.Segment;
import io.twinlake.core.ledger.SegmentFormat;
import io.twinlake.core.plan.PlanAction;
import io.twinlake.core.settings.Rates;
import io.twinlake.core.traffic.Traffic;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One run: listing, diff, plan, history, transfer, directories and access rights, verify, commit,
 * delete.
 *
 * <p>Nothing at the target is overwritten before its bytes are in history, and nothing is deleted
 * before the commit. Putting the recovery point is the only commit. A run that dies anywhere leaves
 * whole objects, the replaced ones in history; the next run takes over what it copied.
 */
public final class Replication {
  private final RunConfig config;
  private final Set<String> released;

  public Replication(RunConfig config) {
    this(config, Set.of());
  }

  private Replication(RunConfig config, Set<String> released) {
    this.config = config;
    this.released = released;
  }

  /**
   * The same, but what is held of {@code names} is replicated again.
   *
   * @param names of datasets and of consistency groups; what is not held is not affected
   */
  public Replication releasing(Set<String> names) {
    return new Replication(config, Set.copyOf(names));
  }

  /**
   * Says what {@link #replicate} would do. Reads only.
   *
   * @param each told every planned copy, adoption and deletion, by dataset and in path order
   * @throws ReplicationException if a control root cannot be read or the role does not allow the
   *     run
   */
  public PlanResult plan(Consumer<PlannedChange> each) {
    return plan(each, false);
  }

  /**
   * Says what {@link #replicate} would take, without the single changes. Reads only, in this JVM,
   * and in memory that does not grow with the lake.
   *
   * @throws ReplicationException as {@link #plan}; also if the ledger can only be read on a cluster
   */
  public PlanResult estimate() {
    return plan(change -> {}, true);
  }

  private PlanResult plan(Consumer<PlannedChange> each, boolean onlyCounting) {
    try (RunSession session = RunSession.open(config, false).releasing(released);
        TableStep tables = new TableStep(session);
        PlanningStep planning = new PlanningStep(session, tables, onlyCounting)) {
      List<DatasetResult> results = new ArrayList<>();
      Forecast forecast = Forecast.NONE;
      List<PlanningStep.Entry> entries = planning.plan();
      List<DatasetWork> works = entries.stream().map(DatasetWork::new).toList();
      tables.plan(works);
      new GroupStep(session, works).judgePlans();
      for (int i = 0; i < works.size(); i++) {
        DatasetWork work = works.get(i);
        PlanningStep.Entry entry = entries.get(i);
        work.decideDeletions(session, true);
        work.planTree(session);
        if (work.mayTransfer()) {
          forecast = forecast.plus(work.forecast(session.stores()));
          tell(work, entry.planned().orElseThrow(), each);
        }
        results.add(work.planned());
        entry.planned().ifPresent(Planned::close);
      }
      Traffic planned = planning.traffic();
      RequestForecast whole = new RequestForecast(session);
      Rates measured = LastRun.rates(session);
      Traffic predicted =
          whole.beforePlanning().plus(planned).plus(whole.fromTransferOn(forecast, names(works)));
      return new PlanResult(
          result(session, RunResult.Outcome.PLANNED, Optional.empty(), results, List.of())
              .with(
                  new RequestReport(
                      predicted,
                      planned.plus(session.aside().read()),
                      planning.attemptsNotCounted())),
          measured);
    }
  }

  private static void tell(DatasetWork work, Planned planned, Consumer<PlannedChange> each) {
    try (Stream<PlanAction> changes = planned.changes()) {
      changes
          .filter(action -> !(action instanceof PlanAction.Delete && work.holdsDeletions()))
          .forEach(
              action -> each.accept(new PlannedChange(planned.job().dataset().name(), action)));
    }
  }

  /**
   * Runs, and commits what it proved.
   *
   * @throws RecoveryPointTakenException if another run committed first; what was copied is claimed
   *     and will be adopted
   * @throws ReplicationException if a control root cannot be read or the role does not allow the
   *     run
   */
  public RunResult replicate() {
    try (RunSession session = RunSession.open(config, true).releasing(released)) {
      List<String> notes = new ArrayList<>();
      TombstoneStep tombstones = new TombstoneStep(session);
      notes.addAll(tombstones.finishParents());
      try (TableStep tables = new TableStep(session);
          PlanningStep planning = new PlanningStep(session, tables)) {
        List<DatasetWork> works = planning.plan().stream().map(DatasetWork::new).toList();
        tables.plan(works);
        GroupStep groups = new GroupStep(session, works);
        groups.judgePlans();
        if (works.stream().noneMatch(DatasetWork::mayTransfer)) {
          return nothingToCommit(session, works, notes)
              .with(requests(planning, planning.traffic()));
        }
        Traffic predicted = predicted(session, planning, works);
        for (DatasetWork work : works) {
          if (groups.isMember(work)) {
            work.transferData(config.listener());
          } else {
            work.transfer(config.listener());
          }
        }
        tables.copyData(groups.held(), planning.cluster());
        groups.judgeData();
        for (DatasetWork work : works) {
          if (groups.isMember(work)) {
            work.transferMarkers(config.listener());
          }
        }
        tables.publish(groups.held());
        tables.settle(planning.local());
        planning.engines().forEach(engine -> engine.withdraw(groups.held()));
        notes.addAll(groups.notes());
        for (DatasetWork work : works) {
          work.applyTree(session);
        }
        boolean clean = works.stream().allMatch(DatasetWork::isCleanSoFar);
        for (DatasetWork work : works) {
          work.decideDeletions(session, clean);
          work.bury(session, planning.local());
        }
        RecoveryPoint point = commit(session, planning, works, tables);
        notes.addAll(tombstones.carryOut(point));
        Set<String> committed = names(works);
        boolean ownClaims =
            groups.held().isEmpty() && planning.engines().stream().anyMatch(Engine::leavesClaims);
        new CleanUp(session).after(committed, ownClaims, notes);
        boolean complete = works.stream().allMatch(DatasetWork::isComplete);
        RunResult result =
            result(
                session,
                complete ? RunResult.Outcome.CLEAN : RunResult.Outcome.PARTIAL,
                Optional.of(point.number()),
                works.stream().map(DatasetWork::done).toList(),
                notes);
        report(session, result.with(requests(planning, predicted)), notes);
        return result.with(requests(planning, predicted));
      }
    }
  }

  /** Everything so far happened; the rest is forecast. */
  private static Traffic predicted(
      RunSession session, PlanningStep planning, List<DatasetWork> works) {
    return planning
        .traffic()
        .plus(
            new RequestForecast(session)
                .fromTransferOn(
                    works.stream()
                        .map(work -> work.forecast(session.stores()))
                        .reduce(Forecast.NONE, Forecast::plus),
                    names(works)));
  }

  private static Set<String> names(List<DatasetWork> works) {
    return works.stream()
        .filter(DatasetWork::mayTransfer)
        .map(DatasetWork::name)
        .collect(Collectors.toSet());
  }

  private RunResult nothingToCommit(
      RunSession session, List<DatasetWork> works, List<String> notes) {
    boolean refused =
        works.stream()
            .map(DatasetWork::state)
            .anyMatch(s -> s == DatasetResult.State.REFUSED || s == DatasetResult.State.HELD);
    boolean failed = works.stream().anyMatch(w -> w.state() == DatasetResult.State.FAILED);
    RunResult.Outcome outcome =
        failed
            ? RunResult.Outcome.FAILED
            : refused ? RunResult.Outcome.REFUSED : RunResult.Outcome.CLEAN;
    return result(
        session, outcome, Optional.empty(), works.stream().map(DatasetWork::done).toList(), notes);
  }

  private RecoveryPoint commit(
      RunSession session, PlanningStep planning, List<DatasetWork> works, TableStep tables) {
    config.listener().step("Committing recovery point " + session.number());
    try {
      if (works.stream().anyMatch(DatasetWork::wasStopped)) {
        session.guard().check();
      }
      RecoveryPoint point = point(session, planning, works, tables);
      session.guard().check();
      new RecoveryPoints(session.documents()).commit(point);
      return point;
    } catch (ReplicationException e) {
      claimAll(session, planning, e);
      throw e;
    }
  }

  /** The point that is to be committed; its segments are written by then. */
  private RecoveryPoint point(
      RunSession session, PlanningStep planning, List<DatasetWork> works, TableStep tables) {
    List<Segment> live = new ArrayList<>(liveSegments(session));
    long tombstones = works.stream().mapToLong(DatasetWork::buried).sum();
    for (Engine engine : planning.engines()) {
      live.addAll(engine.writeSegments());
    }
    SortedMap<String, DatasetPoint> datasets =
        new TreeMap<>(session.parentPoint().map(RecoveryPoint::datasets).orElseGet(TreeMap::new));
    for (DatasetWork work : works) {
      work.point(session).ifPresent(entry -> datasets.put(work.name(), entry));
    }
    return session.point(datasets, live, tombstones, tables.document());
  }

  /**
   * The parent's segments, compacted if that is due. What is written exists once a point names it.
   */
  static List<Segment> liveSegments(RunSession session) {
    List<Segment> live = session.liveSegments();
    if (!Compaction.isDue(live)) {
      return live;
    }
    SegmentFormat base = session.config().base();
    return Compaction.compact(
        session.segments(),
        live,
        base,
        session.number(),
        k -> ControlPaths.segment(session.number(), session.run() + "-base", k, base));
  }

  /**
   * What could not be committed is claimed, so that the next run need not copy it again. A claim
   * that cannot be put, either, does not hide why.
   */
  static void claimAll(RunSession session, PlanningStep planning, ReplicationException why) {
    if (planning.local().rows().isEmpty()) {
      return;
    }
    try {
      new Claims(session.control())
          .put(session.run().value(), "uncommitted", planning.local().rows());
    } catch (ReplicationException e) {
      why.addSuppressed(e);
    }
  }

  private void report(RunSession session, RunResult result, List<String> notes) {
    try {
      session
          .documents()
          .putIfAbsent(ControlPaths.report(session.run().value()), Json.document(result));
    } catch (ReplicationException e) {
      notes.add("The report could not be kept on the control root: " + e.getMessage());
    }
  }

  private RunResult result(
      RunSession session,
      RunResult.Outcome outcome,
      Optional<Long> point,
      List<DatasetResult> datasets,
      List<String> notes) {
    return new RunResult(
        "run-report/1.1",
        outcome,
        session.run().value(),
        config.settings().pair(),
        config.settings().from(),
        config.settings().to(),
        point,
        session.startedAt(),
        config.clock().instant(),
        datasets,
        notes,
        RequestReport.NONE);
  }

  private static RequestReport requests(PlanningStep planning, Traffic predicted) {
    return new RequestReport(predicted, planning.traffic(), planning.attemptsNotCounted());
  }
}
