package io.twinlake.core.run;

import static io.twinlake.core.run.Faults.at;
import static io.twinlake.core.run.Faults.on;
import static io.twinlake.core.run.TwoSites.contents;
import static io.twinlake.core.run.TwoSites.denied;
import static io.twinlake.core.run.TwoSites.put;
import static io.twinlake.core.run.TwoSites.remove;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.ledger.DatasetPoint;
import io.twinlake.core.run.Faults.Kind;
import io.twinlake.core.store.Ability;
import io.twinlake.core.store.StoreException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs in which some paths fail: what is committed, and what is held back. */
class PartialRunTest {
  private final TwoSites sites = new TwoSites().propagating();

  @BeforeEach
  void aCompletePoint() {
    sites.faults.without(Ability.SERVER_SIDE_COPY);
    put(sites.raw, "orders/date=1/part-0", "one");
    put(sites.raw, "orders/date=1/_SUCCESS", "");
    put(sites.raw, "orders/old", "gone soon");
    sites.replicate();
  }

  @Test
  void whatWasProvenIsCommittedAndWhatFailedIsNamed() {
    DatasetPoint first = sites.newestPoint().datasets().get("orders");
    failing();

    RunResult result = sites.replicate();

    assertThat(result.outcome()).isEqualTo(RunResult.Outcome.PARTIAL);
    DatasetResult orders = result.datasets().get(0);
    assertThat(orders.state()).isEqualTo(DatasetResult.State.PARTIAL);
    assertThat(orders.failures())
        .singleElement()
        .satisfies(
            f -> {
              assertThat(f.path()).isEqualTo("date=2/part-1");
              assertThat(f.kind()).isEqualTo(Failure.Kind.ACCESS_DENIED);
            });
    DatasetPoint second = sites.newestPoint().datasets().get("orders");
    assertThat(second.state()).isEqualTo(DatasetPoint.State.PARTIAL);
    assertThat(second.failed()).isEqualTo(1);
    assertThat(second.at()).isAfter(first.at());
    assertThat(second.completeAt()).contains(first.at());
    assertThat(second.completePoint()).contains(1L);
    assertThat(contents(sites.rawWest)).containsKey("orders/date=2/part-0");
  }

  @Test
  void theMarkerOfADirectoryWithAFailureIsHeldBackAndOthersAreNot() {
    failing();

    RunResult result = sites.replicate();

    assertThat(contents(sites.rawWest))
        .containsKeys("orders/date=3/part-0", "orders/date=3/_SUCCESS")
        .doesNotContainKeys("orders/date=2/_SUCCESS", "orders/_SUCCESS");
    assertThat(result.datasets().get(0).notReplicated().objects()).isEqualTo(2);
  }

  @Test
  void aMarkerIsNotWrittenBeforeItsData() {
    put(sites.raw, "orders/date=4/zz-after-the-marker", "data");
    put(sites.raw, "orders/date=4/_SUCCESS", "");
    sites.faults.before(
        at("raw-west", "orders/date=4/_SUCCESS", Kind.WRITE),
        1,
        () -> assertThat(contents(sites.rawWest)).containsKey("orders/date=4/zz-after-the-marker"));

    assertThat(sites.replicate().outcome()).isEqualTo(RunResult.Outcome.CLEAN);
  }

  @Test
  void deletionsAreHeldBackAndDoneByTheRunThatHeals() {
    failing();
    remove(sites.raw, "orders/old");

    RunResult partial = sites.replicate();

    assertThat(contents(sites.rawWest)).containsKey("orders/old");
    assertThat(partial.datasets().get(0).deleted().objects()).isZero();
    assertThat(partial.datasets().get(0).notes()).anyMatch(n -> n.contains("held back"));
    assertAddsUp(partial);
    sites.faults.heal();

    RunResult healed = sites.replicate();

    assertThat(healed.outcome()).isEqualTo(RunResult.Outcome.CLEAN);
    assertThat(contents(sites.rawWest)).isEqualTo(contents(sites.raw));
    assertThat(healed.datasets().get(0).deleted().objects()).isEqualTo(1);
    DatasetPoint orders = sites.newestPoint().datasets().get("orders");
    assertThat(orders.completePoint()).contains(3L);
    assertThat(orders.failed()).isZero();
    assertThat(orders.objects()).isEqualTo(contents(sites.raw).size());
    assertAddsUp(healed);
  }

  @Test
  void aPathThatFailsAgainAndAgainKeepsTheLastCompletePoint() {
    failing();

    sites.replicate();
    sites.replicate();
    sites.replicate();

    DatasetPoint orders = sites.newestPoint().datasets().get("orders");
    assertThat(sites.newestPoint().number()).isEqualTo(4);
    assertThat(orders.completePoint()).contains(1L);
    assertThat(orders.failed()).isEqualTo(1);
  }

  @Test
  void theLedgerSaysOnlyWhatTheTargetHolds() {
    failing();

    sites.replicate();

    Map<String, String> target = contents(sites.rawWest);
    assertThat(sites.ledger())
        .extracting(r -> "orders/" + r.path().value())
        .isEqualTo(List.copyOf(target.keySet()));
    assertThat(sites.newestPoint().datasets().get("orders").objects()).isEqualTo(target.size());
  }

  @Test
  void aTargetContainerThatIsMissingStopsTheRunByItsName() {
    sites.rawWest.dropRoot();
    put(sites.raw, "orders/new", "new");

    assertThatThrownBy(sites::replicate)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("raw-west");
    assertThat(sites.newestPoint().number()).isEqualTo(1);
  }

  @Test
  void onceNothingCouldBeListedNothingIsCommitted() {
    sites.faults.breakListingAt(e -> e.path().value().equals("orders/old"));

    RunResult result = sites.replicate();

    assertThat(result.outcome()).isEqualTo(RunResult.Outcome.FAILED);
    assertThat(result.recoveryPoint()).isEmpty();
    assertThat(sites.newestPoint().number()).isEqualTo(1);
    assertThat(result.datasets().get(0).notes()).singleElement().asString().contains("orders/old");
  }

  @Test
  void aWindowsHoleAndAWaitingPartitionAreCountedInThePoint() {
    sites.datasets =
        "datasets:\n  - { name: days, root: raw/days, ready: _SUCCESS, partitions: { date: { from: '2026-11-01' } } }\n";
    put(sites.raw, "days/date=2026-10-31/part-0", "late correction");
    put(sites.raw, "days/date=2026-10-31/_SUCCESS", "");
    put(sites.raw, "days/date=2026-11-01/part-0", "in");
    put(sites.raw, "days/date=2026-11-01/_SUCCESS", "");
    put(sites.raw, "days/date=2026-11-02/part-0", "still written");

    RunResult result = sites.replicate();

    DatasetPoint days = sites.newestPoint().datasets().get("days");
    assertThat(days.outside()).isEqualTo(2);
    assertThat(days.waiting()).isEqualTo(1);
    assertThat(days.objects()).isEqualTo(2);
    assertThat(result.datasets().get(0).notes()).anyMatch(n -> n.contains("hole"));
    assertAddsUp(result);
  }

  /** Two new partitions, of which the first has an object that may not be read. */
  private void failing() {
    put(sites.raw, "orders/date=2/part-0", "two");
    put(sites.raw, "orders/date=2/part-1", "two, secret");
    put(sites.raw, "orders/date=2/_SUCCESS", "");
    put(sites.raw, "orders/date=3/part-0", "three");
    put(sites.raw, "orders/date=3/_SUCCESS", "");
    put(sites.raw, "orders/_SUCCESS", "");
    sites.faults.always(
        at("raw-east", "orders/date=2/part-1").and(on("raw-east", Kind.READ)),
        () -> {
          throw denied("orders/date=2/part-1");
        });
  }

  private static void assertAddsUp(RunResult result) {
    assertThat(result.datasets())
        .allSatisfy(
            d ->
                assertThat(
                        d.copied().objects()
                            + d.adopted().objects()
                            + d.kept().objects()
                            + d.deleted().objects()
                            + d.failed().objects()
                            + d.notReplicated().objects())
                    .isEqualTo(d.paths().objects()));
  }
}
