package io.twinlake.core.ledger;

import static io.twinlake.core.ledger.Rows.deleted;
import static io.twinlake.core.ledger.Rows.put;
import static io.twinlake.core.ledger.Rows.segment;
import static io.twinlake.core.ledger.Rows.segments;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.memory.MemoryStore;
import io.twinlake.core.store.ObjectPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CompactionTest {
  private final MemoryStore control = new MemoryStore("control");

  @Test
  void isDueAtSixteenSegmentsOfSingleRunsHoweverManyBasesThereAre() {
    List<Segment> bases = IntStream.range(0, 40).mapToObj(i -> named(i, true)).toList();
    List<Segment> fifteen = IntStream.range(0, 15).mapToObj(i -> named(i, false)).toList();

    assertThat(Compaction.isDue(join(bases, fifteen))).isFalse();
    assertThat(Compaction.isDue(join(bases, fifteen, List.of(named(16, false))))).isTrue();
  }

  @Test
  void showsTheSameRowsAfterwardsButNoTombstones() {
    List<Segment> before =
        List.of(
            segment(control, 1, false, put("d", "a", 1), put("d", "b", 1), put("d", "c", 1)),
            segment(control, 2, false, deleted("d", "a", 2), put("d", "b", 2)),
            segment(control, 3, false, put("e", "x", 3)));

    List<Segment> after = compact(before, 4);

    assertThat(after).hasSize(1).allMatch(Segment::base).allMatch(s -> s.point() == 4);
    assertThat(Rows.read(control, after))
        .containsExactly(put("d", "b", 2), put("d", "c", 1), put("e", "x", 3));
    assertThat(after.get(0).rows()).isEqualTo(3);
  }

  @Test
  void aTombstoneOfWhatABaseHoldsEndsItThere() {
    Segment base = segment(control, 1, true, put("d", "a", 1), put("d", "b", 1));
    Segment delta = segment(control, 2, false, deleted("d", "a", 2), deleted("d", "never", 2));

    assertThat(Rows.read(control, compact(List.of(base, delta), 3)))
        .containsExactly(put("d", "b", 1));
  }

  @Test
  void aLedgerInWhichEverythingIsDeletedHasNoSegments() {
    Segment base = segment(control, 1, true, put("d", "a", 1));
    Segment delta = segment(control, 2, false, deleted("d", "a", 2));

    assertThat(compact(List.of(base, delta), 3)).isEmpty();
  }

  @Test
  void baseSegmentsThatNothingTouchesAreKeptAsTheyAre() {
    Segment first = segment(control, 1, true, put("d", "a", 1), put("d", "b", 1));
    Segment second =
        segment(control, 1, true, put("d", "m", 1), put("d", "n", 1), put("d", "o", 1));
    Segment third = segment(control, 1, true, put("d", "x", 1));
    Segment delta = segment(control, 2, false, put("d", "n", 2));

    List<Segment> after = compact(List.of(first, second, third, delta), 3);

    assertThat(after).hasSize(3).contains(first, third).doesNotContain(second);
    assertThat(Rows.read(control, after))
        .containsExactly(
            put("d", "a", 1),
            put("d", "b", 1),
            put("d", "m", 1),
            put("d", "n", 2),
            put("d", "o", 1),
            put("d", "x", 1));
  }

  /** New rows on both sides of a kept base must not become one segment that spans it. */
  @Test
  void newSegmentsAreCutAtTheBasesBetweenThem() {
    Segment kept = segment(control, 1, true, put("d", "k", 1), put("d", "m", 1));
    Segment left = segment(control, 2, false, put("d", "a", 2), put("d", "b", 2));
    Segment right = segment(control, 3, false, put("d", "x", 3), put("d", "y", 3));

    List<Segment> after = compact(List.of(left, kept, right), 4);

    assertThat(after).hasSize(3).contains(kept);
    assertNoOverlap(after);
    assertThat(Rows.read(control, after)).hasSize(6);
  }

  @Test
  void manyRoundsOfChangesAgreeWithAMap() {
    Random random = new Random(17);
    TreeMap<ObjectPath, LedgerRow> expected = new TreeMap<>();
    List<Segment> live = new ArrayList<>();
    for (int point = 1; point <= 120; point++) {
      if (Compaction.isDue(live)) {
        live = new ArrayList<>(compact(live, point));
        assertNoOverlap(live);
      }
      // Changes near one another, so that some bases are touched and others are not.
      int near = random.nextInt(200);
      TreeMap<ObjectPath, LedgerRow> rows = new TreeMap<>();
      for (int i = 0; i < 5; i++) {
        String path = "p%03d".formatted(near + random.nextInt(10));
        boolean gone = random.nextInt(3) == 0 && expected.containsKey(ObjectPath.of(path));
        rows.put(ObjectPath.of(path), gone ? deleted("d", path, point) : put("d", path, point));
      }
      expected.putAll(rows);
      live.add(segment(control, point, false, rows.values().toArray(LedgerRow[]::new)));
      assertThat(live.stream().filter(s -> !s.base())).hasSizeLessThanOrEqualTo(17);
    }

    assertThat(Rows.read(control, live).stream().filter(LedgerRow::isPut))
        .containsExactlyElementsOf(expected.values().stream().filter(LedgerRow::isPut).toList());
  }

  private List<Segment> compact(List<Segment> live, long point) {
    return Compaction.compact(
        segments(control),
        live,
        JsonLines.FORMAT,
        point,
        k -> ControlPaths.segment(point, "run-base", k, JsonLines.FORMAT));
  }

  private static void assertNoOverlap(List<Segment> bases) {
    for (int i = 1; i < bases.size(); i++) {
      assertThat(ObjectPath.compareUtf8(bases.get(i - 1).last(), bases.get(i).first()))
          .as("%s before %s", bases.get(i - 1), bases.get(i))
          .isNegative();
    }
  }

  @SafeVarargs
  private static List<Segment> join(List<Segment>... parts) {
    return Stream.of(parts).flatMap(List::stream).toList();
  }

  private static Segment named(long number, boolean base) {
    return new Segment(
        "ledger/" + number, "jsonl", 1, 1, "s:1", "d\0" + number, "d\0" + number, number, base);
  }
}
