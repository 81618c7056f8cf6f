package io.twinlake.core.ledger;

import io.twinlake.core.store.ObjectPath;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Keeps the number of live segments small: base segments, which do not overlap, take in what the
 * segments of single runs brought.
 *
 * <p>The new base is written before the point that names it is committed; the old segments are
 * removed by a later run, when no reader can still need them. Tombstones end here: a path without a
 * row was never copied, or is deleted.
 */
public final class Compaction {
  /** Live segments of single runs that are too many. */
  public static final int MOST_LIVE = 16;

  /** Rows of one base segment. */
  static final long ROWS_PER_BASE = 1_000_000;

  private Compaction() {}

  /** Whether {@code segments} have become too many for the next run to read one by one. */
  public static boolean isDue(List<Segment> segments) {
    return segments.stream().filter(s -> !s.base()).count() >= MOST_LIVE;
  }

  /**
   * Merges the newest rows into base segments. Base segments that nothing newer touches are kept as
   * they are.
   *
   * @param name gives the path of the k-th new segment
   * @return the whole ledger, base segments only
   */
  public static List<Segment> compact(
      Segments store,
      List<Segment> segments,
      SegmentFormat format,
      long point,
      IntFunction<ObjectPath> name) {
    List<Segment> delta = segments.stream().filter(s -> !s.base()).toList();
    List<Segment> kept = new ArrayList<>();
    List<Segment> merged = new ArrayList<>(delta);
    for (Segment base : segments.stream().filter(Segment::base).toList()) {
      boolean touched = delta.stream().anyMatch(d -> overlaps(base, d));
      (touched ? merged : kept).add(base);
    }
    List<Segment> result = new ArrayList<>(kept);
    try (LedgerCursor cursor = new LedgerCursor(store, merged)) {
      Live live = new Live(cursor, kept);
      while (live.hasNext()) {
        int index = result.size() - kept.size();
        live.startSegment();
        result.add(store.write(name.apply(index), format, live.asSegment(), point, true));
      }
    }
    result.sort((a, b) -> ObjectPath.compareUtf8(a.first(), b.first()));
    return result;
  }

  private static boolean overlaps(Segment a, Segment b) {
    return ObjectPath.compareUtf8(a.first(), b.last()) <= 0
        && ObjectPath.compareUtf8(b.first(), a.last()) <= 0;
  }

  /** The rows that stay, cut where a segment is full or an untouched base segment lies between. */
  private static final class Live {
    private final LedgerCursor cursor;
    private final List<Segment> kept;
    private Optional<LedgerRow> next = Optional.empty();
    private long inSegment;
    private String previousKey = "";

    Live(LedgerCursor cursor, List<Segment> kept) {
      this.cursor = cursor;
      this.kept = kept;
      advance();
    }

    boolean hasNext() {
      return next.isPresent();
    }

    void startSegment() {
      inSegment = 0;
    }

    Iterator<LedgerRow> asSegment() {
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return next.isPresent()
              && (inSegment == 0
                  || (inSegment < ROWS_PER_BASE && !crosses(Segment.key(next.get()))));
        }

        @Override
        public LedgerRow next() {
          LedgerRow row = Live.this.next.orElseThrow(NoSuchElementException::new);
          previousKey = Segment.key(row);
          inSegment++;
          advance();
          return row;
        }
      };
    }

    private boolean crosses(String key) {
      return kept.stream()
          .anyMatch(
              k ->
                  ObjectPath.compareUtf8(previousKey, k.first()) < 0
                      && ObjectPath.compareUtf8(k.last(), key) < 0);
    }

    private void advance() {
      next = Optional.empty();
      while (next.isEmpty() && cursor.peek().isPresent()) {
        LedgerRow row = cursor.take();
        if (row.isPut()) {
          next = Optional.of(row);
        }
      }
    }
  }
}
