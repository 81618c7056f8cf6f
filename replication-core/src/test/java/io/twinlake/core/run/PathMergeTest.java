package io.twinlake.core.run;

import static io.twinlake.core.plan.Datasets.listed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.ReplicationException;
import io.twinlake.core.ledger.ControlPaths;
import io.twinlake.core.ledger.JsonLines;
import io.twinlake.core.ledger.LedgerCursor;
import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.ledger.Rows;
import io.twinlake.core.ledger.Segment;
import io.twinlake.core.ledger.Segments;
import io.twinlake.core.memory.MemoryStore;
import io.twinlake.core.plan.Seen;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PathMergeTest {
  private final Segments segments =
      new Segments(new MemoryStore("control"), List.of(JsonLines.FORMAT));

  @Test
  void everyPathComesOnceWithAllThatIsKnownOfIt() {
    List<Seen> seen =
        merge(
            "d",
            List.of(entry("a"), entry("c")),
            List.of(entry("b"), entry("c")),
            List.of(Rows.put("c", "z", 1), Rows.put("d", "c", 1), Rows.put("d", "e", 1)),
            Map.of(ObjectPath.of("c"), Rows.put("d", "c", 2)));

    assertThat(seen).extracting(s -> s.path().value()).containsExactly("a", "b", "c", "e");
    assertThat(seen)
        .extracting(s -> s.source().isPresent())
        .containsExactly(true, false, true, false);
    assertThat(seen)
        .extracting(s -> s.target().isPresent())
        .containsExactly(false, true, true, false);
    assertThat(seen).extracting(s -> s.row().isPresent()).containsExactly(false, false, true, true);
    assertThat(seen)
        .extracting(s -> s.claim().isPresent())
        .containsExactly(false, false, true, false);
  }

  @Test
  void theRowsOfOtherDatasetsAreNotMixedIn() {
    List<Seen> seen =
        merge(
            "d",
            List.of(entry("a")),
            List.of(),
            List.of(Rows.put("c", "a", 1), Rows.put("e", "a", 1)),
            Map.of());

    assertThat(seen).singleElement().satisfies(s -> assertThat(s.row()).isEmpty());
  }

  /** Names in UTF-16 order: what comes late would look as if it were gone. */
  @Test
  void aListingOutOfOrderIsRefused() {
    List<ObjectEntry> utf16 = List.of(entry("\uD83D\uDE00"), entry("\uFFFD"));

    assertThatThrownBy(
            () -> merge("d", utf16, List.of(), List.of(Rows.put("d", "\uFFFD", 1)), Map.of()))
        .isInstanceOf(ReplicationException.class)
        .hasMessageContainingAll("\uFFFD after \uD83D\uDE00", "order");
  }

  @Test
  void aPathThatIsListedTwiceIsRefused() {
    assertThatThrownBy(
            () -> merge("d", List.of(entry("a"), entry("a")), List.of(), List.of(), Map.of()))
        .isInstanceOf(ReplicationException.class);
    assertThatThrownBy(
            () -> merge("d", List.of(), List.of(entry("b"), entry("a")), List.of(), Map.of()))
        .isInstanceOf(ReplicationException.class);
  }

  private List<Seen> merge(
      String dataset,
      List<ObjectEntry> source,
      List<ObjectEntry> target,
      List<LedgerRow> rows,
      Map<ObjectPath, LedgerRow> claims) {
    List<Segment> live =
        Stream.of(rows)
            .filter(r -> !r.isEmpty())
            .map(
                r ->
                    segments.write(
                        ControlPaths.segment(1, "run", 0, JsonLines.FORMAT),
                        JsonLines.FORMAT,
                        r.iterator(),
                        1,
                        false))
            .toList();
    List<Seen> seen = new ArrayList<>();
    try (LedgerCursor cursor = new LedgerCursor(segments, live)) {
      new PathMerge(dataset, source.iterator(), target.iterator(), cursor, claims)
          .forEachRemaining(seen::add);
    }
    return seen;
  }

  private static ObjectEntry entry(String path) {
    return listed(path, "e1");
  }
}
