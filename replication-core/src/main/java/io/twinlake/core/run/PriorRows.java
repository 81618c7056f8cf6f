package io.twinlake.core.run;

import io.twinlake.core.ledger.LedgerCursor;
import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.ledger.Segment;
import io.twinlake.core.store.ObjectPath;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the parent point's ledger says of certain paths. */
final class PriorRows {
  private PriorRows() {}

  /**
   * The newest rows of {@code paths}, in one pass over those segments that may hold them. Nothing
   * is read for no path.
   */
  static Map<ObjectPath, LedgerRow> find(
      RunSession session, String dataset, Set<ObjectPath> paths) {
    Map<ObjectPath, LedgerRow> found = new HashMap<>();
    List<Segment> segments =
        session.liveSegments().stream().filter(s -> mayHold(s, dataset, paths)).toList();
    if (segments.isEmpty()) {
      return found;
    }
    try (LedgerCursor ledger = new LedgerCursor(session.segments(), segments)) {
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

  private static boolean mayHold(Segment segment, String dataset, Set<ObjectPath> paths) {
    return paths.stream()
        .map(path -> dataset + "\0" + path.value())
        .anyMatch(
            key ->
                ObjectPath.compareUtf8(segment.first(), key) <= 0
                    && ObjectPath.compareUtf8(key, segment.last()) <= 0);
  }
}
