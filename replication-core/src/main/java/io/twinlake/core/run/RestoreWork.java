package io.twinlake.core.run;

import io.twinlake.core.ReplicationException;
import io.twinlake.core.checksum.Crc64;
import io.twinlake.core.ledger.DatasetPoint;
import io.twinlake.core.ledger.Hold;
import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.ledger.Proof;
import io.twinlake.core.ledger.Totals;
import io.twinlake.core.plan.Findings;
import io.twinlake.core.plan.PrefixSet;
import io.twinlake.core.plan.Tally.Count;
import io.twinlake.core.restore.DatasetRestore;
import io.twinlake.core.restore.DatasetRestore.Problem;
import io.twinlake.core.restore.RestoreAction;
import io.twinlake.core.restore.RestoreAction.BringBack;
import io.twinlake.core.restore.RestoreAction.Remove;
import io.twinlake.core.restore.RestoreAction.Take;
import io.twinlake.core.settings.DatasetSettings;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectVersion;
import io.twinlake.core.table.TableFormat;
import io.twinlake.core.table.TableFormats;
import io.twinlake.core.transfer.Transferred;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Puts one dataset back as planned. First plain files and the data of tables, then logs of tables
 * in the order in which they may appear, then markers. What came later is kept in history and gets
 * a tombstone, which is carried out behind the commit. A table of which anything failed keeps its
 * log as it is.
 */
final class RestoreWork {
  private static final int BATCH = 1000;

  private final RunSession session;
  private final RestorePlan plan;
  private final RequestPool requests;
  private final DatasetSettings dataset;
  private final Map<ObjectPath, LedgerRow> rows = new TreeMap<>();
  private final List<Problem> failures = new ArrayList<>();
  private final PrefixSet failedTables = new PrefixSet();
  private Count broughtBack = Count.NONE;
  private Count taken = Count.NONE;
  private Count removed = Count.NONE;
  private long failed;

  RestoreWork(RunSession session, RestorePlan plan, RequestPool requests) {
    this.session = session;
    this.plan = plan;
    this.requests = requests;
    this.dataset = plan.dataset();
    plan.blockedTables().all().forEach(failedTables::add);
  }

  /** One action on its way: what it wrote, or why not. */
  private record Attempt(
      RestoreAction action,
      Optional<Transferred> done,
      Optional<String> kept,
      Optional<String> failure) {
    static Attempt failed(RestoreAction action, String why) {
      return new Attempt(action, Optional.empty(), Optional.empty(), Optional.of(why));
    }
  }

  /**
   * Does everything that comes before the commit.
   *
   * @throws ReplicationException if the roles do not allow it any more
   */
  void run() {
    inBatches(of(a -> !(a instanceof Remove) && !isLog(a.path()) && !isMarker(a.path())));
    for (RestoreAction log : inOrder(a -> !(a instanceof Remove), true)) {
      if (!hasFailed(log.path())) {
        inBatches(List.of(log));
      }
    }
    inBatches(of(a -> !(a instanceof Remove) && !isLog(a.path()) && isMarker(a.path())));
    remove();
  }

  private List<RestoreAction> of(Predicate<RestoreAction> which) {
    return plan.actions().stream().filter(which).toList();
  }

  /** The actions in logs, table by table. */
  private List<RestoreAction> inOrder(Predicate<RestoreAction> which, boolean appearing) {
    List<RestoreAction> logs = new ArrayList<>(of(which.and(a -> isLog(a.path()))));
    Comparator<RestoreAction> byTable =
        Comparator.comparing(
            a -> plan.tables().rootOf(a.path()).map(ObjectPrefix::value).orElse(""));
    Comparator<ObjectPath> removal = removalOrder(logs);
    logs.sort(byTable.thenComparing(RestoreAction::path, appearing ? removal.reversed() : removal));
    return logs;
  }

  private static Comparator<ObjectPath> removalOrder(List<RestoreAction> logs) {
    return logs.stream()
        .flatMap(a -> TableFormats.of(a.path()).stream())
        .findFirst()
        .map(TableFormat::removalOrder)
        .orElse(Comparator.naturalOrder());
  }

  private boolean isLog(ObjectPath path) {
    return plan.tables().covers(path) && TableFormats.rootRevealedBy(path).isPresent();
  }

  private boolean isMarker(ObjectPath path) {
    return Findings.isMarker(path, dataset.ready());
  }

  private boolean hasFailed(ObjectPath path) {
    return plan.tables().rootOf(path).filter(failedTables::contains).isPresent();
  }

  private void inBatches(List<RestoreAction> actions) {
    for (int from = 0; from < actions.size(); from += BATCH) {
      session.guard().check();
      List<RestoreAction> batch = actions.subList(from, Math.min(actions.size(), from + BATCH));
      settle(requests.each(batch, this::attempt));
    }
  }

  private Attempt attempt(RestoreAction action) {
    try {
      if (action instanceof Take) {
        return new Attempt(action, Optional.empty(), Optional.empty(), Optional.empty());
      }
      BringBack back = (BringBack) action;
      Optional<String> kept = back.replaced().map(there -> keep(back, there));
      Transferred done =
          plan.history()
              .bringBack(
                  back.from().get(0).entry(),
                  dataset.directory().resolve(back.path()),
                  back.replaced()
                      .map(there -> Expected.version(there.version()))
                      .orElseGet(Expected::absent),
                  dataset.replace());
      session.config().listener().progress(1, back.then().targetSize());
      return differs(back.then(), done)
          ? Attempt.failed(
              action,
              "its bytes came back with another CRC-64 than the ledger of point %d has; what they replaced is in history"
                  .formatted(plan.then().number()))
          : new Attempt(action, Optional.of(done), kept, Optional.empty());
    } catch (ReplicationException e) {
      return Attempt.failed(action, e.getMessage());
    }
  }

  private String keep(RestoreAction action, ObjectEntry there) {
    return plan.history()
        .keep(plan.inStore(there), session.number(), dataset.name(), action.path());
  }

  private static boolean differs(LedgerRow then, Transferred done) {
    Optional<Crc64> wanted = then.crc64();
    return wanted.isPresent() && done.crc64().isPresent() && !wanted.equals(done.crc64());
  }

  /** Sees what a service copied by itself, and writes the rows of what is there. */
  private void settle(List<Attempt> attempts) {
    List<ObjectEntry> insideService =
        attempts.stream()
            .flatMap(a -> a.done().stream())
            .filter(d -> d.route().isInsideService() && !d.adopted())
            .map(Transferred::target)
            .toList();
    Sighting sighting = new Sighting(plan.target(), requests);
    sighting.look(insideService.stream().map(ObjectEntry::path).toList(), insideService.size());
    for (Attempt attempt : attempts) {
      Optional<String> wrong =
          attempt
              .failure()
              .or(
                  () ->
                      attempt
                          .done()
                          .map(Transferred::target)
                          .filter(insideService::contains)
                          .flatMap(sighting::problem));
      if (wrong.isPresent()) {
        fail(attempt.action().path(), wrong.get());
      } else if (attempt.action() instanceof Take take) {
        taken = taken.plus(new Count(1, take.there().sizeBytes()));
        add(put(take.then(), take.there(), Optional.empty(), Optional.empty()));
      } else {
        LedgerRow then = ((BringBack) attempt.action()).then();
        Transferred done = attempt.done().orElseThrow();
        broughtBack = broughtBack.plus(new Count(1, then.targetSize()));
        add(put(then, done.target(), attempt.kept(), done.crc64()));
      }
    }
  }

  private LedgerRow put(
      LedgerRow then, ObjectEntry there, Optional<String> kept, Optional<Crc64> seen) {
    boolean known = seen.isPresent() && seen.equals(then.crc64());
    return new LedgerRow(
        then.dataset(),
        then.path(),
        LedgerRow.Op.PUT,
        then.sourceVersion(),
        then.sourceSize(),
        then.listedAt(),
        there.version(),
        there.sizeBytes(),
        then.crc64(),
        known ? then.proof() : Proof.LENGTH,
        kept,
        session.number(),
        session.guard().epoch(),
        now());
  }

  private Instant now() {
    return session.config().clock().instant();
  }

  private void add(LedgerRow row) {
    rows.put(row.path(), row);
  }

  private void fail(ObjectPath path, String why) {
    failed++;
    if (failures.size() < DatasetRestore.SHOWN) {
      failures.add(new Problem(path.value(), why));
    }
    plan.tables().rootOf(path).ifPresent(failedTables::add);
  }

  /** Keeps the bytes of what is to be removed, and writes the tombstones. */
  private void remove() {
    List<RestoreAction> all = new ArrayList<>(of(a -> a instanceof Remove && !isLog(a.path())));
    all.addAll(inOrder(a -> a instanceof Remove, false));
    Map<ObjectPath, LedgerRow> tombstones = new TreeMap<>();
    for (int from = 0; from < all.size(); from += BATCH) {
      session.guard().check();
      List<RestoreAction> batch =
          all.subList(from, Math.min(all.size(), from + BATCH)).stream()
              .filter(a -> !hasFailed(a.path()))
              .toList();
      List<Optional<LedgerRow>> made = requests.each(batch, a -> tombstone((Remove) a));
      for (int i = 0; i < batch.size(); i++) {
        ObjectPath path = batch.get(i).path();
        made.get(i).ifPresent(row -> tombstones.put(path, row));
      }
    }
    tombstones.forEach(
        (path, row) -> {
          if (!hasFailed(path)) {
            removed = removed.plus(new Count(1, row.targetSize()));
            add(row);
          }
        });
  }

  private Optional<LedgerRow> tombstone(Remove action) {
    try {
      Optional<String> kept = action.there().map(there -> keep(action, there));
      LedgerRow last =
          action.now().orElseGet(() -> unknown(action.path(), action.there().orElseThrow()));
      LedgerRow row = last.tombstone(kept, session.number(), session.guard().epoch(), now());
      return Optional.of(
          action.there().map(t -> row.removing(t.version(), t.sizeBytes())).orElse(row));
    } catch (ReplicationException e) {
      synchronized (this) {
        fail(action.path(), e.getMessage());
      }
      return Optional.empty();
    }
  }

  /** The row of what a run left that died: the mark says what it is. */
  private LedgerRow unknown(ObjectPath path, ObjectEntry there) {
    ObjectVersion source = there.metadata().sourceVersion().orElse(there.version());
    return new LedgerRow(
        dataset.name(),
        path,
        LedgerRow.Op.PUT,
        source,
        there.sizeBytes(),
        Instant.EPOCH,
        there.version(),
        there.sizeBytes(),
        Optional.empty(),
        Proof.LENGTH,
        Optional.empty(),
        session.number(),
        session.guard().epoch(),
        now());
  }

  /** What is to be in the ledger, by path. */
  Map<ObjectPath, LedgerRow> rows() {
    return rows;
  }

  long tombstones() {
    return rows.values().stream().filter(row -> !row.isPut()).count();
  }

  PrefixSet failedTables() {
    return failedTables;
  }

  RestorePlan plan() {
    return plan;
  }

  boolean isWhole() {
    return failed == 0 && plan.blocked() == 0;
  }

  /** The dataset's entry in the point: what it held then, by what it held then. */
  DatasetPoint point() {
    Set<ObjectPath> paths = new HashSet<>(rows.keySet());
    Map<ObjectPath, LedgerRow> before = PriorRows.find(session, dataset.name(), paths);
    DatasetPoint was = plan.then().datasets().get(dataset.name());
    DatasetPoint is = session.parentPoint().orElseThrow().datasets().get(dataset.name());
    Totals totals = is == null ? Totals.NONE : is.totals();
    for (LedgerRow row : rows.values()) {
      totals = totals.plus(Totals.change(Optional.ofNullable(before.get(row.path())), row));
    }
    boolean complete = isWhole() && was.state() == DatasetPoint.State.COMPLETE;
    return new DatasetPoint(
        complete ? DatasetPoint.State.COMPLETE : DatasetPoint.State.PARTIAL,
        was.at(),
        was.completeAt(),
        complete ? Optional.of(session.number()) : was.completePoint(),
        totals.objects(),
        totals.bytes(),
        totals.hash().hex(),
        was.failed() + failed + plan.blocked(),
        was.tables(),
        was.outside(),
        was.waiting(),
        was.unproven(),
        dataset.group(),
        dataset.objective().rpo(),
        dataset.objective().rto(),
        was.tableTotals(),
        Optional.of(
            new Hold(Hold.State.RESTORED, plan.then().number(), now(), session.run().value())));
  }

  DatasetRestore result() {
    DatasetRestore planned = plan.result();
    List<Problem> problems = new ArrayList<>(planned.problems());
    failures.stream()
        .limit(Math.max(0, DatasetRestore.SHOWN - problems.size()))
        .forEach(problems::add);
    return new DatasetRestore(
        planned.name(),
        planned.kept(),
        broughtBack,
        taken,
        removed,
        planned.left(),
        planned.blocked(),
        failed,
        plan.tables().rewinds(failedTables),
        problems,
        planned.notes());
  }
}
