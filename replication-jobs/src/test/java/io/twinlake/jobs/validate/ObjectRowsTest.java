package io.twinlake.jobs.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectType;
import io.twinlake.core.store.ObjectVersion;
import io.twinlake.validation.Finding;
import io.twinlake.validation.LargePair;
import io.twinlake.validation.Outcome;
import io.twinlake.validation.Pair;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** What travels between tasks comes out as it went in. */
class ObjectRowsTest {
  private static ObjectEntry entry(String path, long size, String version) {
    return new ObjectEntry(
        ObjectPath.of(path),
        size,
        ObjectVersion.strong(version),
        Instant.parse("2026-11-22T08:00:00Z"),
        ObjectType.FILE,
        ObjectMetadata.NONE);
  }

  private static Finding finding(String path, Outcome outcome, String detail) {
    return new Finding(
        ObjectPath.of(path),
        outcome,
        Optional.of(1L << 40),
        Optional.of(7L),
        Optional.of("ae8b14860a799888"),
        Optional.empty(),
        detail);
  }

  @Test
  void pairsKeepTheirSides() {
    Pair both =
        Pair.of(Optional.of(entry("a/\u00e9", 5, "1")), Optional.of(entry("a/\u00e9", 6, "2")));
    Row row = ObjectRows.pair(both, false);
    assertThat(ObjectRows.is(row, ObjectRows.PAIR)).isTrue();
    assertThat(row.getLong(5)).isEqualTo(11);
    assertThat(ObjectRows.pair(row)).isEqualTo(both);
    Pair alone = Pair.of(Optional.of(entry("a", 5, "1")), Optional.empty());
    assertThat(ObjectRows.pair(ObjectRows.pair(alone, true))).isEqualTo(alone);
  }

  @Test
  void partsAndWhatCameOfThemKeepSideAndPlace() {
    Pair large =
        Pair.of(Optional.of(entry("large", 1_000, "1")), Optional.of(entry("large", 1_000, "2")));
    Row whole = ObjectRows.pair(large, true);
    List<LargePair.Part> parts = LargePair.parts(large, 300);
    assertThat(parts).hasSize(8);
    for (LargePair.Part part : parts) {
      Row row = ObjectRows.part(whole, part);
      assertThat(ObjectRows.part(row)).isEqualTo(part);
      assertThat(ObjectRows.pair(row)).isEqualTo(large);
      LargePair.Answer answer = new LargePair.Answer(part, "ae8b14860a799888");
      Row answered = ObjectRows.answer(row, answer);
      assertThat(ObjectRows.answer(answered)).isEqualTo(answer);
      // Sorted by kind it comes behind its pair.
      assertThat(answered.getInt(0)).isGreaterThan(whole.getInt(0));
      assertThat(answered.<byte[]>getAs(1)).isEqualTo(whole.<byte[]>getAs(1));
    }
  }

  @Test
  void whatBothSidesShowIsJoinedByPath() {
    List<Row> sorted =
        List.of(
            ObjectRows.listed(ObjectRows.SOURCE, entry("a", 1, "1")),
            ObjectRows.listed(ObjectRows.SOURCE, entry("b", 2, "2")),
            ObjectRows.listed(ObjectRows.TARGET, entry("b", 2, "3")),
            ObjectRows.listed(ObjectRows.TARGET, entry("c", 4, "4")));
    List<String> pairs = new ArrayList<>();
    new PairReader(sorted.iterator())
        .forEachRemaining(
            p -> pairs.add(p.path() + " " + p.source().isPresent() + " " + p.target().isPresent()));
    assertThat(pairs).containsExactly("a true false", "b true true", "c false true");
  }

  @Test
  void aSideThatShowsAPathTwiceEndsTheComparison() {
    Row row = ObjectRows.listed(ObjectRows.TARGET, entry("a", 1, "1"));
    PairReader pairs = new PairReader(List.of(row, row).iterator());
    assertThatThrownBy(pairs::next).hasMessageContaining("The target shows 'a' twice");
  }

  @Test
  void behindTheNewsStandsWhatAllAddUpTo() {
    Iterator<Finding> findings =
        List.of(
                finding("date=1/a", Outcome.MATCH, ""),
                finding("date=1/b", Outcome.DIFFERS, "equal lengths, different bytes"),
                finding("date=2/c", Outcome.UNVERIFIED, ""))
            .iterator();
    FindingRows rows =
        new FindingRows() {
          @Override
          boolean step() {
            boolean more = findings.hasNext();
            if (more) {
              add(findings.next());
            }
            return more;
          }

          @Override
          long bytesRead() {
            return 99;
          }
        };
    List<Row> all = new ArrayList<>();
    rows.forEachRemaining(all::add);

    assertThat(all).filteredOn(row -> ObjectRows.is(row, ObjectRows.FINDING)).hasSize(1);
    assertThat(ObjectRows.finding(all.get(0)))
        .isEqualTo(finding("date=1/b", Outcome.DIFFERS, "equal lengths, different bytes"));
    assertThat(all)
        .filteredOn(row -> ObjectRows.is(row, ObjectRows.COUNT))
        .extracting(row -> row.getString(2) + row.getString(3) + row.getLong(5))
        .containsExactlyInAnyOrder("date=1/MATCH1", "date=1/DIFFERS1", "date=2/UNVERIFIED1");
    assertThat(all)
        .filteredOn(row -> ObjectRows.is(row, ObjectRows.TOTAL))
        .singleElement()
        .satisfies(row -> assertThat(row.getLong(6)).isEqualTo(99));
  }
}
