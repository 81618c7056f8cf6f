package io.twinlake.core.run;

import io.twinlake.core.Effect;
import io.twinlake.core.ledger.ControlDocuments;
import io.twinlake.core.ledger.ControlPaths;
import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.ledger.RecoveryPoint;
import io.twinlake.core.ledger.Segment;
import io.twinlake.core.ledger.Segments;
import io.twinlake.core.settings.DatasetSettings;
import io.twinlake.core.settings.Settings;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.PreconditionFailedException;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import io.twinlake.core.store.Stores;
import io.twinlake.core.table.TableFormat;
import io.twinlake.core.table.TableFormats;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Carries out the tombstones of a committed point. Each names the version that it may remove: what
 * is already gone is a success; another version, and what the target refuses to delete, is left and
 * reported. Running it twice does no harm, so a run that dies in the middle leaves it to the next.
 */
final class Deletions {
  private final Settings settings;
  private final Stores stores;
  private final ControlDocuments control;
  private final Segments segments;

  Deletions(Settings settings, Stores stores, ControlDocuments control, Segments segments) {
    this.settings = settings;
    this.stores = stores;
    this.control = control;
    this.segments = segments;
  }

  /**
   * Whether the tombstones of {@code point} still have to be carried out. One request if it has
   * any.
   */
  boolean arePending(RecoveryPoint point) {
    return point.tombstones() > 0
        && control.store().find(ControlPaths.deleted(point.number())).isEmpty();
  }

  /**
   * Removes what the tombstones of {@code point} name, then says so on the control root.
   *
   * @return one sentence for each object that was left
   */
  List<String> carryOut(RecoveryPoint point) {
    List<String> left = new ArrayList<>();
    List<LedgerRow> logs = new ArrayList<>();
    Map<String, ObjectStore> targets = new HashMap<>();
    try {
      for (Segment segment : point.segments()) {
        if (segment.point() != point.number() || segment.base()) {
          continue;
        }
        try (Stream<LedgerRow> rows = segments.read(segment)) {
          rows.filter(row -> !row.isPut())
              .forEach(
                  row -> {
                    if (TableFormats.of(row.path()).isPresent()) {
                      logs.add(row);
                    } else {
                      remove(row, targets, left);
                    }
                  });
        }
      }
      inOrder(logs).forEach(row -> remove(row, targets, left));
    } finally {
      targets.values().forEach(ObjectStore::close);
    }
    control.putIfAbsent(
        ControlPaths.deleted(point.number()),
        "{\"format\":\"deleted/1.0\",\"tombstones\":%d,\"left\":%d}%n"
            .formatted(point.tombstones(), left.size())
            .getBytes(StandardCharsets.UTF_8));
    return left;
  }

  /** Files of tables' logs, so that each table is whole behind each of them. */
  private static List<LedgerRow> inOrder(List<LedgerRow> logs) {
    Map<String, List<LedgerRow>> tables = new TreeMap<>();
    for (LedgerRow row : logs) {
      String root = TableFormats.rootRevealedBy(row.path()).map(ObjectPrefix::value).orElseThrow();
      tables.computeIfAbsent(row.dataset() + "\0" + root, t -> new ArrayList<>()).add(row);
    }
    List<LedgerRow> ordered = new ArrayList<>();
    for (List<LedgerRow> table : tables.values()) {
      TableFormat format = TableFormats.of(table.get(0).path()).orElseThrow();
      table.sort(Comparator.comparing(LedgerRow::path, format.removalOrder()));
      ordered.addAll(table);
    }
    return ordered;
  }

  private void remove(LedgerRow row, Map<String, ObjectStore> targets, List<String> left) {
    Optional<DatasetSettings> dataset =
        settings.datasets().stream().filter(d -> d.name().equals(row.dataset())).findFirst();
    if (dataset.isEmpty()) {
      left.add(
          "%s of dataset %s was not deleted: the settings do not name that dataset any more."
              .formatted(row.path(), row.dataset()));
      return;
    }
    String root = dataset.get().root();
    ObjectStore target =
        targets.computeIfAbsent(root, r -> stores.open(settings.target().roots().get(r)));
    try {
      target.delete(dataset.get().directory().resolve(row.path()), row.targetVersion());
    } catch (PreconditionFailedException e) {
      left.add(
          "%s was not deleted: the target now holds another version than the one that was to go."
              .formatted(row.path()));
    } catch (StoreException e) {
      // A lease or a legal hold on one object must not keep every later run from starting.
      if (e.effect() != Effect.NONE_DO_NOT_RETRY || e.problem() == StoreProblem.ROOT_MISSING) {
        throw e;
      }
      left.add("%s was not deleted: %s".formatted(row.path(), e.getMessage()));
    }
  }
}
