package io.twinlake.core.run;

import io.twinlake.core.ledger.LedgerCursor;
import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.store.ObjectPath;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** What the parent point's ledger says of certain paths. */
final class PriorRows {
  private PriorRows() {}

  /** The newest rows of {@code paths}, in one pass over the ledger. Nothing is read for no path. */
  static Map<ObjectPath, LedgerRow> find(
      RunSession session, String dataset, Set<ObjectPath> paths) {
    Map<ObjectPath, LedgerRow> found = new HashMap<>();
    if (paths.isEmpty() || session.liveSegments().isEmpty()) {
      return found;
    }
    try (LedgerCursor ledger = new LedgerCursor(session.segments(), session.liveSegments())) {
      ledger.skipTo(dataset);
      while (ledger.peek(dataset).isPresent()) {
        LedgerRow row = ledger.take();
        if (paths.contains(row.path())) {
          found.put(row.path(), row);
        }
      }
    }
    return found;
  }
}
