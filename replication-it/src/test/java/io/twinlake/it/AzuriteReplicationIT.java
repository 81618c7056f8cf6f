package io.twinlake.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.plan.Reason;
import io.twinlake.core.plan.Tally;
import io.twinlake.core.run.DatasetResult;
import io.twinlake.core.run.RunResult;
import io.twinlake.testing.AzuriteRequest;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/**
 * One lake with hostile names through several runs between two real storage accounts, as the shaded
 * jar does it and an independent client sees it. The tests are one story, in order.
 */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AzuriteReplicationIT {
  private static final String DATASETS =
      "datasets: [ { name: raw, root: raw }, { name: staging, root: staging } ]";

  private final TwoAccounts lake = new TwoAccounts();

  @BeforeAll
  void fill() {
    HostileLake.fill(lake.source, lake.raw, lake.staging);
  }

  @Test
  @Order(1)
  void theTargetHoldsEveryNameByteHeaderAndMetadataOfTheSource() {
    RunResult first = lake.replicateCleanly(DATASETS);

    lake.assertSame(lake.raw);
    lake.assertSame(lake.staging);
    assertThat(lake.target.list(lake.raw)).containsKeys("a//b", "a/b", "a", "a/", "x/../z");
    assertThat(first.datasets())
        .allSatisfy(d -> assertThat(d.copied()).isEqualTo(d.paths()))
        .allSatisfy(d -> assertThat(d.serverSide()).isEqualTo(d.copied().objects()));
  }

  @Test
  @Order(2)
  void aRunWithoutChangesWritesNoDataAndCostsOneListPagePerDatasetAndTwelveRequests() {
    int segments = lake.documents("ledger").size();

    List<AzuriteRequest> requests = lake.requestsOf(() -> lake.replicateCleanly(DATASETS));

    assertThat(requests)
        .as(() -> TwoAccounts.shown(requests))
        .noneMatch(
            r ->
                r.isWrite()
                    && (r.container().equals(lake.raw) || r.container().equals(lake.staging)))
        .noneMatch(r -> r.container().equals(lake.history))
        .hasSizeLessThanOrEqualTo(2 + segments + 12);
    assertThat(lake.documents("recovery-points")).hasSize(2);
  }

  @Test
  @Order(3)
  void onlyWhatChangedIsCopiedAndWhatItReplacesIsInHistory() {
    lake.source.put(lake.raw, "a//b", "new content of a/b");
    lake.source.put(lake.raw, "Case", "CONTENT of Case");
    lake.source.put(lake.raw, "orders/date=2026-02-01/part-0", "a new partition");
    lake.source.delete(lake.raw, "case");

    RunResult result = lake.replicateCleanly(DATASETS);

    assertThat(dataset(result, "raw").copied().objects()).isEqualTo(3);
    assertThat(dataset(result, "staging").copied().objects()).isZero();
    assertThat(lake.target.text(lake.raw, "a//b")).isEqualTo("new content of a/b");
    assertThat(lake.target.text(lake.raw, "a/b")).isEqualTo("content of a/b");
    assertThat(lake.target.list(lake.raw)).as("deletions are off").containsKey("case");
    assertThat(lake.target.list(lake.history).keySet())
        .containsExactly("0000000003/raw/Case", "0000000003/raw/a//b");
    assertThat(lake.target.text(lake.history, "0000000003/raw/a//b")).isEqualTo("content of a//b");
  }

  @Test
  @Order(4)
  void anObjectWithTheLongestNameIsReplacedToo() {
    lake.source.put(lake.raw, HostileLake.LONGEST, "newer content");

    lake.replicateCleanly(DATASETS);

    assertThat(lake.target.text(lake.raw, HostileLake.LONGEST)).isEqualTo("newer content");
    String kept =
        lake.target.list(lake.history).keySet().stream()
            .filter(name -> name.startsWith("0000000004/raw/nnn"))
            .findFirst()
            .orElseThrow();
    assertThat(lake.target.text(lake.history, kept)).isEqualTo("content of " + HostileLake.LONGEST);
  }

  @Test
  @Order(5)
  void appendAndPageBlobsAreReportedAndNeverConverted() {
    HostileLake.addForeignTypes(lake.source, lake.staging);

    RunResult result = lake.twinlake(DATASETS).replicate();

    assertThat(result.outcome()).isEqualTo(RunResult.Outcome.PARTIAL);
    assertThat(
            dataset(result, "staging")
                .reasons()
                .get(Tally.Outcome.SKIP)
                .get(Reason.UNSUPPORTED_TYPE)
                .objects())
        .isEqualTo(2);
    assertThat(lake.target.list(lake.staging)).doesNotContainKeys("log.append", "disk.page");
    lake.source.delete(lake.staging, "log.append");
    lake.source.delete(lake.staging, "disk.page");
  }

  @Test
  @Order(6)
  void whatIsGoneAtTheSourceIsDeletedWhereDeletionsArePropagatedWithItsBytesInHistory() {
    String propagating =
        """
        datasets:
          - { name: raw, root: raw, deletions: propagate, deletionCap: { count: 10, share: 100% } }
          - { name: staging, root: staging }
        """;
    RunResult result = lake.replicateCleanly(propagating);

    assertThat(dataset(result, "raw").deleted().objects()).isEqualTo(1);
    assertThat(lake.target.list(lake.raw)).doesNotContainKey("case").containsKey("Case");
    assertThat(lake.target.list(lake.history).keySet()).anyMatch(n -> n.endsWith("/raw/case"));
  }

  private static DatasetResult dataset(RunResult result, String name) {
    return result.datasets().stream().filter(d -> d.name().equals(name)).findFirst().orElseThrow();
  }
}
