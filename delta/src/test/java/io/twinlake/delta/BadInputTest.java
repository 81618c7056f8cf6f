package io.twinlake.delta;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.run.RunResult;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.table.TableReport;
import io.twinlake.core.table.TableStatus;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A bad day of one table is a line for that table, and no day off for the others. */
class BadInputTest {
  private final TwoLakes lakes = new TwoLakes();

  private List<TableReport> replicate() {
    return lakes.replicate().datasets().get(0).replicatedTables();
  }

  private TableReport of(List<TableReport> reports, String table) {
    return reports.stream().filter(r -> r.table().equals(table)).findFirst().orElseThrow();
  }

  private void assertOthersGoOn(List<TableReport> reports) {
    assertThat(of(reports, "well/").status()).isEqualTo(TableStatus.REPLICATED);
    assertThat(lakes.replica("well/").isWhole()).isTrue();
  }

  @Test
  void aLogInsideOfALogIsTheLogs() {
    lakes.table("well/").created();
    lakes.table("orders/").created().append();
    lakes.table("orders/_delta_log/inner/").created();

    List<TableReport> reports = replicate();

    assertThat(reports).extracting(TableReport::table).containsExactly("orders/", "well/");
    assertThat(of(reports, "orders/").status()).isEqualTo(TableStatus.REPLICATED);
    assertThat(lakes.replica("orders/").version()).isEqualTo(1);
    assertThat(
            lakes.target.find(
                ObjectPath.of("lake/orders/_delta_log/inner/_delta_log/00000000000000000000.json")))
        .isEmpty();
    assertOthersGoOn(reports);
  }

  @Test
  void aTableThatVanishesDuringTheRunLeavesTheOthersAlone() {
    lakes.table("well/").created();
    TestTable orders = lakes.table("orders/").created().append(2);
    lakes.watch.before(
        c -> c.is("raw-east", "find", "copy", "read") && c.path().startsWith("lake/orders/part"),
        1,
        orders::drop);
    lakes.watch.before(
        c -> c.is("raw-west", "copy") && c.path().startsWith("lake/orders/part"), 1, orders::drop);

    List<TableReport> reports = replicate();

    assertThat(of(reports, "orders/").status()).isIn(TableStatus.GONE, TableStatus.FAILED);
    assertThat(of(reports, "orders/").notes()).isPresent();
    assertThat(lakes.target.find(ObjectPath.of("lake/orders/_delta_log/00000000000000000000.json")))
        .isEmpty();
    assertOthersGoOn(reports);
  }

  @Test
  void aTableThatAppearsDuringTheRunIsTakenByTheNext() {
    lakes.table("well/").created();
    lakes.watch.before(
        c -> c.is("raw-east") && c.path().startsWith("lake/well/_delta_log/"),
        1,
        () -> lakes.table("late/").created());

    assertOthersGoOn(replicate());
    lakes.watch.reset();
    // Known tables are passed over; what is new is found beside them.
    assertThat(of(replicate(), "late/").status()).isEqualTo(TableStatus.REPLICATED);
    assertThat(lakes.replica("late/").isWhole()).isTrue();
  }

  @Test
  void versionsBeyondWhatALongHoldsAreNoVersions() {
    lakes.table("well/").created();
    lakes.table("orders/").created().append();
    TestTable.put(lakes.source, "lake/orders/_delta_log/99999999999999999999.json", "{}");
    TestTable.put(
        lakes.source, "lake/orders/_delta_log/99999999999999999999.checkpoint.parquet", "x");

    List<TableReport> reports = replicate();

    assertThat(of(reports, "orders/").to()).isEqualTo(1);
    assertOthersGoOn(reports);
  }

  @Test
  void theLargestVersionBeyondAGapIsAGapThatIsTold() {
    lakes.table("well/").created();
    TestTable orders = lakes.table("orders/").created();
    orders.commitAt(Long.MAX_VALUE);

    List<TableReport> reports = replicate();

    assertThat(of(reports, "orders/").status()).isEqualTo(TableStatus.FAILED);
    assertThat(of(reports, "orders/").notes())
        .hasValueSatisfying(n -> assertThat(n).contains("begins with version 9223372036854775807"));
    assertOthersGoOn(reports);
  }

  /** Read token by token: the heap of a test would not hold it many times. */
  @Test
  void aCommitLineOfAHundredMegabytesArrives() {
    lakes.table("well/").created();
    TestTable orders = lakes.table("orders/").created();
    byte[] text = new byte[100 << 20];
    Arrays.fill(text, (byte) 'x');
    orders.commit(
        "{\"commitInfo\":{\"operation\":\"WRITE\",\"userMetadata\":\""
            + new String(text, StandardCharsets.US_ASCII)
            + "\"}}");

    List<TableReport> reports = replicate();

    assertThat(of(reports, "orders/").status())
        .as(reports.toString())
        .isEqualTo(TableStatus.REPLICATED);
    assertThat(of(reports, "orders/").to()).isEqualTo(1);
    assertOthersGoOn(reports);
  }

  @Test
  void aLogWithoutASingleCommitIsReported() {
    lakes.table("well/").created();
    TestTable.put(lakes.source, "lake/orders/_delta_log/_last_checkpoint", "{\"version\":7}");

    RunResult run = lakes.replicate();

    assertThat(run.outcome()).isEqualTo(RunResult.Outcome.PARTIAL);
    List<TableReport> reports = run.datasets().get(0).replicatedTables();
    assertThat(of(reports, "orders/").status()).isIn(TableStatus.FAILED, TableStatus.GONE);
    assertOthersGoOn(reports);
  }
}
