package io.twinlake.core.ledger;

import io.twinlake.core.checksum.Crc64;
import io.twinlake.core.memory.MemoryStore;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Ledger rows and segments for tests. */
public final class Rows {
  public static final Instant LISTED = Instant.parse("2026-11-21T03:00:00Z");

  private Rows() {}

  /**
   * A row of one path at one point: ten bytes, source {@code s:e<point>}, target {@code t<point>}.
   */
  public static LedgerRow put(String dataset, String path, long point) {
    return new LedgerRow(
        dataset,
        ObjectPath.of(path),
        LedgerRow.Op.PUT,
        ObjectVersion.strong("e" + point),
        10,
        LISTED,
        ObjectVersion.strong("t" + point),
        10,
        Optional.of(new Crc64(point)),
        Proof.COMPARED,
        Optional.empty(),
        point,
        1,
        LISTED.plusSeconds(point));
  }

  public static LedgerRow deleted(String dataset, String path, long point) {
    return put(dataset, path, point)
        .tombstone(Optional.of("memory://history/" + point), point, 1, LISTED.plusSeconds(point));
  }

  static Segment segment(MemoryStore control, long point, boolean base, LedgerRow... rows) {
    return segments(control)
        .write(
            ControlPaths.segment(point, (base ? "base" : "run") + rows.length, 0, JsonLines.FORMAT),
            JsonLines.FORMAT,
            Stream.of(rows).sorted(LedgerRow.ORDER).iterator(),
            point,
            base);
  }

  static Segments segments(MemoryStore control) {
    return new Segments(control, List.of(JsonLines.FORMAT));
  }

  /** Everything that a cursor shows. */
  static List<LedgerRow> read(MemoryStore control, List<Segment> segments) {
    List<LedgerRow> rows = new ArrayList<>();
    try (LedgerCursor cursor = new LedgerCursor(segments(control), segments)) {
      while (cursor.peek().isPresent()) {
        rows.add(cursor.take());
      }
    }
    return rows;
  }
}
