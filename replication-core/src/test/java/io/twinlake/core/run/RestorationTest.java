package io.twinlake.core.run;

import static io.twinlake.core.run.TwoSites.contents;
import static io.twinlake.core.run.TwoSites.put;
import static io.twinlake.core.run.TwoSites.remove;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.ReplicationException;
import io.twinlake.core.ledger.ControlDocuments;
import io.twinlake.core.ledger.DatasetPoint;
import io.twinlake.core.ledger.Hold;
import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.ledger.RootHash;
import io.twinlake.core.restore.DatasetRestore;
import io.twinlake.core.restore.RestoreResult;
import io.twinlake.core.restore.RestoreResult.Outcome;
import io.twinlake.core.role.Role;
import io.twinlake.core.role.RoleRefusedException;
import io.twinlake.core.role.Roles;
import io.twinlake.core.run.Faults.Kind;
import io.twinlake.core.store.Ability;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A target is put back, between stores in memory. */
class RestorationTest {
  private final TwoSites sites = new TwoSites().propagating();
  private Map<String, String> good;

  /** Point 1 is good; 2 replicates a corruption faithfully, and 3 makes it worse. */
  @BeforeEach
  void aCorruptionThatWasReplicated() {
    put(sites.raw, "orders/date=1/_SUCCESS", "");
    put(sites.raw, "orders/date=1/a", "alpha");
    put(sites.raw, "orders/date=1/b", "beta");
    put(sites.raw, "orders/date=1/c", "gamma");
  }

  private void corrupt() {
    sites.replicate();
    good = contents(sites.rawWest);
    put(sites.raw, "orders/date=1/a", "WRONG");
    remove(sites.raw, "orders/date=1/b");
    put(sites.raw, "orders/date=2/new", "of the thief");
    sites.replicate();
    put(sites.raw, "orders/date=1/a", "YYYYYYY");
    put(sites.raw, "orders/date=2/newer", "of the thief, too");
    sites.replicate();
  }

  @Test
  void aPlanSaysWhatWouldComeBackAndWritesNothing() {
    corrupt();
    Map<String, String> target = contents(sites.rawWest);
    Map<String, String> control = contents(sites.control);

    RestoreResult plan = restoration(1).plan();

    assertThat(plan.outcome()).isEqualTo(Outcome.PLANNED);
    DatasetRestore orders = plan.datasets().get(0);
    assertThat(orders.kept().objects()).isEqualTo(2);
    assertThat(orders.broughtBack().objects()).isEqualTo(2);
    assertThat(orders.broughtBack().bytes()).isEqualTo(9);
    assertThat(orders.removed().objects()).isEqualTo(2);
    assertThat(orders.blocked()).isZero();
    assertThat(contents(sites.rawWest)).isEqualTo(target);
    assertThat(contents(sites.control)).isEqualTo(control);
  }

  @Test
  void theTargetIsWhatItWasAndTheRestoreIsARecoveryPoint() {
    corrupt();

    RestoreResult result = restoration(1).apply();

    assertThat(result.outcome()).as(result.toString()).isEqualTo(Outcome.RESTORED);
    assertThat(result.recoveryPoint()).contains(5L);
    assertThat(contents(sites.rawWest)).isEqualTo(good);
    assertThat(sites.newestPoint().number()).isEqualTo(5);
    assertThat(sites.newestPoint().parentHash()).isPresent();
    assertLedgerIsTrue();
    DatasetPoint orders = sites.newestPoint().datasets().get("orders");
    assertThat(orders.state()).isEqualTo(DatasetPoint.State.COMPLETE);
    assertThat(orders.objects()).isEqualTo(4);
    assertThat(orders.hold()).map(Hold::point).contains(1L);
  }

  @Test
  void whatARestoreOverwroteAndRemovedIsInHistorySoThatItCanBeUndone() {
    corrupt();
    Map<String, String> bad = contents(sites.rawWest);
    restoration(1).apply();

    assertThat(restoration(3).apply().outcome()).isEqualTo(Outcome.RESTORED);

    assertThat(contents(sites.rawWest)).isEqualTo(bad);
    assertLedgerIsTrue();
  }

  @Test
  void anyPointCanBeGoneBackTo() {
    corrupt();
    restoration(2).apply();

    assertThat(contents(sites.rawWest))
        .containsEntry("orders/date=1/a", "WRONG")
        .containsEntry("orders/date=2/new", "of the thief")
        .doesNotContainKeys("orders/date=1/b", "orders/date=2/newer");
    assertLedgerIsTrue();
  }

  @Test
  void whatWasRestoredIsHeldUntilAPersonReleasesIt() {
    corrupt();
    restoration(1).apply();

    RunResult held = sites.replicate();

    assertThat(held.outcome()).isEqualTo(RunResult.Outcome.REFUSED);
    assertThat(held.datasets().get(0).state()).isEqualTo(DatasetResult.State.HELD);
    assertThat(held.datasets().get(0).notes())
        .singleElement()
        .asString()
        .contains("--release orders");
    assertThat(contents(sites.rawWest)).isEqualTo(good);

    put(sites.raw, "orders/date=1/a", "mended");
    RunResult released = new Replication(sites.config()).releasing(Set.of("orders")).replicate();

    assertThat(released.outcome()).isEqualTo(RunResult.Outcome.CLEAN);
    assertThat(contents(sites.rawWest)).isEqualTo(contents(sites.raw));
    assertThat(sites.newestPoint().datasets().get("orders").hold()).isEmpty();
    assertThat(sites.plan()).isEmpty();
  }

  @Test
  void otherDatasetsGoOnWhileOneIsHeld() {
    sites.datasets =
        "datasets:\n  - { name: orders, root: raw/orders, deletions: propagate, deletionCap: { count: 100, share: 100% } }\n"
            + "  - { name: clicks, root: raw/clicks }\n";
    put(sites.raw, "clicks/a", "one");
    corrupt();
    sites.only = Set.of("orders");
    restoration(1).apply();
    sites.only = Set.of();
    put(sites.raw, "clicks/a", "two");

    RunResult run = sites.replicate();

    assertThat(run.outcome()).isEqualTo(RunResult.Outcome.PARTIAL);
    assertThat(contents(sites.rawWest)).containsEntry("clicks/a", "two");
    assertThat(sites.newestPoint().datasets().get("orders").hold()).isPresent();
  }

  @Test
  void whatSomebodyWroteAtTheTargetStopsTheRestoreBeforeAnythingIsWritten() {
    corrupt();
    put(sites.rawWest, "orders/date=1/a", "of a stranger");
    Map<String, String> target = contents(sites.rawWest);
    long newest = sites.newestPoint().number();

    RestoreResult refused = restoration(1).apply();

    assertThat(refused.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(refused.datasets().get(0).problems())
        .singleElement()
        .satisfies(p -> assertThat(p.path()).isEqualTo("date=1/a"));
    assertThat(contents(sites.rawWest)).isEqualTo(target);
    assertThat(sites.newestPoint().number()).isEqualTo(newest);

    RestoreResult partial = new Restoration(sites.config(), 1, true).apply();

    assertThat(partial.outcome()).isEqualTo(Outcome.PARTIAL);
    Map<String, String> expected = new TreeMap<>(good);
    expected.put("orders/date=1/a", "of a stranger");
    assertThat(contents(sites.rawWest)).isEqualTo(expected);
    assertThat(sites.newestPoint().datasets().get("orders").state())
        .isEqualTo(DatasetPoint.State.PARTIAL);
  }

  @Test
  void whatHistoryHasLostIsNamed() {
    corrupt();
    sites.history().list(io.twinlake.core.store.ObjectPrefix.ALL).toList().stream()
        .filter(e -> e.path().value().contains("0000000002/orders/date=1/a"))
        .forEach(e -> sites.history().delete(e.path(), e.version()));

    RestoreResult plan = restoration(1).plan();

    assertThat(plan.blocked()).isEqualTo(1);
    assertThat(plan.datasets().get(0).problems().get(0).path()).isEqualTo("date=1/a");
  }

  @Test
  void withoutMarksTheHashInTheLedgerDecides() {
    sites.faults.without(Ability.METADATA, Ability.SERVER_SIDE_COPY);
    corrupt();

    assertThat(restoration(1).apply().outcome()).isEqualTo(Outcome.RESTORED);

    assertThat(contents(sites.rawWest)).isEqualTo(good);
    assertLedgerIsTrue();
  }

  @Test
  void withoutMarksBytesThatAreNotTheLedgersAreRefused() {
    sites.faults.without(Ability.METADATA, Ability.SERVER_SIDE_COPY);
    corrupt();
    put(sites.history(), "0000000002/orders/date=1/a", "aLpHa");

    RestoreResult plan = restoration(1).plan();

    assertThat(plan.datasets().get(0).problems())
        .singleElement()
        .satisfies(p -> assertThat(p.why()).contains("CRC-64"));
  }

  /**
   * A run that lost the number of a point to another leaves its own bytes at the target, and the
   * run after it keeps those: rows lead to them, the bytes that are wanted lie under the lost
   * number.
   */
  @Test
  void aRunThatLostItsNumberDoesNotMisleadARestore() {
    sites.replicate();
    sites.datasets += "  - { name: clicks, root: raw/clicks }\n";
    put(sites.raw, "clicks/a", "one");
    put(sites.raw, "orders/date=1/a", "of the loser");
    sites.only = Set.of("orders");
    RunConfig loser = sites.config();
    sites.only = Set.of("clicks");
    RunConfig winner = sites.config();
    sites.faults.before(
        c ->
            c.store().startsWith("control-west")
                && c.path().contains("recovery-points/0000000002")
                && c.kind() == Kind.WRITE,
        1,
        () -> new Replication(winner).replicate());
    assertThatThrownBy(() -> new Replication(loser).replicate())
        .isInstanceOf(ReplicationException.class);
    sites.faults.heal();
    sites.only = Set.of("orders");
    put(sites.raw, "orders/date=1/a", "of the third");
    sites.replicate();
    assertThat(sites.newestPoint().number()).isEqualTo(3);

    assertThat(restoration(2).apply().outcome()).isEqualTo(Outcome.RESTORED);

    assertThat(contents(sites.rawWest)).containsEntry("orders/date=1/a", "alpha");
  }

  @Test
  void aPrimaryIsNotPutBack() {
    corrupt();
    new Roles(new ControlDocuments(sites.control))
        .put(
            new Role(
                "role/1.0", "sales", 2, new TreeMap<>(Map.of("default", "west")), Instant.now()));

    assertThatThrownBy(() -> restoration(1).apply()).isInstanceOf(RoleRefusedException.class);
  }

  @Test
  void aSourceThatIsLostDoesNotStopARestore() {
    corrupt();
    sites.faults.always(
        c -> c.store().endsWith("-east"),
        () -> {
          throw TwoSites.unavailable("the source");
        });

    RestoreResult result = restoration(1).apply();

    assertThat(result.outcome()).isEqualTo(Outcome.RESTORED);
    assertThat(result.notes()).anySatisfy(n -> assertThat(n).contains("source's control root"));
    assertThat(contents(sites.rawWest)).isEqualTo(good);
  }

  @Test
  void anUnknownPointIsNamed() {
    corrupt();

    assertThatThrownBy(() -> restoration(9).plan())
        .hasMessageContaining("no recovery point 9")
        .hasMessageContaining("newest is 3");
  }

  @Test
  void aTargetThatHoldsThePointIsLeftAlone() {
    corrupt();

    assertThat(restoration(3).apply().outcome()).isEqualTo(Outcome.NOTHING);
    assertThat(sites.newestPoint().number()).isEqualTo(3);
  }

  @Test
  void aPointCanBeRestoredThoughTheLedgerWasCompactedSince() {
    corrupt();
    for (int run = 0; run < 20; run++) {
      put(sites.raw, "orders/date=3/x", "of run " + run);
      sites.replicate();
    }
    assertThat(sites.newestPoint().segments()).anyMatch(s -> s.base());

    assertThat(restoration(1).apply().outcome()).isEqualTo(Outcome.RESTORED);

    assertThat(contents(sites.rawWest)).isEqualTo(good);
    assertLedgerIsTrue();
  }

  /** A restore that was begun is not gone on with by a run that does not know of it. */
  @Test
  void aHalfRestoredDatasetIsNotReplicated() {
    corrupt();
    sites.faults.before(
        c ->
            c.store().startsWith("control-west")
                && c.path().contains("recovery-points/0000000005")
                && c.kind() == Kind.WRITE,
        1,
        () -> {
          throw TwoSites.unavailable("the control root");
        });
    assertThatThrownBy(() -> restoration(1).apply()).isInstanceOf(ReplicationException.class);
    sites.faults.heal();

    RunResult run = new Replication(sites.config()).releasing(Set.of("orders")).replicate();
    assertThat(run.datasets().get(0).state()).isEqualTo(DatasetResult.State.HELD);
    assertThat(run.datasets().get(0).notes()).singleElement().asString().contains("being restored");

    assertThat(restoration(3).apply().outcome()).as("undone").isEqualTo(Outcome.RESTORED);
    assertThat(contents(sites.rawWest)).containsEntry("orders/date=1/a", "YYYYYYY");
    assertLedgerIsTrue();
  }

  private Restoration restoration(long point) {
    return new Restoration(sites.config(), point, false);
  }

  private void assertLedgerIsTrue() {
    RootHash hash = RootHash.EMPTY;
    long objects = 0;
    for (LedgerRow row : sites.ledger()) {
      if (row.isPut() && row.dataset().equals("orders")) {
        objects++;
        hash = hash.plus(RootHash.of(row));
        assertThat(sites.rawWest.find(TwoSites.inOrders(row.path())))
            .hasValueSatisfying(e -> assertThat(e.version()).isEqualTo(row.targetVersion()));
      }
    }
    DatasetPoint orders = sites.newestPoint().datasets().get("orders");
    assertThat(orders.objects()).isEqualTo(objects);
    assertThat(orders.rootHash()).isEqualTo(hash.hex());
  }
}
