package io.twinlake.core.run;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.json.Json;
import io.twinlake.core.ledger.Compaction;
import io.twinlake.core.ledger.ControlPaths;
import io.twinlake.core.ledger.DatasetPoint;
import io.twinlake.core.ledger.Hold;
import io.twinlake.core.ledger.JsonLines;
import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.ledger.RecoveryPoint;
import io.twinlake.core.ledger.RecoveryPoints;
import io.twinlake.core.ledger.Segment;
import io.twinlake.core.ledger.TablesDocument;
import io.twinlake.core.restore.DatasetRestore;
import io.twinlake.core.restore.RestoreResult;
import io.twinlake.core.restore.RestoreResult.Outcome;
import io.twinlake.core.settings.DatasetSettings;
import io.twinlake.core.settings.Settings;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.table.TableRecord;
import io.twinlake.core.table.TablesFile;
import io.twinlake.core.transfer.History;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Puts the target back to an earlier recovery point, out of history. Works in this JVM.
 *
 * <p>Two commits: the first says that these datasets are being put back, so that no run takes what
 * is half done for what it copied; the second says what the target holds then. In between, bytes
 * come back from history, those they replace having gone there; what came later is removed behind
 * the second commit. A restore that dies anywhere is finished by the same command, or undone by a
 * restore to the point before. A dataset that was put back is held: the source may still have what
 * was done away with, so no run replicates it until a person releases it.
 */
public final class Restoration {
  private final RunConfig config;
  private final long point;
  private final boolean partial;

  /**
   * @param point number of the recovery point that is wanted
   * @param partial whether what can be brought back shall be, where something cannot
   */
  public Restoration(RunConfig config, long point, boolean partial) {
    this.config = config;
    this.point = point;
    this.partial = partial;
  }

  /**
   * Says what {@link #apply} would do. Reads only.
   *
   * @throws ReplicationException if there is no such point or it cannot be restored any more, if
   *     something cannot be read, or if the roles do not allow it
   */
  public RestoreResult plan() {
    try (RunSession session = RunSession.openAtTarget(config, false);
        Opened opened = new Opened(session)) {
      List<RestorePlan> plans = opened.plans(wanted(session));
      return result(
          session,
          Outcome.PLANNED,
          Optional.empty(),
          plans.stream().map(RestorePlan::result).toList(),
          notes(session));
    }
  }

  /**
   * Puts the target back, and commits.
   *
   * @throws ReplicationException as {@link #plan}; also if another run committed meanwhile. What
   *     was brought back by then stays, and the same command takes it over
   */
  public RestoreResult apply() {
    Optional<RestoreResult> ended = announce();
    return ended.isPresent() ? ended.get() : work();
  }

  /** Commits that the datasets are being put back; or says why nothing is to be done. */
  private Optional<RestoreResult> announce() {
    try (RunSession session = RunSession.openAtTarget(config, true);
        Opened opened = new Opened(session)) {
      new TombstoneStep(session).finishParents();
      RecoveryPoint then = wanted(session);
      List<RestorePlan> plans = opened.plans(then);
      List<DatasetRestore> planned = plans.stream().map(RestorePlan::result).toList();
      boolean blocked = planned.stream().anyMatch(d -> d.blocked() > 0);
      if (blocked && !partial) {
        return Optional.of(
            result(session, Outcome.REFUSED, Optional.empty(), planned, notes(session)));
      }
      RecoveryPoint parent = session.parentPoint().orElseThrow();
      Set<String> names = plans.stream().map(p -> p.dataset().name()).collect(Collectors.toSet());
      boolean begun = names.stream().allMatch(n -> isBeingRestored(parent, n));
      if (begun) {
        return Optional.empty();
      }
      boolean changes = planned.stream().anyMatch(d -> d.changes() > 0);
      boolean halfDone =
          names.stream()
              .flatMap(n -> hold(parent, n).stream())
              .anyMatch(h -> h.state() == Hold.State.RESTORING);
      if (!changes && !halfDone) {
        return Optional.of(
            result(session, Outcome.NOTHING, Optional.empty(), planned, notes(session)));
      }
      SortedMap<String, DatasetPoint> datasets = new TreeMap<>(parent.datasets());
      Hold hold =
          new Hold(Hold.State.RESTORING, point, config.clock().instant(), session.run().value());
      for (String name : names) {
        DatasetPoint entry =
            Optional.ofNullable(datasets.get(name)).orElse(then.datasets().get(name));
        datasets.put(name, entry.held(Optional.of(hold)));
      }
      config.listener().step("Committing that the restore begins");
      session.guard().check();
      new RecoveryPoints(session.documents())
          .commit(session.point(datasets, session.liveSegments(), 0, parent.tables()));
      return Optional.empty();
    }
  }

  private boolean isBeingRestored(RecoveryPoint parent, String dataset) {
    return hold(parent, dataset)
        .filter(h -> h.state() == Hold.State.RESTORING && h.point() == point)
        .isPresent();
  }

  private static Optional<Hold> hold(RecoveryPoint point, String dataset) {
    return Optional.ofNullable(point.datasets().get(dataset)).flatMap(DatasetPoint::hold);
  }

  private RestoreResult work() {
    try (RunSession session = RunSession.openAtTarget(config, true);
        Opened opened = new Opened(session);
        RequestPool requests =
            new RequestPool(config.settings().transfer().maxInFlight(), "twinlake-restore")) {
      RecoveryPoint then = wanted(session);
      List<RestoreWork> works = new ArrayList<>();
      for (RestorePlan plan : opened.plans(then)) {
        config.listener().step("Restoring " + plan.dataset().name());
        RestoreWork work = new RestoreWork(session, plan, requests);
        work.run();
        works.add(work);
      }
      RecoveryPoint committed = commit(session, then, works);
      List<String> notes = new ArrayList<>(notes(session));
      notes.addAll(new TombstoneStep(session).carryOut(committed));
      new CleanUp(session)
          .after(
              works.stream().map(w -> w.plan().dataset().name()).collect(Collectors.toSet()),
              false,
              notes);
      RestoreResult result =
          result(
              session,
              works.stream().allMatch(RestoreWork::isWhole) ? Outcome.RESTORED : Outcome.PARTIAL,
              Optional.of(committed.number()),
              works.stream().map(RestoreWork::result).toList(),
              notes);
      try {
        session
            .documents()
            .putIfAbsent(ControlPaths.report(session.run().value()), Json.document(result));
      } catch (ReplicationException e) {
        notes.add("The report could not be kept on the control root: " + e.getMessage());
      }
      return result;
    }
  }

  private RecoveryPoint commit(RunSession session, RecoveryPoint then, List<RestoreWork> works) {
    RecoveryPoint parent = session.parentPoint().orElseThrow();
    SortedMap<String, DatasetPoint> datasets = new TreeMap<>(parent.datasets());
    List<LedgerRow> rows = new ArrayList<>();
    long tombstones = 0;
    for (RestoreWork work : works) {
      datasets.put(work.plan().dataset().name(), work.point());
      rows.addAll(work.rows().values());
      tombstones += work.tombstones();
    }
    List<Segment> live = new ArrayList<>(session.liveSegments());
    if (Compaction.isDue(live)) {
      live =
          new ArrayList<>(
              Compaction.compact(
                  session.segments(),
                  live,
                  config.base(),
                  session.number(),
                  k ->
                      ControlPaths.segment(
                          session.number(), session.run() + "-base", k, config.base())));
    }
    if (!rows.isEmpty()) {
      rows.sort(LedgerRow.ORDER);
      live.add(
          session
              .segments()
              .write(
                  ControlPaths.segment(
                      session.number(), session.run().value(), 0, JsonLines.FORMAT),
                  JsonLines.FORMAT,
                  rows.iterator(),
                  session.number(),
                  false));
    }
    RecoveryPoint point = session.point(datasets, live, tombstones, tables(session, then, works));
    config.listener().step("Committing recovery point " + session.number());
    session.guard().check();
    new RecoveryPoints(session.documents()).commit(point);
    return point;
  }

  private static Optional<TablesDocument> tables(
      RunSession session, RecoveryPoint then, List<RestoreWork> works) {
    TablesFile.Content before = tables(session, session.parentPoint().orElseThrow());
    Set<String> names =
        works.stream().map(w -> w.plan().dataset().name()).collect(Collectors.toSet());
    List<TableRecord> all = new ArrayList<>();
    before.tables().stream().filter(t -> !names.contains(t.dataset())).forEach(all::add);
    works.forEach(w -> all.addAll(w.plan().recordsAfter(w.failedTables(), w.rows())));
    if (all.isEmpty() && then.tables().isEmpty()) {
      return Optional.empty();
    }
    // What is there is looked through anew: tables of later versions may have to be found again.
    Map<String, Long> discovered = new HashMap<>(before.discovered());
    discovered.keySet().removeAll(names);
    return Optional.of(
        TablesFile.write(
            session.documents(),
            session.number(),
            session.run().value(),
            new TablesFile.Content(discovered, all)));
  }

  private static TablesFile.Content tables(RunSession session, RecoveryPoint of) {
    return of.tables()
        .map(named -> TablesFile.read(session.documents(), named))
        .orElse(TablesFile.Content.EMPTY);
  }

  /** The point that is wanted, whose ledger is all there. */
  private RecoveryPoint wanted(RunSession session) {
    long newest = session.number() - 1;
    if (session.parentPoint().isEmpty()) {
      throw refuse("There is no recovery point yet on %s.".formatted(control()));
    }
    ObjectEntry document =
        session.points().stream()
            .filter(e -> e.path().equals(ControlPaths.point(point)))
            .findFirst()
            .orElseThrow(
                () ->
                    refuse(
                        "There is no recovery point %d. The newest is %d; 'recovery-points' lists them."
                            .formatted(point, newest)));
    RecoveryPoint then = new RecoveryPoints(session.documents()).read(document).point();
    if (!then.to().equals(config.settings().to())) {
      throw refuse(
          "Recovery point %d is one of site %s, not of %s. Nothing was written. Check 'from' and 'to' of 'replicate'."
              .formatted(point, then.to(), config.settings().to()));
    }
    Set<String> there =
        session.documents().list(ControlPaths.LEDGER).stream()
            .map(e -> e.path().value() + " " + e.version().encoded())
            .collect(Collectors.toSet());
    for (Segment segment : then.segments()) {
      if (!there.contains(segment.path() + " " + segment.version())) {
        throw refuse(
            "Recovery point %d cannot be restored any more: %s, a part of its ledger, has ended. Nothing was written. 'recovery-points' shows which can."
                .formatted(point, segment.path()));
      }
    }
    return then;
  }

  private URI control() {
    return config.settings().target().control();
  }

  private static ReplicationException refuse(String message) {
    return new ReplicationException(Effect.NONE_DO_NOT_RETRY, message);
  }

  private static List<String> notes(RunSession session) {
    return session
        .sourceAway()
        .map(
            why ->
                List.of(
                    "The source's control root could not be read, so its role was not compared: "
                        + why))
        .orElse(List.of());
  }

  private RestoreResult result(
      RunSession session,
      Outcome outcome,
      Optional<Long> committed,
      List<DatasetRestore> datasets,
      List<String> notes) {
    return new RestoreResult(
        RestoreResult.FORMAT_NOW,
        outcome,
        session.run().value(),
        config.settings().pair(),
        config.settings().to(),
        point,
        session.number() - 1,
        committed,
        session.startedAt(),
        config.clock().instant(),
        datasets,
        notes);
  }

  /** Plans, and the stores that they were made with. */
  private final class Opened implements AutoCloseable {
    private final RunSession session;
    private final List<ObjectStore> stores = new ArrayList<>();

    Opened(RunSession session) {
      this.session = session;
    }

    List<RestorePlan> plans(RecoveryPoint then) {
      TablesFile.Content tablesThen = tables(session, then);
      TablesFile.Content tablesNow = tables(session, session.parentPoint().orElseThrow());
      List<RestorePlan> plans = new ArrayList<>();
      for (DatasetSettings dataset : datasets(then)) {
        config.listener().step("Comparing " + dataset.name() + " with recovery point " + point);
        Settings settings = config.settings();
        URI root = settings.target().roots().get(dataset.root());
        ObjectStore target = opened(root);
        ObjectStore history =
            opened(
                settings.target().history().orElseGet(() -> session.stores().defaultHistory(root)));
        plans.add(
            RestorePlan.of(
                session,
                dataset,
                then,
                new RestoredTables(dataset.name(), tablesThen.tables(), tablesNow.tables()),
                target,
                new History(target, history, settings.transfer())));
      }
      return plans;
    }

    private List<DatasetSettings> datasets(RecoveryPoint then) {
      List<DatasetSettings> all =
          session.datasets().stream()
              .filter(d -> d.mode() == DatasetSettings.Mode.REPLICATE)
              .filter(d -> then.datasets().containsKey(d.name()))
              .toList();
      for (String name : config.only()) {
        if (all.stream().noneMatch(d -> d.name().equals(name))) {
          throw refuse(
              "Dataset %s is not in recovery point %d, which has %s. Nothing was written."
                  .formatted(name, point, String.join(", ", then.datasets().keySet())));
        }
      }
      if (all.isEmpty()) {
        throw refuse(
            "None of the datasets in the settings is in recovery point %d. Nothing was written."
                .formatted(point));
      }
      return all;
    }

    private ObjectStore opened(URI root) {
      ObjectStore store = session.stores().open(root);
      stores.add(store);
      return store;
    }

    @Override
    public void close() {
      stores.forEach(ObjectStore::close);
    }
  }
}
