package io.twinlake.core.run;

import static io.twinlake.core.run.Faults.at;
import static io.twinlake.core.run.Faults.on;
import static io.twinlake.core.run.Faults.writesTo;
import static io.twinlake.core.run.TwoSites.contents;
import static io.twinlake.core.run.TwoSites.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.ledger.RecoveryPointTakenException;
import io.twinlake.core.role.RoleRefusedException;
import io.twinlake.core.run.Faults.Call;
import io.twinlake.core.run.Faults.Kind;
import io.twinlake.core.store.Ability;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs that meet each other, or what another one left. */
class TwoRunsTest {
  private static final String SECOND_POINT = "recovery-points/0000000002.json";
  private static final Predicate<Call> COMMIT_OF_TWO = at("control-west", SECOND_POINT, Kind.WRITE);
  private static final String TWO_DATASETS =
      """
      datasets:
        - { name: orders, root: raw/orders }
        - { name: people, root: raw/people }
      """;

  private final TwoSites sites = new TwoSites();
  private final List<RunResult> inner = new ArrayList<>();

  @BeforeEach
  void aFirstPoint() {
    put(sites.raw, "orders/a", "alpha");
    put(sites.raw, "orders/b", "beta");
    put(sites.raw, "people/x", "ann");
    sites.replicate();
    sites.faults.heal();
  }

  @Test
  void theLoserNamesTheWinnerAndItsWorkIsNotDoneTwice() {
    put(sites.raw, "orders/a", "ALPHA");
    put(sites.raw, "orders/c", "gamma");
    sites.faults.before(COMMIT_OF_TWO, 1, () -> inner.add(sites.replicate()));

    Throwable lost = catchThrowable(sites::replicate);

    assertThat(lost)
        .isInstanceOf(RecoveryPointTakenException.class)
        .hasMessageContaining(inner.get(0).run());
    assertThat(inner.get(0).datasets().get(0).adopted().objects()).isEqualTo(2);
    assertThat(effectiveWrites()).containsExactlyInAnyOrder("orders/a", "orders/c");
    assertThat(contents(sites.history())).isEqualTo(Map.of("0000000002/orders/a", "alpha"));

    RunResult third = sites.replicate();
    assertThat(third.datasets().get(0).kept().objects()).isEqualTo(3);
    assertThat(effectiveWrites()).hasSize(2);
    assertThat(claims()).isEmpty();
  }

  @Test
  void whatALoserCopiedOfADatasetThatTheWinnerDidNotTakeIsAdoptedByItsClaim() {
    sites.datasets = TWO_DATASETS;
    sites.faults.without(Ability.METADATA, Ability.SERVER_SIDE_COPY);
    put(sites.raw, "orders/a", "ALPHA");
    put(sites.raw, "people/y", "bob");
    sites.only = Set.of("orders");
    sites.faults.before(COMMIT_OF_TWO, 1, () -> inner.add(replicateOnly("people")));
    assertThatThrownBy(sites::replicate).isInstanceOf(RecoveryPointTakenException.class);
    sites.faults.heal();

    sites.only = Set.of("orders");
    RunResult third = sites.replicate();

    assertThat(third.datasets().get(0).adopted().objects()).isEqualTo(1);
    assertThat(sites.faults.count(writesTo("raw-west"))).isZero();
    assertThat(sites.faults.count(on("raw-west", Kind.READ))).isZero();
    assertThat(row("a").history())
        .hasValueSatisfying(h -> assertThat(h).endsWith("0000000002/orders/a"));
    assertThat(row("a").recoveryPoint()).isEqualTo(3);
  }

  @Test
  void aClaimIsLookedAtBeforeItIsBelieved() {
    sites.datasets = TWO_DATASETS;
    put(sites.raw, "orders/a", "ALPHA");
    put(sites.raw, "orders/b", "BETA");
    put(sites.raw, "orders/c", "GAMMA");
    sites.only = Set.of("orders");
    sites.faults.before(COMMIT_OF_TWO, 1, () -> inner.add(replicateOnly("people")));
    assertThatThrownBy(sites::replicate).isInstanceOf(RecoveryPointTakenException.class);
    put(sites.rawWest, "orders/a", "somebody else's");
    TwoSites.remove(sites.rawWest, "orders/b");

    RunResult third = replicateOnly("orders");

    DatasetResult orders = third.datasets().get(0);
    assertThat(orders.failures())
        .singleElement()
        .satisfies(f -> assertThat(f.kind()).isEqualTo(Failure.Kind.TARGET_CONFLICT));
    assertThat(orders.copied().objects()).as("b, which is gone").isEqualTo(1);
    assertThat(orders.adopted().objects()).as("c, which is as claimed").isEqualTo(1);
    assertThat(contents(sites.rawWest))
        .containsEntry("orders/a", "somebody else's")
        .containsEntry("orders/b", "BETA")
        .containsEntry("orders/c", "GAMMA");
  }

  /** Claims are of datasets: a run of others must not take them away. */
  @Test
  void aRunOfOneDatasetKeepsTheClaimsOfAnother() {
    sites.datasets = TWO_DATASETS;
    put(sites.raw, "orders/a", "ALPHA");
    sites.only = Set.of("orders");
    sites.faults.before(COMMIT_OF_TWO, 1, () -> inner.add(replicateOnly("people")));
    assertThatThrownBy(sites::replicate).isInstanceOf(RecoveryPointTakenException.class);

    replicateOnly("people");

    assertThat(claims()).isNotEmpty();
    replicateOnly("orders");
    assertThat(claims()).isEmpty();
  }

  @Test
  void aDatasetThatCouldNotBeListedKeepsItsClaims() {
    sites.datasets = TWO_DATASETS;
    put(sites.raw, "orders/a", "ALPHA");
    sites.only = Set.of("orders");
    sites.faults.before(COMMIT_OF_TWO, 1, () -> inner.add(replicateOnly("people")));
    assertThatThrownBy(sites::replicate).isInstanceOf(RecoveryPointTakenException.class);
    sites.only = Set.of();
    sites.faults.breakListingAt(e -> e.path().value().equals("orders/b"));

    assertThat(sites.replicate().outcome()).isEqualTo(RunResult.Outcome.PARTIAL);

    assertThat(claims()).isNotEmpty();
  }

  /** Where the target keeps no marks, only the ledger tells our copy from somebody else's. */
  @Test
  void aClaimThatALaterPointOvertookIsNoConflict() {
    sites.faults.without(Ability.METADATA, Ability.SERVER_SIDE_COPY);
    fill(1500);
    put(sites.raw, "orders/a", "ALPHA");
    sites.faults.before(
        COMMIT_OF_TWO,
        1,
        () -> {
          put(sites.raw, "orders/a", "ALPHA, committed by the winner");
          inner.add(sites.replicate());
        });
    assertThatThrownBy(sites::replicate).isInstanceOf(RecoveryPointTakenException.class);
    assertThat(inner.get(0).outcome()).isEqualTo(RunResult.Outcome.CLEAN);
    put(sites.raw, "orders/a", "ALPHA, newer");

    RunResult third = sites.replicate();

    assertThat(third.outcome()).isEqualTo(RunResult.Outcome.CLEAN);
    assertThat(contents(sites.rawWest)).containsEntry("orders/a", "ALPHA, newer");
  }

  @Test
  void claimsAreReadThoughTheirRunJustRemovesThem() {
    sites.datasets = TWO_DATASETS;
    put(sites.raw, "orders/a", "ALPHA");
    sites.only = Set.of("orders");
    sites.faults.before(COMMIT_OF_TWO, 1, () -> inner.add(replicateOnly("people")));
    assertThatThrownBy(sites::replicate).isInstanceOf(RecoveryPointTakenException.class);
    sites.faults.before(
        on("control-west", Kind.READ).and(c -> c.path().startsWith("claims/")),
        1,
        () -> claims().forEach(k -> TwoSites.remove(sites.control, k)));

    assertThat(replicateOnly("orders").outcome()).isEqualTo(RunResult.Outcome.CLEAN);
  }

  @Test
  void aRunThatCannotWriteItsSegmentClaimsWhatItCopied() {
    put(sites.raw, "orders/c", "gamma");
    sites.faults.before(
        on("control-west", Kind.WRITE).and(c -> c.path().startsWith("ledger/")),
        1,
        () -> {
          throw TwoSites.unavailable("the control root");
        });

    assertThatThrownBy(sites::replicate).hasMessageContaining("control root cannot be had");

    assertThat(claims()).isNotEmpty();
    assertThat(sites.replicate().datasets().get(0).adopted().objects()).isEqualTo(1);
  }

  @Test
  void aClaimThatCannotBeWrittenDoesNotHideWhyTheRunFailed() {
    put(sites.raw, "orders/c", "gamma");
    sites.faults.always(
        on("control-west", Kind.WRITE),
        () -> {
          throw TwoSites.unavailable("the control root");
        });

    assertThatThrownBy(sites::replicate)
        .hasMessageContaining("control root cannot be had")
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
  }

  @Test
  void aRunOfManyBatchesLeavesNoClaimsOnceItHasCommitted() {
    fill(2500);

    sites.replicate();

    assertThat(claims()).isEmpty();
  }

  @Test
  void aRunThatDiesBetweenBatchesIsTakenOverByItsClaimsWithoutReadingWhatItCopied() {
    sites.faults.without(Ability.METADATA, Ability.SERVER_SIDE_COPY);
    fill(2500);
    sites.faults.before(
        writesTo("raw-west"),
        2200,
        () -> {
          throw new Faults.Killed(null);
        });
    assertThatThrownBy(sites::replicate).isInstanceOf(RuntimeException.class);
    long written = effectiveWrites().size();
    sites.faults.heal();

    RunResult second = sites.replicate();

    DatasetResult orders = second.datasets().get(0);
    assertThat(second.outcome()).isEqualTo(RunResult.Outcome.CLEAN);
    assertThat(orders.copied().objects() + orders.adopted().objects()).isEqualTo(2500);
    assertThat(effectiveWrites().size() + written).isEqualTo(2500);
    assertThat(sites.faults.count(on("raw-west", Kind.READ)))
        .as("only what the last batch had in flight is compared")
        .isLessThan(1000);
    assertThat(sites.newestPoint().datasets().get("orders").objects()).isEqualTo(2502);
  }

  @Test
  void aNewRoleStopsTheRunBeforeItsNextBatchAndNothingIsCommitted() {
    fill(2500);
    sites.faults.after(writesTo("raw-west"), 1000, this::westBecomesPrimary);

    assertThatThrownBy(sites::replicate)
        .isInstanceOf(RoleRefusedException.class)
        .hasMessageContainingAll("epoch 2 is in force", "began in 1");

    assertThat(effectiveWrites()).hasSize(1000);
    assertThat(sites.newestPoint().number()).isEqualTo(1);
    assertThat(
            sites.faults.count(
                on("control-west", Kind.WRITE).and(c -> c.path().startsWith("ledger/"))))
        .as("segments written in an epoch that is over")
        .isZero();
  }

  @Test
  void aNewRoleJustBeforeTheCommitPreventsIt() {
    put(sites.raw, "orders/c", "gamma");
    sites.faults.after(
        on("control-west", Kind.WRITE).and(c -> c.path().startsWith("ledger/")),
        1,
        this::westBecomesPrimary);

    assertThatThrownBy(sites::replicate).isInstanceOf(RoleRefusedException.class);

    assertThat(sites.newestPoint().number()).isEqualTo(1);
  }

  @Test
  void aRoleThatVanishesStopsTheRun() {
    put(sites.raw, "orders/c", "gamma");
    sites.faults.after(
        on("raw-east", Kind.LIST), 1, () -> TwoSites.remove(sites.control, "role/0000000001.json"));

    assertThatThrownBy(sites::replicate)
        .isInstanceOf(RoleRefusedException.class)
        .hasMessageContaining("vanished");
    assertThat(contents(sites.rawWest)).doesNotContainKey("orders/c");
  }

  /**
   * A run kept a predecessor and died; then somebody wrote at the target. History has a place for
   * one of the two only, and neither may be lost.
   */
  @Test
  void whatSomebodyWroteBehindADeadRunIsNotReplacedBeforeItHasAPlaceInHistory() {
    put(sites.raw, "orders/a", "ALPHA");
    sites.faults.before(
        at("raw-west", "orders/a", Kind.COPY),
        1,
        () -> {
          throw new Faults.Killed(null);
        });
    assertThatThrownBy(sites::replicate).isInstanceOf(RuntimeException.class);
    sites.faults.heal();
    assertThat(contents(sites.history())).isEqualTo(Map.of("0000000002/orders/a", "alpha"));
    put(sites.rawWest, "orders/a", "somebody else's");
    sites.datasets = "datasets:\n  - { name: orders, root: raw/orders, adopt: copy }\n";

    assertThat(sites.replicate().outcome()).isEqualTo(RunResult.Outcome.PARTIAL);
    assertThat(contents(sites.rawWest)).containsEntry("orders/a", "somebody else's");
    assertThat(sites.replicate().outcome()).isEqualTo(RunResult.Outcome.CLEAN);

    assertThat(contents(sites.rawWest)).containsEntry("orders/a", "ALPHA");
    assertThat(contents(sites.history()))
        .isEqualTo(
            Map.of("0000000002/orders/a", "alpha", "0000000003/orders/a", "somebody else's"));
  }

  @Test
  void theFirstRunAfterADeadOneKeepsTheBytesUnderANumberOfItsOwn() {
    TwoSites fresh = new TwoSites().oneAtATime();
    fresh.datasets = "datasets:\n  - { name: orders, root: raw/orders, adopt: copy }\n";
    put(fresh.raw, "orders/a", "alpha");
    put(fresh.rawWest, "orders/a", "somebody else's");
    fresh.faults.before(
        at("raw-west", "orders/a", Kind.COPY),
        1,
        () -> {
          throw new Faults.Killed(null);
        });
    assertThatThrownBy(fresh::replicate).isInstanceOf(RuntimeException.class);
    assertThat(contents(fresh.history())).hasSize(1);

    assertThat(fresh.replicate().outcome()).isEqualTo(RunResult.Outcome.CLEAN);

    assertThat(contents(fresh.rawWest)).containsEntry("orders/a", "alpha");
    assertThat(contents(fresh.history()))
        .isEqualTo(
            Map.of(
                "0000000001/orders/a", "somebody else's",
                "0000000002/orders/a", "somebody else's"));
    assertThat(fresh.newestPoint().number()).isEqualTo(2);
  }

  private List<String> claims() {
    return contents(sites.control).keySet().stream().filter(k -> k.startsWith("claims/")).toList();
  }

  private void westBecomesPrimary() {
    put(
        sites.control,
        "role/0000000002.json",
        "{\"format\":\"role/1.0\",\"pair\":\"sales\",\"epoch\":2,\"primary\":{\"default\":\"west\"},\"since\":\"2026-01-01T00:00:00Z\"}");
  }

  private RunResult replicateOnly(String dataset) {
    sites.only = Set.of(dataset);
    return sites.replicate();
  }

  private void fill(int objects) {
    for (int i = 0; i < objects; i++) {
      put(sites.raw, "orders/many/%05d".formatted(i), "x");
    }
    sites.faults.heal();
  }

  private List<String> effectiveWrites() {
    return sites.faults.effects().stream()
        .filter(writesTo("raw-west").and(c -> c.kind() != Kind.DELETE))
        .map(Call::path)
        .toList();
  }

  private LedgerRow row(String path) {
    return sites.ledger().stream()
        .filter(r -> r.path().value().equals(path))
        .findFirst()
        .orElseThrow();
  }
}
