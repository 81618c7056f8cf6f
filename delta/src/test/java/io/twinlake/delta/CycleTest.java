package io.twinlake.delta;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.run.RunResult;
import io.twinlake.core.table.TableReport;
import io.twinlake.core.table.TableStatus;
import org.junit.jupiter.api.Test;

/** Whole runs between two stores in memory; the replica is opened by Delta Kernel. */
class CycleTest {
  private final TwoLakes lakes = new TwoLakes();

  @Test
  void aTableArrivesAtItsNewestVersion() {
    TestTable orders = lakes.table("orders/").created().append(3);

    RunResult run = lakes.replicate();

    assertThat(run.outcome()).as(run.toString()).isEqualTo(RunResult.Outcome.CLEAN);
    assertThat(lakes.replica("orders/"))
        .isEqualTo(KernelView.of(lakes.source, "lake/orders/"))
        .matches(KernelView::isWhole)
        .extracting(KernelView::version, KernelView::id)
        .containsExactly(3L, orders.id());
  }

  @Test
  void laterVersionsFollow() {
    TestTable orders = lakes.table("orders/").created().append(3);
    lakes.replicate();
    orders.append(2);

    TableReport report = lakes.replicateTable();

    assertThat(report.status()).isEqualTo(TableStatus.REPLICATED);
    assertThat(report).extracting(TableReport::from, TableReport::to).containsExactly(3L, 5L);
    assertThat(lakes.replica("orders/").version()).isEqualTo(5);
    assertThat(lakes.replica("orders/").isWhole()).isTrue();
  }
}
