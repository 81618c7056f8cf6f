package io.twinlake.workspace.sync;

import io.twinlake.workspace.WorkspaceStatus.OutOfDate;
import io.twinlake.workspace.ledger.Ledger;
import io.twinlake.workspace.ledger.Row;
import io.twinlake.workspace.model.Item;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Snapshot;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What an archive says otherwise than the ledger of the imports. No clock and no I/O. */
public final class Currency {
  private final ImportOptions options;

  public Currency(ImportOptions options) {
    this.options = options;
  }

  /** By type, where there is any. */
  public SortedMap<Kind, OutOfDate> of(Snapshot archive, Ledger ledger) {
    SortedMap<Kind, OutOfDate> all = new TreeMap<>();
    for (Kind kind : Kind.values()) {
      if (options.scope().has(kind)) {
        OutOfDate one = of(archive, kind, ledger);
        if (one.added() + one.changed() + one.gone() > 0) {
          all.put(kind, one);
        }
      }
    }
    return all;
  }

  private OutOfDate of(Snapshot archive, Kind kind, Ledger ledger) {
    int added = 0;
    int changed = 0;
    Set<String> here = new HashSet<>();
    for (Item item : archive.of(kind)) {
      here.add(item.id());
      Optional<Row> row = ledger.find(kind, item.id()).filter(r -> !r.isIntended());
      if (row.isEmpty()) {
        added++;
      } else if (!row.get().fromHash().equals(Hashes.of(options.starters(), item))
          || !row.get().intent().equals(options.starters().intent(kind, item.body()))) {
        changed++;
      }
    }
    int gone = 0;
    if (archive.complete().contains(kind)) {
      for (Row row : ledger.of(kind).values()) {
        gone += row.goneSince() == 0 && !here.contains(row.fromId()) ? 1 : 0;
      }
    }
    return new OutOfDate(added, changed, gone);
  }
}
