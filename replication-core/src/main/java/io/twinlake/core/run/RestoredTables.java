package io.twinlake.core.run;

import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.ledger.RowCodec;
import io.twinlake.core.plan.PrefixSet;
import io.twinlake.core.restore.DatasetRestore.TableRewind;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.table.TableFormats;
import io.twinlake.core.table.TableRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The tables of one dataset, then and now. Pure. */
final class RestoredTables {
  private final Map<String, TableRecord> then = new TreeMap<>(ObjectPath::compareUtf8);
  private final Map<String, TableRecord> now = new TreeMap<>(ObjectPath::compareUtf8);
  private final List<ObjectPrefix> roots = new ArrayList<>();

  RestoredTables(String dataset, List<TableRecord> then, List<TableRecord> now) {
    fill(dataset, then, this.then);
    fill(dataset, now, this.now);
    // The longest first: a table may lie in another one's directory.
    roots.sort((a, b) -> b.value().length() - a.value().length());
  }

  private void fill(String dataset, List<TableRecord> from, Map<String, TableRecord> to) {
    for (TableRecord table : from) {
      if (table.dataset().equals(dataset) && table.version() >= 0) {
        to.put(table.table(), table);
        ObjectPrefix root = new ObjectPrefix(table.location());
        if (hasLog(table) && !roots.contains(root)) {
          roots.add(root);
        }
      }
    }
  }

  /** Whether a log decides which of its files count; of others every file does. */
  private static boolean hasLog(TableRecord table) {
    return TableFormats.named(table.format())
        .filter(f -> f.rootRevealedBy(f.witness(new ObjectPrefix(table.table()))).isPresent())
        .isPresent();
  }

  boolean covers(ObjectPath path) {
    return rootOf(path).isPresent();
  }

  /** The directory at the target of the table that {@code path} belongs to. */
  Optional<ObjectPrefix> rootOf(ObjectPath path) {
    return roots.stream().filter(root -> root.covers(path)).findFirst();
  }

  /** What happens with each table; those that stay as they are, are left out. */
  List<TableRewind> rewinds(PrefixSet blocked) {
    List<TableRewind> all = new ArrayList<>();
    for (Map.Entry<String, TableRecord> each : now.entrySet()) {
      TableRecord to = then.get(each.getKey());
      boolean same =
          to != null
              && to.version() == each.getValue().version()
              && to.location().equals(each.getValue().location());
      if (!same && !isBlocked(each.getKey(), blocked)) {
        all.add(
            new TableRewind(
                each.getKey(), each.getValue().version(), to == null ? -1 : to.version()));
      }
    }
    then.forEach(
        (table, to) -> {
          if (!now.containsKey(table) && !isBlocked(table, blocked)) {
            all.add(new TableRewind(table, -1, to.version()));
          }
        });
    return all;
  }

  private boolean isBlocked(String table, PrefixSet blocked) {
    return locations(table).stream().anyMatch(blocked::contains);
  }

  private List<ObjectPrefix> locations(String table) {
    List<ObjectPrefix> all = new ArrayList<>();
    Optional.ofNullable(then.get(table)).ifPresent(t -> all.add(new ObjectPrefix(t.location())));
    Optional.ofNullable(now.get(table)).ifPresent(t -> all.add(new ObjectPrefix(t.location())));
    return all;
  }

  /**
   * The tables as the next point has them.
   *
   * @param left directories of tables that could not be put back
   * @param rows what was written, by path
   */
  List<TableRecord> after(PrefixSet left, Map<ObjectPath, LedgerRow> rows) {
    List<TableRecord> all = new ArrayList<>();
    then.forEach(
        (table, record) -> {
          if (!isBlocked(table, left)) {
            all.add(pointing(record, rows));
          }
        });
    now.forEach(
        (table, record) -> {
          if (isBlocked(table, left)) {
            all.add(record);
          }
        });
    return all;
  }

  /** The one file that is replaced in a table has a new version at the target. */
  private static TableRecord pointing(TableRecord record, Map<ObjectPath, LedgerRow> rows) {
    return record
        .pointer()
        .map(line -> RowCodec.decode(line, "What was recorded of a table"))
        .map(row -> rows.get(row.path()))
        .filter(LedgerRow::isPut)
        .map(row -> record.pointing(Optional.of(RowCodec.encode(row))))
        .orElse(record);
  }
}
