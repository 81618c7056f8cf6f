package io.twinlake.core.run;

import static io.twinlake.core.run.TwoSites.contents;
import static io.twinlake.core.run.TwoSites.put;
import static io.twinlake.core.run.TwoSites.remove;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.restore.RestoreResult.Outcome;
import io.twinlake.core.run.Faults.Call;
import io.twinlake.core.store.Ability;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A restore dies at each single call that it makes to a store. The same command then ends where an
 * undisturbed one does; so does the way back. Nothing is ever lost, and no run in between takes
 * what is half restored for its own.
 */
class KilledRestoreTest {
  private static final String DATASETS =
      "datasets:\n  - { name: orders, root: raw/orders, deletions: propagate, deletionCap: { count: 100, share: 100% } }\n";

  @ParameterizedTest(name = "marks: {0}, dying after the call took effect: {1}")
  @CsvSource({"true,true", "true,false", "false,true", "false,false"})
  void theSameCommandFinishesIt(boolean marks, boolean afterEffect) {
    TwoSites undisturbed = prepared(marks);
    Map<String, String> bad = contents(undisturbed.rawWest);
    restore(undisturbed, 1);
    Map<String, String> good = contents(undisturbed.rawWest);
    int calls = undisturbed.faults.calls().size();
    assertThat(calls).isGreaterThan(25);

    for (int k = 1; k <= calls; k++) {
      TwoSites sites = prepared(marks);
      sites.faults.dieAt(k, afterEffect);
      Throwable death = catchThrowable(() -> restore(sites, 1));
      Call last = sites.faults.calls().get(k - 1);
      String where = "after death at call %d, %s".formatted(k, last);
      assertThat(death).as(where).isNotNull();
      assertThat(contents(sites.rawWest))
          .as(where)
          .allSatisfy((path, content) -> assertThat(content).isIn(bad.get(path), good.get(path)));
      sites.faults.revive();

      if (k % 2 == 0) {
        RunResult between = sites.replicate();
        assertThat(between.outcome())
            .as(where + ": " + between)
            .isIn(RunResult.Outcome.CLEAN, RunResult.Outcome.REFUSED);
      }
      Outcome end = restore(sites, 1);
      assertThat(end).as(where).isIn(Outcome.RESTORED, Outcome.NOTHING);
      assertThat(contents(sites.rawWest)).as(where).isEqualTo(good);
      assertLedgerIsTrue(sites, where);

      assertThat(restore(sites, 3)).as(where).isEqualTo(Outcome.RESTORED);
      assertThat(contents(sites.rawWest)).as("undone, " + where).isEqualTo(bad);
      assertLedgerIsTrue(sites, where);
    }
  }

  private static Outcome restore(TwoSites sites, long point) {
    return new Restoration(sites.config(), point, false).apply().outcome();
  }

  private static TwoSites prepared(boolean marks) {
    TwoSites sites = new TwoSites().oneAtATime();
    sites.datasets = DATASETS;
    if (!marks) {
      sites.faults.without(Ability.METADATA, Ability.SERVER_SIDE_COPY);
    }
    put(sites.raw, "orders/date=1/_SUCCESS", "");
    put(sites.raw, "orders/date=1/a", "alpha");
    put(sites.raw, "orders/date=1/b", "beta");
    sites.replicate();
    put(sites.raw, "orders/date=1/a", "WRONG");
    sites.replicate();
    put(sites.raw, "orders/date=1/a", "YYYYYYY");
    remove(sites.raw, "orders/date=1/b");
    put(sites.raw, "orders/date=2/new", "of the thief");
    sites.replicate();
    sites.faults.heal();
    return sites;
  }

  private static void assertLedgerIsTrue(TwoSites sites, String where) {
    assertThat(sites.ledger())
        .filteredOn(LedgerRow::isPut)
        .as(where)
        .allSatisfy(
            row ->
                assertThat(sites.rawWest.find(TwoSites.inOrders(row.path())))
                    .hasValueSatisfying(
                        e -> assertThat(e.version()).isEqualTo(row.targetVersion())));
  }
}
