package io.twinlake.core.ledger;

import io.twinlake.core.store.ObjectPath;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.stream.Stream;

/**
 * The newest row of each path, in {@link LedgerRow#ORDER}, merged from all live segments in one
 * pass. Memory does not grow with the ledger; each segment is read once. Tombstones are shown too.
 * Once a segment could not be read on, every further call fails, too.
 */
public final class LedgerCursor implements AutoCloseable {
  /** One segment and how new it is. */
  private static final class Head {
    private final Iterator<LedgerRow> rows;
    private final long age;
    private LedgerRow row;

    Head(Iterator<LedgerRow> rows, long age) {
      this.rows = rows;
      this.age = age;
    }
  }

  private final List<Stream<LedgerRow>> open = new ArrayList<>();
  private final PriorityQueue<Head> heads =
      new PriorityQueue<>(
          Comparator.comparing((Head h) -> h.row, LedgerRow.ORDER)
              .thenComparing(h -> h.age, Comparator.reverseOrder()));
  private LedgerRow next;
  private Optional<RuntimeException> broken = Optional.empty();

  /**
   * Merges {@code segments}; of two rows of one path the one whose segment belongs to the later
   * point wins.
   */
  public LedgerCursor(Segments store, List<Segment> segments) {
    try {
      for (Segment segment : segments) {
        Stream<LedgerRow> rows = store.read(segment);
        open.add(rows);
        push(new Head(rows.iterator(), segment.base() ? -1 : segment.point()));
      }
      advance();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** The next row without taking it. */
  public Optional<LedgerRow> peek() {
    requireWhole();
    return Optional.ofNullable(next);
  }

  public LedgerRow take() {
    requireWhole();
    if (next == null) {
      throw new NoSuchElementException();
    }
    LedgerRow taken = next;
    advance();
    return taken;
  }

  /**
   * Skips to the first row of {@code dataset}, or of a later one if it has none. Datasets are asked
   * for in UTF-8 order.
   */
  public void skipTo(String dataset) {
    requireWhole();
    while (next != null && ObjectPath.compareUtf8(next.dataset(), dataset) < 0) {
      advance();
    }
  }

  /** The next row if it belongs to {@code dataset}. */
  public Optional<LedgerRow> peek(String dataset) {
    requireWhole();
    return next != null && next.dataset().equals(dataset) ? Optional.of(next) : Optional.empty();
  }

  @Override
  public void close() {
    open.forEach(Stream::close);
  }

  private void advance() {
    Head newest = heads.poll();
    if (newest == null) {
      next = null;
      return;
    }
    next = newest.row;
    push(newest);
    while (!heads.isEmpty() && LedgerRow.ORDER.compare(heads.peek().row, next) == 0) {
      push(heads.poll());
    }
  }

  private void push(Head head) {
    try {
      if (head.rows.hasNext()) {
        head.row = head.rows.next();
        heads.add(head);
      }
    } catch (RuntimeException e) {
      broken = Optional.of(e);
      throw e;
    }
  }

  /** A ledger without one of its segments would show older rows as the newest. */
  private void requireWhole() {
    if (broken.isPresent()) {
      throw broken.get();
    }
  }
}
