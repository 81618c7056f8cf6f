package io.twinlake.delta;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.run.DatasetResult;
import io.twinlake.core.run.RunResult;
import io.twinlake.core.status.TableAge;
import io.twinlake.core.table.TableReport;
import io.twinlake.core.table.TableStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A consistency group of two datasets with two tables each. */
class GroupTablesTest {
  private static final int FILES = 10;

  private final TwoLakes lakes = new TwoLakes();
  private TestTable orders;
  private TestTable lines;
  private TestTable clicks;
  private TestTable visits;

  @BeforeEach
  void aReplicatedGroup() {
    lakes.watch.ahead(Duration.ofSeconds(3));
    lakes.transfer =
        "transfer: { attempts: 1 }\ngroups: { nightly: { massChange: 30% } }\ndefaults: { objective: { rpo: 15m, rto: 4h } }";
    lakes.with("group: nightly }\n  - { name: web, root: raw/web, group: nightly");
    orders = table("lake/orders/");
    lines = table("lake/lines/");
    clicks = table("web/clicks/");
    visits = table("web/visits/");
    assertThat(lakes.replicate().outcome()).isEqualTo(RunResult.Outcome.CLEAN);
  }

  private TestTable table(String root) {
    TestTable table = new TestTable(lakes.source, root).created();
    List<String> adds = new ArrayList<>();
    for (int i = 1; i < FILES; i++) {
      adds.add(table.add(old(i), "rows of " + i));
    }
    return table.commit(adds.toArray(String[]::new));
  }

  private static String old(int i) {
    return i == 0 ? "part-0" : "old-" + i;
  }

  /** Replaces files, as whoever encrypts them or updates their rows does. */
  private static void rewrite(TestTable table, int files, boolean dataChange) {
    List<String> actions = new ArrayList<>();
    for (int i = 0; i < files; i++) {
      actions.add(changing(TestTable.remove(old(i)), dataChange));
      actions.add(changing(table.add("new-%d-%d".formatted(table.version(), i), "x"), dataChange));
    }
    table.commit(actions.toArray(String[]::new));
  }

  private static String changing(String action, boolean dataChange) {
    return dataChange ? action : action.replace("\"dataChange\":true", "\"dataChange\":false");
  }

  private void assertAllAt(long version) {
    for (String table : List.of("lake/orders/", "lake/lines/", "web/clicks/", "web/visits/")) {
      KernelView view = KernelView.of(lakes.target, table);
      assertThat(view.version()).as(table).isEqualTo(version);
      assertThat(view.isWhole()).as(table).isTrue();
    }
  }

  private static List<DatasetResult.State> states(RunResult run) {
    return run.datasets().stream().map(DatasetResult::state).toList();
  }

  @Test
  void allTablesOfTheGroupAdvanceInOneRunAndThePointNamesTheirVersions() {
    for (TestTable each : List.of(orders, lines, clicks, visits)) {
      each.append();
    }

    RunResult run = lakes.replicate();

    assertThat(run.outcome()).as(run.toString()).isEqualTo(RunResult.Outcome.CLEAN);
    assertAllAt(2);
    assertThat(lakes.records())
        .hasSize(4)
        .allSatisfy(
            record -> {
              assertThat(record.version()).isEqualTo(2);
              assertThat(record.committedAt()).isPresent();
            });
  }

  @Test
  void noTableOfTheGroupAdvancesWhileOneIsHollow() {
    for (TestTable each : List.of(orders, lines, clicks, visits)) {
      each.append();
    }
    visits.delete("part-2");

    RunResult run = lakes.replicate();

    assertThat(states(run)).containsOnly(DatasetResult.State.HELD);
    assertAllAt(1);
    TestTable.put(lakes.source, "web/visits/part-2", "content of 2");
    assertThat(lakes.replicate().outcome()).isEqualTo(RunResult.Outcome.CLEAN);
    assertAllAt(2);
  }

  @Test
  void aRewriteOfMostFilesIsHeldBeforeAnythingIsCopiedAndLetThroughByAPerson() {
    rewrite(orders, FILES, true);
    rewrite(clicks, FILES - 4, true);
    lakes.watch.reset();

    RunResult held = lakes.replicate();

    assertThat(states(held)).containsOnly(DatasetResult.State.HELD);
    assertThat(held.datasets().get(0).notes())
        .anySatisfy(n -> assertThat(n).contains("replace 16 and delete 0 of 40", "ransomware"));
    assertThat(lakes.watch.count(c -> c.is("raw-west", "copy", "write"))).isZero();
    assertAllAt(1);

    assertThat(lakes.release("nightly").outcome()).isEqualTo(RunResult.Outcome.CLEAN);
    assertThat(KernelView.of(lakes.target, "lake/orders/").version()).isEqualTo(2);
  }

  @Test
  void fewRewrittenFilesAndManyNewOnesPass() {
    rewrite(orders, 6, true);
    rewrite(clicks, 6, true);
    visits.append(20);

    assertThat(lakes.replicate().outcome()).isEqualTo(RunResult.Outcome.CLEAN);
  }

  @Test
  void compactionIsNoMassChangeHoweverMuchItRewrites() {
    for (TestTable each : List.of(orders, lines, clicks, visits)) {
      rewrite(each, FILES, false);
    }

    assertThat(lakes.replicate().outcome()).isEqualTo(RunResult.Outcome.CLEAN);
    assertAllAt(2);
  }

  @Test
  void whatIsRemovedWithoutANewFileCountsToo() {
    for (TestTable each : List.of(orders, lines)) {
      List<String> removes = new ArrayList<>();
      for (int i = 0; i < FILES; i++) {
        removes.add(TestTable.remove(old(i)));
      }
      each.commit(removes.toArray(String[]::new));
    }

    assertThat(states(lakes.replicate())).containsOnly(DatasetResult.State.HELD);
    assertAllAt(1);
  }

  /** What happened in versions that nobody can read any more may have been anything. */
  @Test
  void aTableWhoseLogWasCleanedAwayPastTheReplicaCountsAsChangedWhole() {
    for (TestTable each : List.of(orders, lines)) {
      each.append(3).checkpoint().truncate(4).append();
    }

    assertThat(states(lakes.replicate())).containsOnly(DatasetResult.State.HELD);
    assertThat(lakes.release("nightly").outcome()).isEqualTo(RunResult.Outcome.CLEAN);
    assertThat(KernelView.of(lakes.target, "lake/orders/").version()).isEqualTo(5);
  }

  @Test
  void theStatusSaysOfEachTableWhatItLacksAgainstItsObjective() {
    lakes.transfer = lakes.transfer.replace("massChange: 30%", "groupFailure: exclude");
    visits.append().append();
    visits.delete("part-2");
    orders.append();
    RunResult run = lakes.replicate();
    assertThat(run.datasets().get(1).replicatedTables())
        .extracting(TableReport::status)
        .containsExactly(TableStatus.REPLICATED, TableStatus.FAILED);

    List<TableAge> tables = lakes.status(Duration.ofMinutes(20)).tables();

    assertThat(tables).hasSize(4);
    TableAge worst = tables.get(0);
    assertThat(worst.table()).isEqualTo("visits/");
    assertThat(worst.versionsBehind()).isEqualTo(2);
    assertThat(worst.behind()).isBetween(Duration.ofMinutes(20), Duration.ofMinutes(25));
    assertThat(worst.overObjective()).isEqualTo(worst.behind().minus(Duration.ofMinutes(15)));
    assertThat(worst.reason()).hasValueSatisfying(why -> assertThat(why).contains("part-2"));
    assertThat(lakes.status(Duration.ofMinutes(10)).tables())
        .filteredOn(t -> !t.overObjective().isZero())
        .isEmpty();
  }
}
