package io.twinlake.core.run;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.json.Json;
import io.twinlake.core.ledger.ControlDocuments;
import io.twinlake.core.ledger.ControlPaths;
import io.twinlake.core.ledger.DatasetPoint;
import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.ledger.RecoveryPoint;
import io.twinlake.core.ledger.RecoveryPoints;
import io.twinlake.core.ledger.Segment;
import io.twinlake.core.ledger.Totals;
import io.twinlake.core.plan.PlanAction;
import io.twinlake.core.run.RepairResult.Outcome;
import io.twinlake.core.run.RepairResult.Step;
import io.twinlake.core.settings.DatasetSettings;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.VersionChangedException;
import io.twinlake.core.transfer.ObjectTransfer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Copies again what a validation found to differ although source and ledger agree: bytes that
 * rotted, were lost, or were written over by somebody else. A run's diff passes over such objects.
 *
 * <p>Each finding is looked at again, with both sides' bytes where only they can tell. What the
 * target holds goes to history before it is replaced, and the new rows are committed as a recovery
 * point like any run's; the age of its datasets stays, as the source was not listed. Nothing is
 * ever deleted. A repair that dies leaves whole objects, and what it replaced in history.
 */
public final class Repair {
  private final RunConfig config;
  private final String validation;

  /**
   * @param validation names the validation whose findings are handed over
   */
  public Repair(RunConfig config, String validation) {
    this.config = config;
    this.validation = validation;
  }

  /**
   * Says what {@link #run} would do. Reads only; reads the bytes of those suspects that are there
   * on both sides with equal lengths.
   *
   * @param suspects paths by dataset
   * @throws ReplicationException if a site cannot be read, or the role does not allow the repair
   */
  public RepairResult plan(Map<String, Set<ObjectPath>> suspects) {
    try (RunSession session = RunSession.open(config, false);
        TableStep tables = new TableStep(session);
        PlanningStep planning = new PlanningStep(session, tables)) {
      List<RepairResult.Path> paths = new ArrayList<>();
      List<String> notes = new ArrayList<>();
      for (Patient patient : patients(session, planning, suspects, notes)) {
        patient.diagnoses().forEach(d -> paths.add(d.path()));
      }
      return result(session, Outcome.PLANNED, Optional.empty(), paths, notes);
    }
  }

  /**
   * Repairs, and commits what was repaired.
   *
   * @throws io.twinlake.core.ledger.RecoveryPointTakenException if another run committed first;
   *     what was copied is claimed and will be adopted
   * @throws ReplicationException as {@link #plan}
   */
  public RepairResult run(Map<String, Set<ObjectPath>> suspects) {
    try (RunSession session = RunSession.open(config, true)) {
      TombstoneStep tombstones = new TombstoneStep(session);
      try (TableStep tables = new TableStep(session);
          PlanningStep planning = new PlanningStep(session, tables)) {
        List<String> notes = new ArrayList<>();
        List<Patient> patients = patients(session, planning, suspects, notes);
        if (patients.stream().noneMatch(Patient::needsWork)) {
          List<RepairResult.Path> paths =
              patients.stream().flatMap(p -> p.diagnoses().stream()).map(Diagnosis::path).toList();
          return result(session, Outcome.NOTHING, Optional.empty(), paths, notes);
        }
        // As any run: the next one looks at the deletions of its parent only.
        notes.addAll(tombstones.finishParents());
        List<RepairResult.Path> paths = new ArrayList<>();
        SortedMap<String, Totals> changes = new TreeMap<>();
        for (Patient patient : patients) {
          paths.addAll(treat(session, planning.local(), patient, changes));
        }
        boolean failed = paths.stream().anyMatch(p -> p.step() == Step.FAILED);
        Optional<Long> point =
            planning.local().rows().isEmpty()
                ? Optional.empty()
                : Optional.of(commit(session, planning, changes, notes).number());
        RepairResult result =
            result(session, failed ? Outcome.PARTIAL : Outcome.REPAIRED, point, paths, notes);
        keep(session, result, notes);
        return result;
      }
    }
  }

  /** One dataset with its suspects. */
  private record Patient(DatasetJob job, List<Diagnosis> diagnoses) {
    boolean needsWork() {
      return diagnoses.stream().anyMatch(d -> d.action().isPresent());
    }
  }

  private List<Patient> patients(
      RunSession session,
      PlanningStep planning,
      Map<String, Set<ObjectPath>> suspects,
      List<String> notes) {
    if (session.parentPoint().isEmpty()) {
      throw new ReplicationException(
          Effect.NONE_DO_NOT_RETRY,
          "There is no recovery point yet, so there is nothing to repair. Run replicate first.");
    }
    Map<String, Map<ObjectPath, LedgerRow>> claims = session.readClaims();
    Map<String, DatasetSettings> known = new HashMap<>();
    session.datasets().forEach(d -> known.put(d.name(), d));
    List<Patient> patients = new ArrayList<>();
    for (Map.Entry<String, Set<ObjectPath>> entry : new TreeMap<>(suspects).entrySet()) {
      DatasetSettings dataset = known.get(entry.getKey());
      if (dataset == null || dataset.mode() != DatasetSettings.Mode.REPLICATE) {
        notes.add(
            "Dataset '%s' is not replicated by these settings, or was not asked for: left alone."
                .formatted(entry.getKey()));
        continue;
      }
      if (isHeld(session, dataset.name())) {
        notes.add(
            "Dataset '%s' was put back to an earlier point and is held, so it is left alone. Release it with replicate first."
                .formatted(dataset.name()));
        continue;
      }
      session.config().listener().step("Looking again at " + dataset.name());
      DatasetJob job = planning.job(dataset);
      patients.add(
          new Patient(
              job,
              diagnose(
                  session,
                  job,
                  entry.getValue(),
                  claims.getOrDefault(dataset.name(), Map.of()).keySet())));
    }
    return patients;
  }

  private static boolean isHeld(RunSession session, String dataset) {
    return session
        .parentPoint()
        .map(p -> p.datasets().get(dataset))
        .filter(d -> d.hold().isPresent())
        .isPresent();
  }

  private List<Diagnosis> diagnose(
      RunSession session, DatasetJob job, Set<ObjectPath> paths, Set<ObjectPath> claimed) {
    Map<ObjectPath, LedgerRow> rows = PriorRows.find(session, job.dataset().name(), paths);
    try (ObjectStore source = session.stores().open(job.source());
        ObjectStore target = session.stores().open(job.target());
        RequestPool pool = new RequestPool(job.transfer().maxInFlight(), "twinlake-repair")) {
      ObjectTransfer transfer = new ObjectTransfer(source, target, job.transfer());
      return pool.each(
          new ArrayList<>(new TreeSet<>(paths)),
          path -> {
            ObjectPath at = job.dataset().directory().resolve(path);
            Optional<ObjectEntry> left = source.find(at);
            Optional<ObjectEntry> right = target.find(at);
            Diagnosis.Facts facts =
                new Diagnosis.Facts(
                    job.dataset(),
                    path,
                    left.map(e -> e.at(path)),
                    right.map(e -> e.at(path)),
                    Optional.ofNullable(rows.get(path)),
                    claimed.contains(path),
                    Optional.empty());
            if (!facts.needsBytes()) {
              return Diagnosis.of(facts);
            }
            return compared(facts, transfer, left.orElseThrow(), right.orElseThrow());
          });
    }
  }

  private static Diagnosis compared(
      Diagnosis.Facts facts, ObjectTransfer transfer, ObjectEntry source, ObjectEntry target) {
    try {
      boolean equal = transfer.adoptIfEqual(source, target).isPresent();
      return Diagnosis.of(
          new Diagnosis.Facts(
              facts.dataset(),
              facts.path(),
              facts.source(),
              facts.target(),
              facts.row(),
              facts.claimed(),
              Optional.of(equal)));
    } catch (VersionChangedException e) {
      return new Diagnosis(
          new RepairResult.Path(
              facts.dataset().name(),
              facts.path(),
              Step.LEAVE,
              0,
              "it changes just now; replicate copies it"),
          Optional.empty());
    }
  }

  /** Carries the actions out, data before markers, and says how each path ended. */
  private List<RepairResult.Path> treat(
      RunSession session, LocalEngine rows, Patient patient, Map<String, Totals> changes) {
    String name = patient.job().dataset().name();
    TransferOutcome outcome = new TransferOutcome();
    if (patient.needsWork()) {
      session.config().listener().step("Repairing " + name);
      try (BatchTransfer transfer = new BatchTransfer(patient.job(), session.stores())) {
        wave(patient, Wave.data(), transfer, rows, outcome);
        wave(patient, Wave.markers(outcome.incomplete()), transfer, rows, outcome);
      }
    }
    changes.put(name, outcome.change());
    Map<ObjectPath, String> failures = new HashMap<>();
    outcome.failures().forEach(f -> failures.put(ObjectPath.of(f.path()), f.message()));
    outcome.skipped().forEach(s -> failures.put(s.path(), s.reason().meaning()));
    return patient.diagnoses().stream()
        .map(Diagnosis::path)
        .map(p -> failures.containsKey(p.path()) ? p.failed(failures.get(p.path())) : p)
        .toList();
  }

  private void wave(
      Patient patient, Wave wave, BatchTransfer transfer, LocalEngine rows, TransferOutcome sum) {
    List<PlanAction> actions =
        patient.diagnoses().stream()
            .flatMap(d -> d.action().stream())
            .filter(a -> wave.takes(a, patient.job().dataset().ready()))
            .toList();
    Batches batches = new Batches(actions.iterator());
    while (batches.hasNext()) {
      BatchTransfer.Result result = transfer.run(batches.next(), wave, config.listener()::progress);
      sum.addAll(result.outcome());
      result.rows().forEach(rows::add);
    }
  }

  private RecoveryPoint commit(
      RunSession session,
      PlanningStep planning,
      SortedMap<String, Totals> changes,
      List<String> notes) {
    config.listener().step("Committing recovery point " + session.number());
    try {
      List<Segment> live = new ArrayList<>(Replication.liveSegments(session));
      live.addAll(planning.local().writeSegments());
      RecoveryPoint parent = session.parentPoint().orElseThrow();
      SortedMap<String, DatasetPoint> datasets = new TreeMap<>(parent.datasets());
      changes.forEach(
          (name, change) -> datasets.computeIfPresent(name, (n, last) -> last.changedBy(change)));
      RecoveryPoint point = session.point(datasets, live, 0, parent.tables());
      session.guard().check();
      new RecoveryPoints(session.documents()).commit(point);
      new CleanUp(session).after(Set.of(), false, notes);
      return point;
    } catch (ReplicationException e) {
      Replication.claimAll(session, planning, e);
      throw e;
    }
  }

  private void keep(RunSession session, RepairResult result, List<String> notes) {
    try {
      new ControlDocuments(session.control())
          .putIfAbsent(ControlPaths.repair(session.run().value()), Json.document(result));
    } catch (ReplicationException e) {
      notes.add("What was repaired could not be noted on the control root: " + e.getMessage());
    }
  }

  private RepairResult result(
      RunSession session,
      Outcome outcome,
      Optional<Long> point,
      List<RepairResult.Path> paths,
      List<String> notes) {
    return new RepairResult(
        RepairResult.FORMAT_NOW,
        outcome,
        session.run().value(),
        config.settings().pair(),
        config.settings().from(),
        config.settings().to(),
        validation,
        point,
        session.startedAt(),
        config.clock().instant(),
        List.copyOf(paths),
        notes);
  }
}
