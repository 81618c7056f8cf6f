package io.twinlake.core.run;

import static io.twinlake.core.run.TwoSites.contents;
import static io.twinlake.core.run.TwoSites.put;
import static io.twinlake.core.run.TwoSites.remove;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.ledger.DatasetPoint;
import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.ledger.RecoveryPoint;
import io.twinlake.core.plan.Reason;
import io.twinlake.core.plan.Tally.Outcome;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReplicationTest {
  private final TwoSites sites = new TwoSites();

  @Test
  void theFirstRunCopiesEverythingAndCommitsPointOne() {
    put(sites.raw, "orders/a", "alpha");
    put(sites.raw, "orders/b/c", "gamma");
    put(sites.raw, "other/x", "not of this dataset");

    RunResult result = sites.replicate();

    assertThat(result.outcome()).isEqualTo(RunResult.Outcome.CLEAN);
    assertThat(contents(sites.rawWest))
        .isEqualTo(Map.of("orders/a", "alpha", "orders/b/c", "gamma"));
    RecoveryPoint point = sites.newestPoint();
    assertThat(point.number()).isEqualTo(1);
    DatasetPoint orders = point.datasets().get("orders");
    assertThat(orders.state()).isEqualTo(DatasetPoint.State.COMPLETE);
    assertThat(orders.objects()).isEqualTo(2);
    assertThat(orders.bytes()).isEqualTo(10);
  }

  @Test
  void aRunWithoutChangesCopiesNothingAndCommits() {
    put(sites.raw, "orders/a", "alpha");
    sites.replicate();
    RecoveryPoint first = sites.newestPoint();

    RunResult result = sites.replicate();

    assertThat(result.recoveryPoint()).contains(2L);
    assertThat(result.datasets().get(0).copied().objects()).isZero();
    assertThat(result.datasets().get(0).kept().objects()).isEqualTo(1);
    RecoveryPoint second = sites.newestPoint();
    assertThat(second.segments()).isEqualTo(first.segments());
    assertThat(second.parentHash()).isPresent();
    assertThat(second.datasets().get("orders").rootHash())
        .isEqualTo(first.datasets().get("orders").rootHash());
    assertThat(second.datasets().get("orders").at())
        .isAfterOrEqualTo(first.datasets().get("orders").at());
  }

  /**
   * Trap: same size, and at the target a younger time. Tools that compare sizes and times skip it
   * for ever.
   */
  @Test
  void t4SameSizeOverwriteIsCopiedAndThePredecessorIsInHistory() {
    put(sites.raw, "orders/a", "alpha");
    sites.replicate();
    put(sites.raw, "orders/a", "OMEGA");

    RunResult result = sites.replicate();

    assertThat(contents(sites.rawWest)).containsEntry("orders/a", "OMEGA");
    assertThat(result.datasets().get(0).reasons().get(Outcome.COPY))
        .containsOnlyKeys(Reason.SOURCE_VERSION_CHANGED);
    assertThat(contents(sites.history())).isEqualTo(Map.of("0000000002/orders/a", "alpha"));
    LedgerRow row = sites.ledger().get(0);
    assertThat(row.history())
        .hasValueSatisfying(h -> assertThat(h).endsWith("0000000002/orders/a"));
    assertThat(sites.newestPoint().datasets().get("orders").objects()).isEqualTo(1);
  }

  @Test
  void aDeletionAtTheSourceIsNotPropagatedByDefault() {
    put(sites.raw, "orders/a", "alpha");
    put(sites.raw, "orders/b", "beta");
    sites.replicate();
    remove(sites.raw, "orders/a");

    RunResult result = sites.replicate();

    assertThat(contents(sites.rawWest)).containsKeys("orders/a", "orders/b");
    assertThat(result.datasets().get(0).reasons().get(Outcome.KEEP))
        .containsOnlyKeys(Reason.GONE_AT_SOURCE, Reason.UNCHANGED);
  }

  @Test
  void aPropagatedDeletionHappensAfterTheCommitWithItsBytesInHistory() {
    sites.datasets =
        "datasets:\n  - { name: orders, root: raw/orders, deletions: propagate, deletionCap: { count: 10, share: 100% } }\n";
    put(sites.raw, "orders/a", "alpha");
    put(sites.raw, "orders/b", "beta");
    sites.replicate();
    remove(sites.raw, "orders/a");

    RunResult result = sites.replicate();

    assertThat(result.outcome()).isEqualTo(RunResult.Outcome.CLEAN);
    assertThat(contents(sites.rawWest)).containsOnlyKeys("orders/b");
    assertThat(contents(sites.history())).isEqualTo(Map.of("0000000002/orders/a", "alpha"));
    assertThat(sites.newestPoint().tombstones()).isEqualTo(1);
    assertThat(sites.newestPoint().datasets().get("orders").objects()).isEqualTo(1);
    assertThat(contents(sites.control)).containsKey("deleted/0000000002.json");
    assertThat(sites.replicate().datasets().get(0).paths().objects()).isEqualTo(1);
  }

  @Test
  void deletionsOverTheCapAreHeldBack() {
    sites.datasets = "datasets:\n  - { name: orders, root: raw/orders, deletions: propagate }\n";
    for (int i = 0; i < 10; i++) {
      put(sites.raw, "orders/" + i, "x");
    }
    sites.replicate();
    for (int i = 0; i < 5; i++) {
      remove(sites.raw, "orders/" + i);
    }

    RunResult result = sites.replicate();

    assertThat(contents(sites.rawWest)).hasSize(10);
    assertThat(result.datasets().get(0).deleted().objects()).isZero();
    assertThat(result.datasets().get(0).notes()).anyMatch(n -> n.contains("deletionCap"));
  }

  /** Trap: an empty listing is not a mass deletion. */
  @Test
  void t24AnEmptySourceDeletesNothing() {
    sites.datasets =
        "datasets:\n  - { name: orders, root: raw/orders, deletions: propagate, deletionCap: { count: 10, share: 100% } }\n";
    put(sites.raw, "orders/a", "alpha");
    sites.replicate();
    remove(sites.raw, "orders/a");

    RunResult result = sites.replicate();

    assertThat(result.outcome()).isEqualTo(RunResult.Outcome.PARTIAL);
    assertThat(contents(sites.rawWest)).containsKey("orders/a");
  }

  @Test
  void t24AMissingSourceContainerCommitsAndDeletesNothing() {
    put(sites.raw, "orders/a", "alpha");
    sites.replicate();
    sites.raw.dropRoot();

    RunResult result = sites.replicate();

    assertThat(result.outcome()).isEqualTo(RunResult.Outcome.FAILED);
    assertThat(result.recoveryPoint()).isEmpty();
    assertThat(contents(sites.rawWest)).containsKey("orders/a");
    assertThat(sites.newestPoint().number()).isEqualTo(1);
  }

  /** Trap: a filter that now excludes an object must not delete its replica. */
  @Test
  void t25AFilterChangeDeletesNothing() {
    sites.datasets =
        "datasets:\n  - { name: orders, root: raw/orders, deletions: propagate, deletionCap: { count: 10, share: 100% } }\n";
    put(sites.raw, "orders/a.csv", "alpha");
    put(sites.raw, "orders/b.json", "beta");
    sites.replicate();
    sites.datasets =
        "datasets:\n  - { name: orders, root: raw/orders, filters: ['- *.csv'], deletions: propagate, deletionCap: { count: 10, share: 100% } }\n";
    remove(sites.raw, "orders/a.csv");

    RunResult result = sites.replicate();

    assertThat(contents(sites.rawWest)).containsKeys("orders/a.csv", "orders/b.json");
    assertThat(result.datasets().get(0).reasons().get(Outcome.KEEP))
        .containsKey(Reason.OUT_OF_SCOPE);
  }

  @Test
  void aTableIsNeverCopiedFileByFile() {
    put(sites.raw, "orders/A.parquet", "data");
    put(sites.raw, "orders/_delta_log/00000000000000000000.json", "{}");
    put(sites.raw, "orders/other/x", "x");
    sites.datasets = "datasets:\n  - { name: all, root: raw }\n";
    put(sites.raw, "plain/y", "y");

    RunResult result = sites.replicate();

    assertThat(contents(sites.rawWest)).containsOnlyKeys("plain/y");
    assertThat(result.outcome()).isEqualTo(RunResult.Outcome.PARTIAL);
    assertThat(result.datasets().get(0).tables()).containsExactly("orders/");
    assertThat(sites.newestPoint().datasets().get("all").tables()).isEqualTo(1);
  }

  @Test
  void aPartitionWaitsForItsMarkerAtTheSource() {
    sites.datasets = "datasets:\n  - { name: orders, root: raw/orders, ready: _SUCCESS }\n";
    put(sites.raw, "orders/date=2026-01-01/part-0", "x");
    put(sites.raw, "orders/date=2026-01-01/_SUCCESS", "");
    put(sites.raw, "orders/date=2026-01-02/part-0", "y");

    RunResult result = sites.replicate();

    assertThat(contents(sites.rawWest))
        .containsOnlyKeys("orders/date=2026-01-01/part-0", "orders/date=2026-01-01/_SUCCESS");
    assertThat(result.datasets().get(0).notReplicated().objects()).isEqualTo(1);
    assertThat(sites.newestPoint().datasets().get("orders").waiting()).isEqualTo(1);
  }

  @Test
  void metadataSurvivesAndTheCopySaysWhereItIsFrom() {
    ObjectMetadata metadata =
        ObjectMetadata.of(Map.of("Content-Type", "text/csv"), Map.of("Owner", "ann"));
    var written = put(sites.raw, "orders/a", "alpha", metadata);

    sites.replicate();

    var copy = sites.rawWest.find(ObjectPath.of("orders/a")).orElseThrow();
    assertThat(copy.metadata().headers()).containsEntry("Content-Type", "text/csv");
    assertThat(copy.metadata().user()).containsEntry("Owner", "ann");
    assertThat(copy.metadata().sourceVersion()).contains(written.version());
  }

  @Test
  void theSumOfAllOutcomesIsThePathsSeen() {
    put(sites.raw, "orders/a", "alpha");
    put(sites.raw, "orders/b", "beta");
    sites.replicate();
    put(sites.raw, "orders/c", "gamma");
    remove(sites.raw, "orders/a");
    put(sites.raw, "orders/_temporary/0/x", "scratch");

    DatasetResult orders = sites.replicate().datasets().get(0);

    assertThat(orders.paths().objects()).isEqualTo(4);
    assertThat(
            orders.copied().objects()
                + orders.adopted().objects()
                + orders.kept().objects()
                + orders.deleted().objects()
                + orders.failed().objects()
                + orders.notReplicated().objects())
        .isEqualTo(4);
    assertThat(orders.notReplicated().objects()).isEqualTo(1);
  }

  @Test
  void planShowsWhatAReplicateWouldDoAndWritesNothing() {
    put(sites.raw, "orders/a", "alpha");

    List<PlannedChange> changes = sites.plan();

    assertThat(changes)
        .singleElement()
        .satisfies(c -> assertThat(c.action().path().value()).isEqualTo("a"));
    assertThat(contents(sites.rawWest)).isEmpty();
    assertThat(contents(sites.control)).isEmpty();
  }

  @Test
  void aTargetThatIsPrimaryIsNeverWritten() {
    put(sites.raw, "orders/a", "alpha");
    sites.replicate();
    put(
        sites.control,
        "role/0000000002.json",
        "{\"format\":\"role/1.0\",\"pair\":\"sales\",\"epoch\":2,\"primary\":{\"default\":\"west\"},\"since\":\"2026-01-01T00:00:00Z\"}");

    assertThatThrownBy(sites::replicate).hasMessageContainingAll("orders", "west", "epoch 2");
  }

  @Test
  void aLedgerWithoutRoleStopsTheRun() {
    put(sites.raw, "orders/a", "alpha");
    sites.replicate();
    remove(sites.control, "role/0000000001.json");

    assertThatThrownBy(sites::replicate).hasMessageContaining("no role document");
  }

  @Test
  void aSwappedDirectionIsRefusedAndThePrimaryKept() {
    put(sites.raw, "orders/a", "alpha");
    sites.replicate();
    put(sites.raw, "orders/a", "newer");
    sites.direction = "from: west, to: east";

    assertThatThrownBy(sites::replicate).hasMessageContainingAll("orders", "replica", "swapped");

    assertThat(contents(sites.raw)).containsEntry("orders/a", "newer");
    assertThat(contents(sites.controlEast)).isEmpty();
  }

  @Test
  void aTargetWhoseRecoveryPointsWereLostKeepsWhatItReplacesAllTheSame() {
    put(sites.raw, "orders/a", "one");
    sites.replicate();
    put(sites.raw, "orders/a", "two");
    sites.replicate();
    for (String document : List.copyOf(contents(sites.control).keySet())) {
      remove(sites.control, document);
    }
    sites.replicate();
    put(sites.raw, "orders/a", "three");
    sites.replicate();

    assertThat(contents(sites.rawWest)).containsEntry("orders/a", "three");
    assertThat(contents(sites.history()).values()).containsExactlyInAnyOrder("one", "two");
  }

  @Test
  void aLostLedgerIsRebuiltFromTheMarksAndNothingIsCopiedAgain() {
    put(sites.raw, "orders/a", "one");
    put(sites.raw, "orders/b", "two");
    sites.replicate();
    for (String document : List.copyOf(contents(sites.control).keySet())) {
      remove(sites.control, document);
    }

    LedgerRebuild.Result rebuilt = new LedgerRebuild(sites.config()).run();

    assertThat(rebuilt.datasets().get(0).recovered()).isEqualTo(2);
    assertThat(sites.newestPoint().datasets().get("orders").completeAt()).isEmpty();
    RunResult next = sites.replicate();
    assertThat(next.datasets().get(0).kept().objects()).isEqualTo(2);
    assertThat(next.datasets().get(0).copied().objects()).isZero();
    assertThat(next.outcome()).isEqualTo(RunResult.Outcome.CLEAN);
    assertThatThrownBy(() -> new LedgerRebuild(sites.config()).run())
        .isInstanceOf(LedgerWholeException.class);
  }

  @Test
  void aRecoveryPointNamesTheNewestWholeExportOfTheSourcesMetastore() {
    put(sites.raw, "orders/a", "alpha");
    put(sites.control, "metastore/exports/20261122T060000Z-1/MANIFEST.json", "{}");
    put(sites.control, "metastore/exports/20261122T070000Z-2/MANIFEST.json", "{}");
    put(sites.control, "metastore/exports/20261122T080000Z-3/database/00001.jsonl.gz", "half");
    sites.replicate();
    assertThat(sites.newestPoint().metastoreExport()).isEmpty();

    sites.more = ", metastore: 'thrift://hn0-east:9083'";
    sites.replicate();
    assertThat(sites.newestPoint().metastoreExport()).contains("20261122T070000Z-2");
  }
}
