package io.twinlake.core.ledger;

import static io.twinlake.core.ledger.Rows.deleted;
import static io.twinlake.core.ledger.Rows.put;
import static io.twinlake.core.ledger.Rows.segment;
import static io.twinlake.core.ledger.Rows.segments;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.twinlake.core.ReplicationException;
import io.twinlake.core.memory.MemoryStore;
import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LedgerCursorTest {
  private final MemoryStore control = new MemoryStore("control");

  @Test
  void anEmptyLedgerHasNoRows() {
    assertThat(Rows.read(control, List.of())).isEmpty();
    try (LedgerCursor cursor = new LedgerCursor(segments(control), List.of())) {
      assertThatThrownBy(cursor::take).isInstanceOf(NoSuchElementException.class);
    }
  }

  @Test
  void theRowOfTheLatestPointWinsWhateverTheOrderOfTheSegments() {
    Segment base = segment(control, 3, true, put("d", "a", 1), put("d", "b", 2), put("d", "c", 3));
    Segment fourth = segment(control, 4, false, put("d", "a", 4), put("d", "b", 4));
    Segment fifth = segment(control, 5, false, put("d", "b", 5));

    for (List<Segment> order :
        List.of(List.of(base, fourth, fifth), List.of(fifth, fourth, base))) {
      assertThat(Rows.read(control, order))
          .containsExactly(put("d", "a", 4), put("d", "b", 5), put("d", "c", 3));
    }
  }

  /** The point that compacted wrote its own changes beside the new base, under one number. */
  @Test
  void aRunsOwnRowWinsOverTheBaseThatItWrote() {
    Segment base = segment(control, 7, true, put("d", "a", 6));
    Segment own = segment(control, 7, false, put("d", "a", 7));

    assertThat(Rows.read(control, List.of(own, base))).containsExactly(put("d", "a", 7));
  }

  @Test
  void aTombstoneHidesWhatItBuriedAndIsShownItself() {
    Segment first = segment(control, 1, false, put("d", "a", 1), put("d", "b", 1));
    Segment second = segment(control, 2, false, deleted("d", "a", 2));

    assertThat(Rows.read(control, List.of(first, second)))
        .containsExactly(deleted("d", "a", 2), put("d", "b", 1));
  }

  @Test
  void skipToStopsAtADatasetOrAtTheNextOne() {
    Segment first = segment(control, 1, false, put("a", "x", 1), put("c", "x", 1));
    Segment second = segment(control, 2, false, put("a", "y", 2), put("d", "x", 2));

    try (LedgerCursor cursor = new LedgerCursor(segments(control), List.of(first, second))) {
      cursor.skipTo("b");
      assertThat(cursor.peek("b")).isEmpty();
      assertThat(cursor.peek()).contains(put("c", "x", 1));
      cursor.skipTo("c");
      assertThat(cursor.peek("c")).contains(put("c", "x", 1));
      cursor.skipTo("zz");
      assertThat(cursor.peek()).isEmpty();
    }
  }

  /** A name that another begins with, and one beyond the first plane. */
  @Test
  void datasetsComeInTheOrderOfTheirBytes() {
    Segment all =
        segment(
            control,
            1,
            false,
            put("orders", "z", 1),
            put("orders-old", "a", 1),
            put("\uFFFD", "a", 1),
            put("\uD83D\uDE00", "a", 1));

    assertThat(Rows.read(control, List.of(all)))
        .extracting(LedgerRow::dataset)
        .containsExactly("orders", "orders-old", "\uFFFD", "\uD83D\uDE00");
  }

  @Test
  void manySegmentsAgreeWithAMapThatForgetsNothing() {
    Random random = new Random(7);
    TreeMap<ObjectPath, LedgerRow> expected = new TreeMap<>();
    List<Segment> all =
        IntStream.rangeClosed(1, 16)
            .mapToObj(
                point -> {
                  TreeMap<ObjectPath, LedgerRow> rows = new TreeMap<>();
                  for (int i = 0; i < 30; i++) {
                    String path = "p" + random.nextInt(60);
                    rows.put(
                        ObjectPath.of(path),
                        random.nextInt(4) == 0 ? deleted("d", path, point) : put("d", path, point));
                  }
                  expected.putAll(rows);
                  return segment(control, point, false, rows.values().toArray(LedgerRow[]::new));
                })
            .collect(Collectors.toList());

    assertThat(Rows.read(control, all)).containsExactlyElementsOf(expected.values());
  }

  /** Without one of its segments the ledger would show older rows as the newest. */
  @Test
  void aCursorThatLostASegmentOnItsWayStaysBroken() throws IOException {
    Segment old = segment(control, 1, false, put("d", "a", 1), put("d", "b", 1), put("d", "z", 1));
    Segment damaged = truncated(segment(control, 2, false, manyRows(2)));

    try (LedgerCursor cursor = new LedgerCursor(segments(control), List.of(old, damaged))) {
      Throwable first = catchThrowable(() -> cursor.skipTo("e"));
      assertThat(first)
          .isInstanceOf(ReplicationException.class)
          .hasMessageContainingAll("ledger/0000000002", "damaged");
      assertThatThrownBy(cursor::peek).isSameAs(first);
      assertThatThrownBy(() -> cursor.peek("d")).isSameAs(first);
      assertThatThrownBy(() -> cursor.skipTo("z")).isSameAs(first);
      assertThatThrownBy(cursor::take).isSameAs(first);
    }
  }

  private static LedgerRow[] manyRows(long point) {
    Random random = new Random(1);
    return IntStream.range(0, 20_000)
        .mapToObj(i -> put("d", "%06d-%x".formatted(i, random.nextLong()), point))
        .toArray(LedgerRow[]::new);
  }

  private Segment truncated(Segment whole) throws IOException {
    var entry = control.find(ObjectPath.of(whole.path())).orElseThrow();
    byte[] bytes =
        control
            .read(entry.path(), ByteRange.whole(entry.sizeBytes()), entry.version())
            .readAllBytes();
    int half = bytes.length / 2;
    var cut =
        control.write(
            entry.path(),
            new ByteArrayInputStream(bytes, 0, half),
            half,
            ObjectMetadata.NONE,
            Expected.version(entry.version()));
    return new Segment(
        whole.path(),
        whole.format(),
        whole.rows(),
        half,
        cut.version().encoded(),
        whole.first(),
        whole.last(),
        whole.point(),
        whole.base());
  }
}
