package io.twinlake.core.run;

import static io.twinlake.core.run.TwoSites.contents;
import static io.twinlake.core.run.TwoSites.put;
import static io.twinlake.core.run.TwoSites.remove;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.twinlake.core.ledger.DatasetPoint;
import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.run.Faults.Call;
import io.twinlake.core.run.Faults.Kind;
import io.twinlake.core.store.Ability;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Trap T27: a run dies at each single call that it makes to a store, and the next run ends where an
 * undisturbed one does, with nothing written twice.
 */
class KilledRunTest {

  private enum Change {
    FIRST_RUN {
      @Override
      void prepare(TwoSites sites) {
        fill(sites);
      }
    },
    OVERWRITTEN_AND_NEW {
      @Override
      void prepare(TwoSites sites) {
        fill(sites);
        sites.replicate();
        put(sites.raw, "orders/date=1/part-0", "ALPHA");
        put(sites.raw, "orders/date=2/part-1", "longer than before");
        put(sites.raw, "orders/date=2/_SUCCESS", "");
        put(sites.raw, "orders/date=3/part-0", "new");
      }
    },
    OVERWRITTEN_AND_DELETED {
      @Override
      void prepare(TwoSites sites) {
        sites.propagating();
        fill(sites);
        sites.replicate();
        put(sites.raw, "orders/date=1/part-0", "ALPHA");
        remove(sites.raw, "orders/date=1/part-1");
        remove(sites.raw, "orders/date=2/part-0");
      }
    };

    abstract void prepare(TwoSites sites);

    static void fill(TwoSites sites) {
      put(sites.raw, "orders/date=1/_SUCCESS", "");
      put(sites.raw, "orders/date=1/part-0", "alpha");
      put(sites.raw, "orders/date=1/part-1", "beta");
      put(sites.raw, "orders/date=2/part-0", "gamma");
      put(sites.raw, "orders/date=2/part-1", "delta");
    }
  }

  private enum Route {
    INSIDE_SERVICE,
    STREAMED,
    STREAMED_WITHOUT_MARKS
  }

  /** What two runs have to agree on. */
  private record End(
      Map<String, String> target,
      Map<String, String> history,
      List<String> ledger,
      long objects,
      long bytes,
      String rootHash,
      Map<Call, Long> writes) {

    static End of(TwoSites sites) {
      DatasetPoint orders = sites.newestPoint().datasets().get("orders");
      Map<Call, Long> writes = new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
      sites.faults.effects().stream()
          .filter(c -> c.writes() && c.kind() != Kind.DELETE)
          .filter(c -> c.store().startsWith("raw-west"))
          .forEach(c -> writes.merge(c, 1L, Long::sum));
      return new End(
          contents(sites.rawWest),
          contents(sites.history()),
          sites.ledger().stream().map(End::essence).toList(),
          orders.objects(),
          orders.bytes(),
          orders.rootHash(),
          writes);
    }

    private static String essence(LedgerRow row) {
      return "%s %s from %s, %d bytes, history %s, point %d"
          .formatted(
              row.op(),
              row.path(),
              row.sourceVersion(),
              row.sourceSize(),
              row.history().map(h -> h.substring(h.indexOf("history/"))),
              row.recoveryPoint());
    }
  }

  static Stream<Arguments> everyWayToDie() {
    return Stream.of(Change.values())
        .flatMap(
            change ->
                Stream.of(Route.values())
                    .flatMap(
                        route ->
                            Stream.of(false, true)
                                .map(after -> Arguments.of(change, route, after))));
  }

  @ParameterizedTest(name = "{0}, {1}, dying after the call took effect: {2}")
  @MethodSource("everyWayToDie")
  void aRunKilledAtAnyCallIsFinishedByTheNext(Change change, Route route, boolean afterEffect) {
    TwoSites undisturbed = prepared(change, route);
    undisturbed.replicate();
    End expected = End.of(undisturbed);
    int calls = undisturbed.faults.calls().size();
    assertThat(calls).isGreaterThan(20);

    for (int k = 1; k <= calls; k++) {
      TwoSites sites = prepared(change, route);
      Map<String, String> before = contents(sites.rawWest);
      Map<String, String> source = contents(sites.raw);
      sites.faults.dieAt(k, afterEffect);

      Throwable death = catchThrowable(sites::replicate);

      Call last = sites.faults.calls().get(k - 1);
      assertThat(death).as("death at call %d, %s", k, last).isNotNull();
      assertThat(contents(sites.rawWest))
          .as("no half object after call %d, %s", k, last)
          .allSatisfy(
              (path, content) -> assertThat(content).isIn(before.get(path), source.get(path)));

      sites.faults.revive();
      RunResult result = sites.replicate();
      assertThat(result.outcome())
          .as("after death at call %d, %s: %s", k, last, result)
          .isEqualTo(RunResult.Outcome.CLEAN);
      assertThat(End.of(sites)).as("after death at call %d, %s", k, last).isEqualTo(expected);
      assertThat(sites.plan()).as("plan after death at call %d, %s", k, last).isEmpty();
      assertLedgerIsTrue(sites);
    }
  }

  private static TwoSites prepared(Change change, Route route) {
    TwoSites sites = new TwoSites().oneAtATime();
    if (route != Route.INSIDE_SERVICE) {
      sites.faults.without(Ability.SERVER_SIDE_COPY);
    }
    if (route == Route.STREAMED_WITHOUT_MARKS) {
      sites.faults.without(Ability.METADATA);
    }
    change.prepare(sites);
    sites.faults.heal();
    return sites;
  }

  private static void assertLedgerIsTrue(TwoSites sites) {
    assertThat(sites.ledger())
        .filteredOn(LedgerRow::isPut)
        .allSatisfy(
            row ->
                assertThat(sites.rawWest.find(TwoSites.inOrders(row.path())))
                    .hasValueSatisfying(
                        e -> assertThat(e.version()).isEqualTo(row.targetVersion())));
  }
}
