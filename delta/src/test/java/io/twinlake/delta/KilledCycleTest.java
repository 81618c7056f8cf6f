package io.twinlake.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.twinlake.core.ledger.DatasetPoint;
import io.twinlake.core.memory.MemoryStore;
import io.twinlake.core.run.RunResult;
import io.twinlake.core.store.Ability;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.table.TableStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * T7: a run dies at each single call that it makes to a store. The replica then opens at a version
 * that the source had, with all its files, and the next run ends where an undisturbed one does.
 */
class KilledCycleTest {

  private enum Change {
    FIRST_RUN {
      @Override
      void prepare(TwoLakes lakes) {
        lakes.table("orders/").created().append(2).checkpoint().append();
      }
    },
    LATER_VERSIONS {
      @Override
      void prepare(TwoLakes lakes) {
        TestTable orders = lakes.table("orders/").created().append().checkpoint();
        lakes.replicate();
        orders.append(2).checkpoint().append();
      }
    },
    FROM_CHECKPOINT {
      @Override
      void prepare(TwoLakes lakes) {
        lakes.with("versions: fromCheckpoint");
        lakes.table("orders/").created().append(2).checkpoint().append();
      }
    },
    /** As local directories are: bytes pass through us, and nothing says what a copy is of. */
    STREAMED_WITHOUT_MARKS {
      @Override
      void prepare(TwoLakes lakes) {
        lakes.watch.without(Ability.SERVER_SIDE_COPY, Ability.BLOCKS, Ability.METADATA);
        LATER_VERSIONS.prepare(lakes);
      }
    },
    ACROSS_A_GAP {
      @Override
      void prepare(TwoLakes lakes) {
        TestTable orders = lakes.table("orders/").created().append();
        lakes.replicate();
        orders.append(4).checkpoint().truncate(5).append();
      }
    };

    abstract void prepare(TwoLakes lakes);
  }

  /** What two runs have to agree on. */
  private record End(
      Map<String, String> target, List<String> ledger, long objects, String rootHash) {
    static End of(TwoLakes lakes) {
      DatasetPoint lake = lakes.newestPoint().datasets().get("lake");
      return new End(
          contents(lakes.target),
          lakes.ledger().stream()
              .map(r -> "%s %s from %s".formatted(r.op(), r.path(), r.sourceVersion()))
              .toList(),
          lake.objects(),
          lake.rootHash());
    }
  }

  private static Map<String, String> contents(MemoryStore store) {
    Map<String, String> all = new TreeMap<>();
    store.list(ObjectPrefix.ALL).forEach(e -> all.put(e.path().value(), Hashes.sha256(store, e)));
    return all;
  }

  static Stream<Arguments> everyWayToDie() {
    return Stream.of(Change.values())
        .flatMap(change -> Stream.of(false, true).map(behind -> Arguments.of(change, behind)));
  }

  @ParameterizedTest(name = "{0}, dying behind the call''s effect: {1}")
  @MethodSource("everyWayToDie")
  void aRunKilledAtAnyCallLeavesAWholeTable(Change change, boolean behindEffect) {
    TwoLakes undisturbed = prepared(change);
    undisturbed.replicate();
    End expected = End.of(undisturbed);
    long newest = undisturbed.replica("orders/").version();
    assertThat(newest).isEqualTo(KernelView.of(undisturbed.source, "lake/orders/").version());
    int calls = undisturbed.watch.calls().size();
    assertThat(calls).isGreaterThan(15);

    for (int k = 1; k <= calls; k++) {
      TwoLakes lakes = prepared(change);
      lakes.watch.dieAt(k, behindEffect);
      Throwable death = catchThrowable(lakes::replicate);
      Watch.Call last = lakes.watch.calls().get(k - 1);
      String where = "after death at call %d, %s".formatted(k, last);
      assertThat(death).as(where).isNotNull();
      if (change == Change.ACROSS_A_GAP && isBetweenCheckpointAndCommit(lakes)) {
        continuesBefore(lakes);
      } else if (isPublished(lakes)) {
        assertThat(lakes.replica("orders/"))
            .as(where)
            .matches(KernelView::isWhole)
            .satisfies(v -> assertThat(v.version()).isLessThanOrEqualTo(newest));
      }

      lakes.watch.reset();
      RunResult result = lakes.replicate();
      assertThat(result.outcome()).as(where + ": " + result).isEqualTo(RunResult.Outcome.CLEAN);
      assertThat(TwoLakes.only(result).status()).isEqualTo(TableStatus.REPLICATED);
      assertThat(End.of(lakes).target().keySet()).as(where).isEqualTo(expected.target().keySet());
      assertThat(End.of(lakes).ledger().size()).as(where).isEqualTo(expected.ledger().size());
      assertThat(End.of(lakes).objects()).as(where).isEqualTo(expected.objects());
    }
  }

  /**
   * The one moment that cannot be helped: a log is taken up again from a checkpoint, that is there,
   * and its commit is not yet. Spark reads on; Kernel says what is missing.
   */
  private static boolean isBetweenCheckpointAndCommit(TwoLakes lakes) {
    String log = "lake/orders/_delta_log/00000000000000000005";
    return lakes.target.find(ObjectPath.of(log + ".checkpoint.parquet")).isPresent()
        && lakes.target.find(ObjectPath.of(log + ".json")).isEmpty();
  }

  /** The version before the gap is as whole as it was. */
  private static void continuesBefore(TwoLakes lakes) {
    assertThat(KernelView.of(lakes.target, "lake/orders/", Optional.of(1L)))
        .matches(KernelView::isWhole);
  }

  /** A log that begins with a checkpoint is one from its commit on. */
  private static boolean isPublished(TwoLakes lakes) {
    return lakes.target.listLevel(new ObjectPrefix("lake/orders/_delta_log/")).objects().stream()
        .map(e -> e.path().name())
        .anyMatch(
            name -> LogName.of(name).filter(n -> n.kind() == LogName.Kind.COMMIT).isPresent());
  }

  private static TwoLakes prepared(Change change) {
    TwoLakes lakes = new TwoLakes().oneAtATime();
    change.prepare(lakes);
    lakes.watch.reset();
    return lakes;
  }
}
