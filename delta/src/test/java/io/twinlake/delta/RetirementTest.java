package io.twinlake.delta;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.retention.ReplicaRetention;
import io.twinlake.core.store.ObjectPath;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What the source has vacuumed goes from the replica, later, and only where nothing needs it. */
class RetirementTest {
  private final TwoLakes lakes = new TwoLakes().with("retention: 14d");

  private ReplicaRetention.Result after(int days) {
    return lakes.replicaRetention(Duration.ofDays(days), false);
  }

  private boolean targetHas(String path) {
    return lakes.target.find(ObjectPath.of("lake/orders/" + path)).isPresent();
  }

  /** Version 1 adds part-1, version 2 replaces it, and the source vacuums it. */
  private TestTable vacuumed() {
    TestTable orders = lakes.table("orders/").created().append();
    lakes.replicate();
    orders.commit(TestTable.remove("part-1"), orders.add("part-2", "two"));
    lakes.replicate();
    orders.delete("part-1");
    return orders;
  }

  @Test
  void aVacuumedFileGoesOnceItsVersionsAreOlderThanTheRetention() {
    vacuumed();

    assertThat(after(13).files()).isZero();
    assertThat(targetHas("part-1")).isTrue();
    assertThat(lakes.replicaRetention(Duration.ofDays(15), true).files()).isEqualTo(1);
    assertThat(targetHas("part-1")).isTrue();

    assertThat(after(15).files()).isEqualTo(1);

    assertThat(targetHas("part-1")).isFalse();
    assertThat(lakes.replica("orders/").isWhole()).isTrue();
  }

  @Test
  void absenceAtTheSourceAloneRemovesNothing() {
    TestTable orders = lakes.table("orders/").created().append(2);
    lakes.replicate();
    orders.delete("part-1");
    orders.delete("part-2");

    assertThat(after(15).files()).isZero();
    assertThat(targetHas("part-1")).isTrue();
  }

  @Test
  void whatTheSourceStillHasStays() {
    TestTable orders = lakes.table("orders/").created().append();
    lakes.replicate();
    orders.commit(TestTable.remove("part-1"));
    lakes.replicate();

    assertThat(after(15).files()).isZero();
    assertThat(targetHas("part-1")).isTrue();
  }

  @Test
  void aDroppedTableIsTheOnlyCopyAndStays() {
    vacuumed().drop();

    ReplicaRetention.Result result = after(15);

    assertThat(result.files()).isZero();
    assertThat(result.notes()).singleElement().asString().contains("the only copy");
    assertThat(targetHas("part-1")).isTrue();
  }

  @Test
  void filesOfOthersAndOfTablesInsideStay() {
    lakes.table("orders/inner/").created().append();
    vacuumed();
    TestTable.put(lakes.target, "lake/orders/somebody-else", "x");
    lakes.table("orders/inner/").drop();

    assertThat(after(15).files()).isEqualTo(1);

    assertThat(targetHas("somebody-else")).isTrue();
    assertThat(targetHas("inner/part-1")).isTrue();
  }

  /** A copy that is not published yet is at the source, and no version names it. */
  @Test
  void whatWasCopiedAndNotYetPublishedStays() {
    TestTable orders = vacuumed();
    orders.append();
    lakes.watch.before(
        c -> c.is("raw-west", "copy") && c.path().endsWith("00000000000000000003.json"),
        1,
        () -> {
          throw new Watch.Killed(new Watch.Call("", "", ""));
        });
    try {
      lakes.replicate();
    } catch (Watch.Killed expected) {
      lakes.watch.reset();
    }
    assertThat(targetHas("part-3")).isTrue();

    after(15);

    assertThat(targetHas("part-3")).isTrue();
  }

  @Test
  void aReplicaThatSomebodyWritesToKeepsEverything() {
    vacuumed();
    TestTable.put(lakes.target, "lake/orders/_delta_log/00000000000000000003.json", "{}");

    ReplicaRetention.Result result = after(15);

    assertThat(result.files()).isZero();
    assertThat(result.notes()).singleElement().asString().contains("does not end with version 2");
  }

  @Test
  void moreThanTheCapIsLeftToAPerson() {
    lakes.with("retention: 14d, deletionCap: { count: 0 }");
    vacuumed();

    assertThat(after(15).notes()).singleElement().asString().contains("deletionCap.count is 0");
    assertThat(targetHas("part-1")).isTrue();
  }

  @Test
  void theOldestVersionMayBeHeldByACheckpoint() {
    TestTable orders = lakes.table("orders/").created().append().checkpoint();
    orders.commit(TestTable.remove("part-1"), orders.add("part-2", "two")).checkpoint();
    lakes.replicate();
    orders.delete("part-1");

    assertThat(after(15).files()).isEqualTo(1);

    assertThat(targetHas("part-1")).isFalse();
    assertThat(lakes.replica("orders/").isWhole()).isTrue();
  }

  @Test
  void theRestoredFileThatWasRetiredIsCopiedAgain() {
    TestTable orders = vacuumed();
    after(15);
    orders.commit(TestTable.remove("part-2"), orders.add("part-1", "content of 1"));

    lakes.replicate();

    assertThat(targetHas("part-1")).isTrue();
    assertThat(lakes.replica("orders/").isWhole()).isTrue();
  }
}
