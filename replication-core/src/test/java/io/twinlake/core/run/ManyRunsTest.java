package io.twinlake.core.run;

import static io.twinlake.core.run.Faults.on;
import static io.twinlake.core.run.TwoSites.contents;
import static io.twinlake.core.run.TwoSites.put;
import static io.twinlake.core.run.TwoSites.remove;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.ledger.ControlDocuments;
import io.twinlake.core.ledger.ControlPaths;
import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.ledger.RecoveryPoint;
import io.twinlake.core.ledger.RecoveryPoints;
import io.twinlake.core.ledger.RootHash;
import io.twinlake.core.ledger.Segment;
import io.twinlake.core.ledger.Totals;
import io.twinlake.core.run.Faults.Call;
import io.twinlake.core.run.Faults.Kind;
import io.twinlake.core.store.ObjectEntry;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What only shows after many runs: compaction, the chain, and what a run without changes costs. */
class ManyRunsTest {
  private final TwoSites sites = new TwoSites().propagating();

  @Test
  void afterManyRunsTheLedgerIsStillRightAndItsSegmentsAreFew() {
    Random random = new Random(23);
    for (int i = 0; i < 20; i++) {
      put(sites.raw, "orders/%02d".formatted(i), "first");
    }
    sites.replicate();
    for (int run = 2; run <= 45; run++) {
      put(sites.raw, "orders/%02d".formatted(random.nextInt(20)), "of run " + run);
      String gone = "orders/%02d".formatted(random.nextInt(20));
      if (contents(sites.raw).containsKey(gone) && contents(sites.raw).size() > 5) {
        remove(sites.raw, gone);
      }

      RunResult result = sites.replicate();

      assertThat(result.outcome()).isEqualTo(RunResult.Outcome.CLEAN);
      assertThat(contents(sites.rawWest)).as("run %d", run).isEqualTo(contents(sites.raw));
      assertLedgerIsTheTarget();
      assertThat(sites.newestPoint().segments().stream().filter(s -> !s.base()))
          .hasSizeLessThanOrEqualTo(17);
    }
    List<String> named = sites.newestPoint().segments().stream().map(Segment::path).toList();
    List<String> kept =
        new ControlDocuments(sites.control)
            .list(ControlPaths.LEDGER).stream().map(e -> e.path().value()).toList();
    assertThat(kept).containsAll(named).hasSizeLessThanOrEqualTo(50);
    assertThat(sites.plan()).isEmpty();
  }

  /** What was compacted is what earlier points are restored by. */
  @Test
  void oldSegmentsStayAfterTheyWereCompacted() {
    for (int run = 1; run <= 16; run++) {
      put(sites.raw, "orders/a", "of run " + run);
      sites.replicate();
    }
    assertThat(segments()).hasSize(16);

    put(sites.raw, "orders/a", "of run 17");
    sites.replicate();
    assertThat(sites.newestPoint().segments())
        .extracting(Segment::base)
        .containsExactly(true, false);
    assertThat(segments()).hasSize(18);

    sites.replicate();
    assertThat(segments()).hasSize(18);
    assertThat(sites.plan()).isEmpty();
  }

  @Test
  void aDeletionThatADeadRunLeftIsDoneThoughTheNextRunCompacts() {
    put(sites.raw, "orders/z", "stays");
    for (int run = 1; run <= 15; run++) {
      put(sites.raw, "orders/a", "of run " + run);
      sites.replicate();
    }
    remove(sites.raw, "orders/a");
    sites.faults.before(
        on("raw-west", Kind.DELETE),
        1,
        () -> {
          throw TwoSites.unavailable("the target");
        });
    sites.replicate();
    assertThat(contents(sites.rawWest)).containsKey("orders/a");
    put(sites.raw, "orders/b", "the run that compacts");

    sites.replicate();

    assertThat(sites.newestPoint().segments()).anyMatch(Segment::base);
    assertThat(contents(sites.rawWest)).containsOnlyKeys("orders/b", "orders/z");
    assertThat(sites.ledger()).extracting(r -> r.path().value()).containsExactly("b", "z");
    assertThat(sites.ledger()).allMatch(LedgerRow::isPut);
  }

  @Test
  void everyPointNamesItsParentsHash() {
    put(sites.raw, "orders/a", "alpha");
    sites.replicate();
    sites.replicate();
    put(sites.raw, "orders/a", "beta");
    sites.replicate();

    RecoveryPoints points = new RecoveryPoints(new ControlDocuments(sites.control));
    Optional<String> parent = Optional.empty();
    for (ObjectEntry entry : points.list()) {
      RecoveryPoints.Found found = points.read(entry);
      assertThat(found.point().parentHash()).isEqualTo(parent);
      parent = Optional.of(found.hash());
    }
  }

  /** Trap T34: list pages and segments aside, a run without changes asks at most twelve times. */
  @Test
  void t34ARunWithoutChangesCostsAtMostTwelveRequestsMore() {
    for (int i = 0; i < 50; i++) {
      put(sites.raw, "orders/" + i, "x");
    }
    sites.replicate();
    sites.replicate();
    sites.faults.heal();

    sites.replicate();

    List<Call> others =
        sites.faults.calls().stream()
            .filter(on("raw-east", Kind.LIST).negate())
            .filter(c -> !c.path().startsWith("ledger/"))
            .toList();
    assertThat(others).hasSizeLessThanOrEqualTo(12);
    assertThat(others).noneMatch(c -> c.store().startsWith("raw-west"));
    assertThat(sites.faults.count(on("raw-east", Kind.LIST))).isEqualTo(1);
    assertThat(sites.faults.count(c -> c.path().startsWith("ledger/"))).isEqualTo(1);
  }

  @Test
  void t34APlanWritesNothing() {
    put(sites.raw, "orders/a", "alpha");
    sites.replicate();
    put(sites.raw, "orders/a", "ALPHA");
    remove(sites.raw, "orders/a");
    put(sites.raw, "orders/b", "beta");
    sites.faults.heal();

    assertThat(sites.plan()).hasSize(2);

    assertThat(sites.faults.calls()).noneMatch(Call::writes);
  }

  @Test
  void aNewSmallObjectCostsOneWriteAndNoLookUp() {
    put(sites.raw, "orders/a", "alpha");
    sites.replicate();
    for (int i = 0; i < 20; i++) {
      put(sites.raw, "orders/new/" + i, "x");
    }
    sites.faults.heal();

    sites.replicate();

    assertThat(sites.faults.count(on("raw-west", Kind.COPY))).isEqualTo(20);
    assertThat(sites.faults.count(on("raw-west", Kind.FIND))).isZero();
    assertThat(sites.faults.count(on("raw-west", Kind.LEVEL, Kind.LIST))).isEqualTo(1);
    assertThat(sites.faults.count(on("raw-east", Kind.READ, Kind.FIND))).isZero();
  }

  @Test
  void manyTouchedDirectoriesAreSeenInFewListings() {
    put(sites.raw, "orders/a", "alpha");
    sites.replicate();
    for (int i = 0; i < 100; i++) {
      put(sites.raw, "orders/by/date=%03d/part-0".formatted(i), "x");
    }
    sites.faults.heal();

    RunResult result = sites.replicate();

    assertThat(result.outcome()).isEqualTo(RunResult.Outcome.CLEAN);
    assertThat(result.datasets().get(0).copied().objects()).isEqualTo(100);
    assertThat(sites.faults.count(on("raw-west", Kind.LEVEL, Kind.LIST))).isLessThanOrEqualTo(32);
  }

  private List<String> segments() {
    return contents(sites.control).keySet().stream().filter(k -> k.startsWith("ledger/")).toList();
  }

  private void assertLedgerIsTheTarget() {
    List<LedgerRow> live = sites.ledger().stream().filter(LedgerRow::isPut).toList();
    assertThat(live)
        .extracting(r -> "orders/" + r.path().value())
        .isEqualTo(List.copyOf(contents(sites.rawWest).keySet()));
    RecoveryPoint point = sites.newestPoint();
    Totals anew =
        Stream.concat(
                Stream.of(Totals.NONE), live.stream().map(r -> Totals.change(Optional.empty(), r)))
            .reduce(Totals.NONE, Totals::plus);
    assertThat(point.datasets().get("orders").totals()).isEqualTo(anew);
    assertThat(RootHash.parse(point.datasets().get("orders").rootHash())).isEqualTo(anew.hash());
  }
}
