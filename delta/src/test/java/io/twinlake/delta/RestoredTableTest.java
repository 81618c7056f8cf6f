package io.twinlake.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.twinlake.core.ledger.DatasetPoint;
import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.ledger.RootHash;
import io.twinlake.core.restore.DatasetRestore;
import io.twinlake.core.restore.DatasetRestore.TableRewind;
import io.twinlake.core.restore.RestoreResult;
import io.twinlake.core.restore.RestoreResult.Outcome;
import io.twinlake.core.run.DatasetResult;
import io.twinlake.core.run.RunResult;
import io.twinlake.core.store.Ability;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.table.TableRecord;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Replicas of Delta tables are put back to earlier versions, and opened by Delta Kernel. */
class RestoredTableTest {
  private final TwoLakes lakes = new TwoLakes();

  private static TestTable corrupted(TwoLakes lakes) {
    TestTable orders = lakes.table("orders/").created().append(2).checkpoint().append();
    lakes.replicate();
    orders.append(2).checkpoint().append();
    orders.commit(TestTable.remove("part-1"), orders.add("of-the-thief", "nothing"));
    lakes.replicate();
    return orders;
  }

  private void assertReplica(String table, long version) {
    KernelView replica = lakes.replica(table);
    assertThat(replica.isWhole()).as(replica.toString()).isTrue();
    assertThat(replica.version()).isEqualTo(version);
    assertThat(replica)
        .isEqualTo(KernelView.of(lakes.source, "lake/" + table, Optional.of(version)));
  }

  private static List<String> logOf(TwoLakes lakes) {
    return lakes
        .target
        .list(new ObjectPrefix("lake/orders/_delta_log/"))
        .map(e -> e.path().name())
        .toList();
  }

  private void assertTotalsAreTrue() {
    RootHash hash = RootHash.EMPTY;
    long objects = 0;
    for (LedgerRow row : lakes.ledger()) {
      if (row.isPut()) {
        objects++;
        hash = hash.plus(RootHash.of(row));
        assertThat(lakes.target.find(ObjectPath.of("lake/" + row.path())))
            .hasValueSatisfying(e -> assertThat(e.version()).isEqualTo(row.targetVersion()));
      }
    }
    DatasetPoint lake = lakes.newestPoint().datasets().get("lake");
    assertThat(lake.objects()).isEqualTo(objects);
    assertThat(lake.rootHash()).isEqualTo(hash.hex());
  }

  @Test
  void aTableIsRewoundToTheVersionOfThePoint() {
    corrupted(lakes);
    assertThat(lakes.replica("orders/").version()).isEqualTo(7);

    RestoreResult result = lakes.restore(1);

    assertThat(result.outcome()).as(result.toString()).isEqualTo(Outcome.RESTORED);
    assertReplica("orders/", 3);
    assertThat(logOf(lakes))
        .noneMatch(name -> name.compareTo("00000000000000000004") >= 0 && !name.startsWith("_"));
    assertThat(lakes.records()).extracting(TableRecord::version).containsExactly(3L);
    assertTotalsAreTrue();
  }

  @Test
  void thePlanNamesTheVersions() {
    corrupted(lakes);

    DatasetRestore lake = lakes.planRestore(1).datasets().get(0);

    assertThat(lake.tables()).containsExactly(new TableRewind("orders/", 7, 3));
    assertThat(lake.left().objects()).as("data of later versions stays").isPositive();
    assertThat(lake.blocked()).isZero();
  }

  @Test
  void whatWasRewoundCanBeHadBack() {
    corrupted(lakes);
    lakes.restore(1);

    assertThat(lakes.restore(2).outcome()).isEqualTo(Outcome.RESTORED);

    assertReplica("orders/", 7);
    assertThat(lakes.records()).extracting(TableRecord::version).containsExactly(7L);
    assertTotalsAreTrue();
  }

  @Test
  void theNextReplicationGoesOnFromTheRestoredVersionOnceItIsReleased() {
    TestTable orders = corrupted(lakes);
    lakes.restore(1);
    assertThat(lakes.replicate().datasets().get(0).state()).isEqualTo(DatasetResult.State.HELD);
    assertReplica("orders/", 3);
    orders.commit(TestTable.remove("of-the-thief"));

    RunResult run = lakes.release();

    assertThat(run.outcome()).as(run.toString()).isEqualTo(RunResult.Outcome.CLEAN);
    assertReplica("orders/", 8);
    assertTotalsAreTrue();
  }

  @Test
  void aTableThatWasDroppedAndMadeAnewIsTheOldOneAgain() {
    TestTable orders = lakes.table("orders/").created().append(2);
    lakes.replicate();
    KernelView old = lakes.replica("orders/");
    orders.drop();
    TestTable anew = lakes.table("orders/").created().append();
    lakes.replicate();
    assertThat(lakes.records().get(0).location()).contains("_twinlake_incarnation");

    lakes.restore(1);

    assertThat(lakes.replica("orders/")).isEqualTo(old);
    assertThat(lakes.records().get(0).location()).isEqualTo("orders/");
    assertTotalsAreTrue();
    assertThat(lakes.release().outcome()).isEqualTo(RunResult.Outcome.CLEAN);
    assertThat(anew.id()).isNotEqualTo(old.id());
  }

  @Test
  void aTableOfALaterPointIsTakenApartWithoutLosingItsData() {
    lakes.table("orders/").created();
    lakes.replicate();
    TestTable later = lakes.table("later/").created().append();
    lakes.replicate();

    lakes.restore(1);

    assertThat(lakes.target.list(new ObjectPrefix("lake/later/_delta_log/"))).isEmpty();
    assertThat(lakes.target.find(ObjectPath.of("lake/later/part-1"))).isPresent();
    assertThat(lakes.records()).extracting(TableRecord::table).containsExactly("orders/");
    later.append();
    assertThat(lakes.release().outcome()).isEqualTo(RunResult.Outcome.CLEAN);
    assertReplica("later/", 2);
    assertTotalsAreTrue();
  }

  @Test
  void aWriterAtTheTargetStopsItsTableAndNotTheOthers() {
    corrupted(lakes);
    lakes.table("clicks/").created();
    lakes.replicate();
    TestTable.put(lakes.target, "lake/orders/_delta_log/00000000000000000008.json", "{}");

    RestoreResult refused = lakes.restore(1);

    assertThat(refused.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(refused.datasets().get(0).problems().get(0).path()).endsWith("08.json");
    assertReplica("clicks/", 0);

    assertThat(lakes.restoreWhatCanBe(1).outcome()).isEqualTo(Outcome.PARTIAL);
    assertThat(logOf(lakes)).contains("00000000000000000007.json");
    assertThat(lakes.target.list(new ObjectPrefix("lake/clicks/_delta_log/"))).isEmpty();
    assertThat(lakes.records()).extracting(TableRecord::version).containsExactly(7L);
  }

  /** Behind every call the replica opens, at a version that existed. */
  @ParameterizedTest(name = "marks: {0}, dying after the call took effect: {1}")
  @CsvSource({"true,true", "true,false", "false,true", "false,false"})
  void aRestoreKilledAtAnyCallLeavesAWholeTableAndIsFinishedByTheSameCommand(
      boolean marks, boolean behindEffect) {
    TwoLakes undisturbed = prepared(marks);
    undisturbed.restore(1);
    int calls = undisturbed.watch.calls().size();
    assertThat(calls).isGreaterThan(40);

    for (int k = 1; k <= calls; k++) {
      TwoLakes each = prepared(marks);
      each.watch.dieAt(k, behindEffect);
      Throwable death = catchThrowable(() -> each.restore(1));
      String where = "after death at call %d, %s".formatted(k, each.watch.calls().get(k - 1));
      assertThat(death).as(where).isNotNull();
      assertThat(each.replica("orders/"))
          .as(where)
          .matches(KernelView::isWhole)
          .satisfies(v -> assertThat(v.version()).isBetween(3L, 7L));

      each.watch.reset();
      assertThat(each.restore(1).outcome()).as(where).isIn(Outcome.RESTORED, Outcome.NOTHING);
      assertThat(each.replica("orders/").version()).as(where).isEqualTo(3);
      assertThat(each.replica("orders/").isWhole()).as(where).isTrue();
      assertThat(logOf(each)).as(where).isEqualTo(logOf(undisturbed));
      assertThat(each.release().outcome()).as(where).isEqualTo(RunResult.Outcome.CLEAN);
      assertThat(each.replica("orders/").version()).as(where).isEqualTo(7);
    }
  }

  private static TwoLakes prepared(boolean marks) {
    TwoLakes lakes = new TwoLakes().oneAtATime();
    if (!marks) {
      lakes.watch.without(Ability.SERVER_SIDE_COPY, Ability.BLOCKS, Ability.METADATA);
    }
    corrupted(lakes);
    lakes.watch.reset();
    return lakes;
  }
}
