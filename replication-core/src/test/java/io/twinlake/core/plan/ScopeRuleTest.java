package io.twinlake.core.plan;

import static io.twinlake.core.plan.Datasets.listed;
import static io.twinlake.core.plan.Datasets.orders;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.ledger.Rows;
import io.twinlake.core.settings.DatasetSettings;
import io.twinlake.core.settings.Settings.Tables;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectPath;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScopeRuleTest {
  private final DatasetSettings plain = orders("");
  private final DatasetSettings waiting = orders(", ready: _SUCCESS, deletions: propagate");

  @Test
  void leavesATableAlone() {
    ScopeRule rule = new ScopeRule(plain, Tables.REFUSE);
    Findings findings = found(plain, "t/_delta_log/0.json", "t/part-0", "u/part-0");

    assertThat(rule.judge(copy("t/part-0"), findings))
        .isEqualTo(new PlanAction.Skip(ObjectPath.of("t/part-0"), 10, Reason.TABLE));
    assertThat(rule.judge(copy("t/_delta_log/0.json"), findings))
        .isInstanceOf(PlanAction.Skip.class);
    assertThat(rule.judge(copy("u/part-0"), findings)).isEqualTo(copy("u/part-0"));
    assertThat(rule.judge(copy("table/part-0"), findings)).isEqualTo(copy("table/part-0"));
  }

  @Test
  void copiesATableAsFilesWhereTheUserTakesTheRisk() {
    ScopeRule rule = new ScopeRule(plain, Tables.AS_FILES);

    assertThat(rule.judge(copy("t/part-0"), found(plain, "t/_delta_log/0.json")))
        .isEqualTo(copy("t/part-0"));
  }

  /** Files that were replicated before their directory became a table. */
  @Test
  void deletesNothingOfATable() {
    ScopeRule rule = new ScopeRule(waiting, Tables.REFUSE);

    assertThat(rule.judge(delete("t/part-0"), found(waiting, "t/_delta_log/0.json")))
        .isEqualTo(new PlanAction.Keep(ObjectPath.of("t/part-0"), 10, Reason.OUT_OF_SCOPE));
  }

  @Test
  void aPartitionWithoutItsMarkerWaits() {
    ScopeRule rule = new ScopeRule(waiting, Tables.REFUSE);
    Findings findings = found(waiting, "d=1/part-0", "d=1/_SUCCESS", "d=2/part-0");

    assertThat(rule.judge(copy("d=1/part-0"), findings)).isEqualTo(copy("d=1/part-0"));
    assertThat(rule.judge(copy("d=2/part-0"), findings).reason())
        .isEqualTo(Reason.PARTITION_NOT_READY);
  }

  @Test
  void whatLiesInNoPartitionWaitsForTheDatasetsOwnMarker() {
    ScopeRule rule = new ScopeRule(waiting, Tables.REFUSE);

    assertThat(rule.judge(copy("x/part-0"), found(waiting, "x/part-0", "x/_SUCCESS")).reason())
        .isEqualTo(Reason.PARTITION_NOT_READY);
    assertThat(rule.judge(copy("x/part-0"), found(waiting, "x/part-0", "_SUCCESS")))
        .isEqualTo(copy("x/part-0"));
  }

  @Test
  void theMarkerOfOnePartitionIsNotThatOfADeeperOne() {
    ScopeRule rule = new ScopeRule(waiting, Tables.REFUSE);

    assertThat(
            rule.judge(copy("d=1/h=2/part-0"), found(waiting, "d=1/h=2/part-0", "d=1/_SUCCESS"))
                .reason())
        .isEqualTo(Reason.PARTITION_NOT_READY);
  }

  @Test
  void deletesNothingOfAPartitionThatIsBeingWritten() {
    ScopeRule rule = new ScopeRule(waiting, Tables.REFUSE);

    assertThat(rule.judge(delete("d=1/part-0"), found(waiting, "d=1/part-1")))
        .isEqualTo(new PlanAction.Keep(ObjectPath.of("d=1/part-0"), 10, Reason.DELETION_HELD));
    assertThat(rule.judge(delete("d=1/part-0"), found(waiting, "d=1/part-1", "d=1/_SUCCESS")))
        .as("rewritten")
        .isEqualTo(delete("d=1/part-0"));
    assertThat(rule.judge(delete("d=1/part-0"), found(waiting, "d=2/part-1")))
        .as("dropped")
        .isEqualTo(delete("d=1/part-0"));
  }

  @Test
  void whatStaysAsItIsStaysSo() {
    ScopeRule rule = new ScopeRule(waiting, Tables.REFUSE);
    PlanAction keep = new PlanAction.Keep(ObjectPath.of("t/a"), 1, Reason.UNCHANGED);
    PlanAction skip = new PlanAction.Skip(ObjectPath.of("t/a"), 1, Reason.EXCLUDED);
    Findings findings = found(waiting, "t/_delta_log/0.json");

    assertThat(rule.judge(keep, findings)).isSameAs(keep);
    assertThat(rule.judge(skip, findings)).isSameAs(skip);
  }

  private static Findings found(DatasetSettings dataset, String... paths) {
    Findings findings = new Findings();
    for (String path : paths) {
      findings.see(listed(path, "e1"), dataset.ready());
    }
    return findings;
  }

  private static PlanAction copy(String path) {
    return new PlanAction.Copy(
        listed(path, "e1"), Expected.absent(), 0, Optional.empty(), Reason.NEW);
  }

  private static PlanAction delete(String path) {
    return new PlanAction.Delete(Rows.put("orders", path, 1));
  }
}
