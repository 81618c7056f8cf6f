package io.twinlake.core.run;

import io.twinlake.core.ReplicationException;
import io.twinlake.core.ledger.LedgerCursor;
import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.ledger.RecoveryPoint;
import io.twinlake.core.ledger.Segment;
import io.twinlake.core.plan.PrefixSet;
import io.twinlake.core.plan.Tally.Count;
import io.twinlake.core.restore.DatasetRestore;
import io.twinlake.core.restore.DatasetRestore.Problem;
import io.twinlake.core.restore.Kept;
import io.twinlake.core.restore.PathState;
import io.twinlake.core.restore.Place;
import io.twinlake.core.restore.RestoreAction;
import io.twinlake.core.restore.RestoreAction.Blocked;
import io.twinlake.core.restore.RestoreAction.BringBack;
import io.twinlake.core.restore.RestoreAction.Keep;
import io.twinlake.core.restore.RestoreAction.Leave;
import io.twinlake.core.restore.RestoreAction.Remove;
import io.twinlake.core.restore.RestoreAction.Take;
import io.twinlake.core.restore.RestoreRule;
import io.twinlake.core.settings.DatasetSettings;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.table.TableFormats;
import io.twinlake.core.table.TableRecord;
import io.twinlake.core.transfer.History;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What one dataset needs to be what it was at a point: the ledger of then, the ledger of now, the
 * target's listing and what history holds, joined path by path. Reads only. What changes is held in
 * memory, what does not is counted.
 */
final class RestorePlan {
  private final RunSession session;
  private final DatasetSettings dataset;
  private final RecoveryPoint then;
  private final RestoredTables tables;
  private final ObjectStore target;
  private final History history;
  private final List<RestoreAction> actions = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final Map<RestoreAction.Reason, Long> left = new EnumMap<>(RestoreAction.Reason.class);
  private final PrefixSet blockedTables = new PrefixSet();
  private Count kept = Count.NONE;
  private Count leftCount = Count.NONE;
  private long blocked;
  private long byLengthOnly;

  private RestorePlan(
      RunSession session,
      DatasetSettings dataset,
      RecoveryPoint then,
      RestoredTables tables,
      ObjectStore target,
      History history) {
    this.session = session;
    this.dataset = dataset;
    this.then = then;
    this.tables = tables;
    this.target = target;
    this.history = history;
  }

  /**
   * Plans one dataset.
   *
   * @throws ReplicationException if a listing or a ledger cannot be read: nothing is planned then
   */
  static RestorePlan of(
      RunSession session,
      DatasetSettings dataset,
      RecoveryPoint then,
      RestoredTables tables,
      ObjectStore target,
      History history) {
    RestorePlan plan = new RestorePlan(session, dataset, then, tables, target, history);
    plan.join();
    plan.leaveBlockedTables();
    return plan;
  }

  private void join() {
    String name = dataset.name();
    Map<String, List<Kept>> inHistory = new HashMap<>();
    history.list(
        then.number(),
        name,
        (point, path, entry) ->
            inHistory.computeIfAbsent(path, p -> new ArrayList<>()).add(new Kept(point, entry)));
    Map<ObjectPath, LedgerRow> claims = session.readClaims().getOrDefault(name, Map.of());
    RestoreRule rule = new RestoreRule(then.number());
    try (LedgerCursor thenRows = cursor(then.segments());
        LedgerCursor nowRows = cursor(session.liveSegments());
        Stream<ObjectEntry> listed =
            DatasetListing.of(target, dataset.directory(), ObjectPrefix.ALL)) {
      Iterator<ObjectEntry> entries = listed.iterator();
      Optional<ObjectEntry> there = next(entries);
      while (true) {
        Optional<ObjectPath> path =
            least(
                thenRows.peek(name).map(LedgerRow::path),
                nowRows.peek(name).map(LedgerRow::path),
                there.map(ObjectEntry::path));
        if (path.isEmpty()) {
          return;
        }
        ObjectPath at = path.get();
        Optional<LedgerRow> was = take(thenRows, at);
        Optional<LedgerRow> is = take(nowRows, at);
        Optional<ObjectEntry> here = there.filter(e -> e.path().equals(at));
        if (here.isPresent()) {
          there = next(entries);
        }
        PathState state =
            new PathState(
                at,
                place(at),
                was.filter(LedgerRow::isPut),
                is,
                Optional.ofNullable(claims.get(at)).map(LedgerRow::targetVersion),
                here,
                inHistory.getOrDefault(History.name(name, at), List.of()));
        rule.decide(state).ifPresent(this::add);
      }
    }
  }

  private LedgerCursor cursor(List<Segment> segments) {
    String first = dataset.name() + "\0";
    String behind = dataset.name() + "\1";
    LedgerCursor cursor =
        new LedgerCursor(
            session.segments(),
            segments.stream()
                .filter(s -> ObjectPath.compareUtf8(s.first(), behind) < 0)
                .filter(s -> ObjectPath.compareUtf8(s.last(), first) >= 0)
                .toList());
    cursor.skipTo(dataset.name());
    return cursor;
  }

  private Optional<LedgerRow> take(LedgerCursor rows, ObjectPath path) {
    return rows.peek(dataset.name()).filter(row -> row.path().equals(path)).isPresent()
        ? Optional.of(rows.take())
        : Optional.empty();
  }

  private static Optional<ObjectEntry> next(Iterator<ObjectEntry> entries) {
    return entries.hasNext() ? Optional.of(entries.next()) : Optional.empty();
  }

  @SafeVarargs
  private static Optional<ObjectPath> least(Optional<ObjectPath>... paths) {
    return Stream.of(paths).flatMap(Optional::stream).min(ObjectPath::compareTo);
  }

  private Place place(ObjectPath path) {
    if (!tables.covers(path)) {
      return Place.PLAIN;
    }
    return TableFormats.rootRevealedBy(path).isPresent() ? Place.TABLE_LOG : Place.TABLE_DATA;
  }

  private void add(RestoreAction action) {
    if (action instanceof Keep keep) {
      kept = kept.plus(new Count(1, keep.sizeBytes()));
    } else if (action instanceof Leave leave) {
      leftCount = leftCount.plus(new Count(1, leave.sizeBytes()));
      left.merge(leave.reason(), 1L, Long::sum);
    } else if (action instanceof Blocked b) {
      block(b);
    } else if (action instanceof BringBack back) {
      add(back);
    } else {
      actions.add(action);
    }
  }

  private void block(Blocked action) {
    blocked++;
    if (problems.size() < DatasetRestore.SHOWN) {
      problems.add(new Problem(action.path().value(), action.why()));
    }
    tables.rootOf(action.path()).ifPresent(blockedTables::add);
  }

  /** Where marks do not tell, bytes do. */
  private void add(BringBack back) {
    Optional<Kept> proven = back.proven() ? Optional.of(back.from().get(0)) : byBytes(back);
    if (proven.isEmpty()) {
      block(
          new Blocked(
              back.path(),
              "history has bytes of the right length, but their CRC-64 is not the one in the ledger of point %d"
                  .formatted(then.number())));
      return;
    }
    if (back.mayBeDone()) {
      ObjectEntry there = back.replaced().orElseThrow();
      if (history.isSame(inStore(there), proven.get().entry())) {
        actions.add(new Take(back.then(), there));
        return;
      }
      if (!back.replaceable()) {
        block(
            new Blocked(
                back.path(),
                "the target holds something that neither the newest recovery point nor a claim knows. If a run died, run replicate once, then restore again; else move it away, or keep it with --partial"));
        return;
      }
    }
    actions.add(
        new BringBack(
            back.then(), List.of(proven.get()), true, back.replaced(), false, back.replaceable()));
  }

  private Optional<Kept> byBytes(BringBack back) {
    if (back.then().crc64().isEmpty()) {
      byLengthOnly++;
      return Optional.of(back.from().get(0));
    }
    return back.from().stream()
        .filter(k -> history.hash(k.entry()).equals(back.then().crc64().get()))
        .findFirst();
  }

  ObjectEntry inStore(ObjectEntry entry) {
    return entry.at(dataset.directory().resolve(entry.path()));
  }

  /** A table is put back as a whole, or not at all. */
  private void leaveBlockedTables() {
    if (!blockedTables.isEmpty()) {
      actions.removeIf(a -> tables.rootOf(a.path()).filter(blockedTables::contains).isPresent());
      blockedTables
          .all()
          .forEach(
              root ->
                  notes.add(
                      "Table %s cannot be put back and is left at the version it has."
                          .formatted(root.value().isEmpty() ? "(the dataset itself)" : root)));
    }
    left.forEach(
        (reason, count) -> notes.add("%d files are left: %s.".formatted(count, reason.meaning())));
    if (byLengthOnly > 0) {
      notes.add(
          "%d kept objects are known by their length alone, as the ledger has no hash of them."
              .formatted(byLengthOnly));
    }
  }

  DatasetSettings dataset() {
    return dataset;
  }

  RecoveryPoint then() {
    return then;
  }

  RestoredTables tables() {
    return tables;
  }

  ObjectStore target() {
    return target;
  }

  History history() {
    return history;
  }

  /** What changes, in path order. */
  List<RestoreAction> actions() {
    return List.copyOf(actions);
  }

  PrefixSet blockedTables() {
    return blockedTables;
  }

  long blocked() {
    return blocked;
  }

  /** As planned. */
  DatasetRestore result() {
    Count back = Count.NONE;
    Count taken = Count.NONE;
    Count removed = Count.NONE;
    for (RestoreAction action : actions) {
      if (action instanceof BringBack b) {
        back = back.plus(new Count(1, b.then().targetSize()));
      } else if (action instanceof Take t) {
        taken = taken.plus(new Count(1, t.there().sizeBytes()));
      } else if (action instanceof Remove r) {
        removed = removed.plus(new Count(1, r.there().map(ObjectEntry::sizeBytes).orElse(0L)));
      }
    }
    return new DatasetRestore(
        dataset.name(),
        kept,
        back,
        taken,
        removed,
        leftCount,
        blocked,
        0,
        tables.rewinds(blockedTables),
        List.copyOf(problems),
        List.copyOf(notes));
  }

  /** The tables of the dataset as the next point has them. */
  List<TableRecord> recordsAfter(PrefixSet failed, Map<ObjectPath, LedgerRow> rows) {
    return tables.after(failed, rows);
  }
}
