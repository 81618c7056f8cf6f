package io.twinlake.core.run;

import static io.twinlake.core.run.Faults.at;
import static io.twinlake.core.run.Faults.on;
import static io.twinlake.core.run.TwoSites.contents;
import static io.twinlake.core.run.TwoSites.put;
import static io.twinlake.core.run.TwoSites.remove;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.Effect;
import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.run.Faults.Kind;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Deletions at the target: when they happen, and above all when not. */
class DeletionRunTest {
  private final TwoSites sites = new TwoSites().propagating().oneAtATime();

  @Test
  void anObjectThatCannotBeDeletedIsReportedAndDoesNotStopLaterRuns() {
    put(sites.raw, "orders/a", "alpha");
    put(sites.raw, "orders/b", "beta");
    put(sites.raw, "orders/c", "gamma");
    sites.replicate();
    remove(sites.raw, "orders/a");
    remove(sites.raw, "orders/b");
    sites.faults.always(
        at("raw-west", "orders/a", Kind.DELETE),
        () -> {
          throw new StoreException(
              Effect.NONE_DO_NOT_RETRY, StoreProblem.LEASED, "orders/a has a lease.");
        });

    RunResult result = sites.replicate();

    assertThat(result.notes()).singleElement().asString().contains("a was not deleted", "lease");
    assertThat(contents(sites.rawWest)).containsOnlyKeys("orders/a", "orders/c");
    put(sites.raw, "orders/d", "delta");
    assertThat(sites.replicate().outcome()).isEqualTo(RunResult.Outcome.CLEAN);
    assertThat(contents(sites.rawWest)).containsOnlyKeys("orders/a", "orders/c", "orders/d");
  }

  @Test
  void deletionsThatTheTargetCouldNotTakeAreDoneByTheNextRun() {
    sites.extra = "transfer: { attempts: 1 }";
    put(sites.raw, "orders/a", "alpha");
    put(sites.raw, "orders/b", "beta");
    sites.replicate();
    remove(sites.raw, "orders/a");
    sites.faults.before(
        on("raw-west", Kind.DELETE),
        1,
        () -> {
          throw TwoSites.unavailable("the target");
        });

    RunResult result = sites.replicate();

    assertThat(result.notes()).singleElement().asString().contains("left to the next run");
    assertThat(contents(sites.rawWest)).containsKey("orders/a");
    sites.replicate();
    assertThat(contents(sites.rawWest)).containsOnlyKeys("orders/b");
    assertThat(contents(sites.control)).containsKey("deleted/0000000002.json");
  }

  @Test
  void aReplicaThatSomebodyChangedBeforeItsDeletionIsKept() {
    put(sites.raw, "orders/a", "alpha");
    put(sites.raw, "orders/b", "beta");
    sites.replicate();
    remove(sites.raw, "orders/a");
    put(sites.rawWest, "orders/a", "by somebody else");

    RunResult result = sites.replicate();

    assertThat(result.outcome()).isEqualTo(RunResult.Outcome.PARTIAL);
    assertThat(result.datasets().get(0).failures())
        .singleElement()
        .satisfies(f -> assertThat(f.kind()).isEqualTo(Failure.Kind.TARGET_CONFLICT));
    assertThat(contents(sites.rawWest)).containsEntry("orders/a", "by somebody else");
    assertThat(sites.newestPoint().tombstones()).isZero();
  }

  @Test
  void aReplicaThatSomebodyChangedBetweenCommitAndDeletionIsKeptAndReported() {
    put(sites.raw, "orders/a", "alpha");
    put(sites.raw, "orders/b", "beta");
    sites.replicate();
    remove(sites.raw, "orders/a");
    sites.faults.before(
        on("raw-west", Kind.DELETE), 1, () -> put(sites.rawWest, "orders/a", "by somebody else"));

    RunResult result = sites.replicate();

    assertThat(result.notes()).singleElement().asString().contains("a was not deleted", "version");
    assertThat(contents(sites.rawWest)).containsEntry("orders/a", "by somebody else");
  }

  /** Its bytes cannot be kept any more; the deletion is what everybody wanted. */
  @Test
  void aReplicaThatIsGoneAlreadyIsBuriedWithoutHistory() {
    put(sites.raw, "orders/a", "alpha");
    put(sites.raw, "orders/b", "beta");
    sites.replicate();
    remove(sites.raw, "orders/a");
    remove(sites.rawWest, "orders/a");

    RunResult result = sites.replicate();

    assertThat(result.outcome()).isEqualTo(RunResult.Outcome.CLEAN);
    assertThat(sites.ledger().get(0))
        .satisfies(
            row -> {
              assertThat(row.op()).isEqualTo(LedgerRow.Op.DELETE);
              assertThat(row.history()).isEmpty();
            });
  }

  /**
   * The target then holds a version of ours that no ledger knows; taken for somebody else's it
   * would never be deleted, and every later run would be partial.
   */
  @Test
  void whatADeadRunOverwroteIsDeletedWhenItsSourceIsGone() {
    put(sites.raw, "orders/a", "alpha");
    put(sites.raw, "orders/b", "beta");
    sites.replicate();
    put(sites.raw, "orders/a", "ALPHA");
    sites.faults.before(
        at("control-west", "recovery-points/0000000002.json", Kind.WRITE),
        1,
        () -> {
          throw new Faults.Killed(null);
        });
    assertThatThrownBy(sites::replicate).isInstanceOf(Error.class);
    sites.faults.heal();
    remove(sites.raw, "orders/a");

    RunResult result = sites.replicate();

    assertThat(result.outcome()).isEqualTo(RunResult.Outcome.CLEAN);
    assertThat(contents(sites.rawWest)).containsOnlyKeys("orders/b");
    assertThat(contents(sites.history())).isEqualTo(Map.of("0000000002/orders/a", "alpha"));
    assertThat(sites.ledger().get(0).history())
        .hasValueSatisfying(h -> assertThat(h).endsWith("0000000002/orders/a"));
    assertThat(sites.newestPoint().datasets().get("orders").objects()).isEqualTo(1);
  }

  @Test
  void nothingIsDeletedInARunInWhichAnythingFailed() {
    sites.datasets =
        """
        datasets:
          - { name: orders, root: raw/orders, deletions: propagate, deletionCap: { count: 100, share: 100% } }
          - { name: people, root: raw/people }
        """;
    put(sites.raw, "orders/a", "alpha");
    put(sites.raw, "orders/b", "beta");
    put(sites.raw, "people/x", "x");
    sites.replicate();
    remove(sites.raw, "orders/a");
    put(sites.raw, "people/x", "y");
    sites.faults.before(
        at("raw-west", "people/x", Kind.COPY),
        1,
        () -> {
          throw TwoSites.denied("people/x");
        });

    RunResult result = sites.replicate();

    assertThat(result.outcome()).isEqualTo(RunResult.Outcome.PARTIAL);
    assertThat(contents(sites.rawWest)).containsKey("orders/a");
    assertThat(sites.newestPoint().tombstones()).isZero();
    assertThat(result.datasets().get(0).notes())
        .singleElement()
        .asString()
        .contains("1 deletions of orders are held back");
    assertThat(sites.replicate().datasets().get(0).deleted().objects()).isEqualTo(1);
    assertThat(contents(sites.rawWest)).doesNotContainKey("orders/a");
  }

  @Test
  void aListingThatBreaksInTheMiddleDeletesNothingAndLeavesOtherDatasetsAlone() {
    sites.datasets =
        """
        datasets:
          - { name: orders, root: raw/orders, deletions: propagate, deletionCap: { count: 100, share: 100% } }
          - { name: people, root: raw/people, deletions: propagate, deletionCap: { count: 100, share: 100% } }
        """;
    put(sites.raw, "orders/a", "alpha");
    put(sites.raw, "orders/b", "beta");
    put(sites.raw, "orders/c", "gamma");
    put(sites.raw, "people/x", "x");
    put(sites.raw, "people/y", "y");
    sites.replicate();
    put(sites.raw, "orders/a", "ALPHA");
    put(sites.raw, "people/x", "X");
    remove(sites.raw, "people/y");
    sites.faults.breakListingAt(e -> e.path().value().equals("orders/b"));

    RunResult result = sites.replicate();

    assertThat(result.outcome()).isEqualTo(RunResult.Outcome.PARTIAL);
    assertThat(result.datasets())
        .extracting(DatasetResult::state)
        .containsExactly(DatasetResult.State.FAILED, DatasetResult.State.COMPLETE);
    assertThat(contents(sites.rawWest))
        .isEqualTo(
            Map.of(
                "orders/a",
                "alpha",
                "orders/b",
                "beta",
                "orders/c",
                "gamma",
                "people/x",
                "X",
                "people/y",
                "y"));
    assertThat(sites.newestPoint().number()).isEqualTo(2);
    assertThat(sites.newestPoint().datasets().get("orders").completePoint()).contains(1L);
    assertThat(sites.newestPoint().datasets().get("people").completePoint()).contains(2L);
    sites.faults.heal();
    assertThat(sites.replicate().outcome()).isEqualTo(RunResult.Outcome.CLEAN);
    assertThat(contents(sites.rawWest)).isEqualTo(contents(sites.raw));
  }

  /**
   * A job that overwrites a partition takes its marker and old files away first. Deleting those at
   * the target would leave the disaster site with neither the old partition nor the new one.
   */
  @Test
  void aPartitionThatIsBeingRewrittenLosesNothing() {
    sites.datasets =
        "datasets:\n  - { name: orders, root: raw/orders, ready: _SUCCESS, deletions: propagate, deletionCap: { count: 100, share: 100% } }\n";
    put(sites.raw, "orders/date=1/_SUCCESS", "");
    put(sites.raw, "orders/date=1/part-0", "old");
    put(sites.raw, "orders/date=2/_SUCCESS", "");
    put(sites.raw, "orders/date=2/part-0", "dropped soon");
    put(sites.raw, "orders/date=3/_SUCCESS", "");
    put(sites.raw, "orders/date=3/part-0", "stays");
    sites.replicate();
    remove(sites.raw, "orders/date=1/_SUCCESS");
    remove(sites.raw, "orders/date=1/part-0");
    put(sites.raw, "orders/date=1/part-1", "half of the new");
    remove(sites.raw, "orders/date=2/_SUCCESS");
    remove(sites.raw, "orders/date=2/part-0");

    sites.replicate();

    assertThat(contents(sites.rawWest))
        .containsOnlyKeys(
            "orders/date=1/_SUCCESS",
            "orders/date=1/part-0",
            "orders/date=3/_SUCCESS",
            "orders/date=3/part-0");
    put(sites.raw, "orders/date=1/_SUCCESS", "");
    sites.replicate();
    assertThat(contents(sites.rawWest)).isEqualTo(contents(sites.raw));
  }

  @Test
  void aTombstonedPathThatComesBackIsCopiedAsNew() {
    put(sites.raw, "orders/a", "alpha");
    put(sites.raw, "orders/b", "beta");
    sites.replicate();
    remove(sites.raw, "orders/a");
    sites.replicate();
    put(sites.raw, "orders/a", "again");

    RunResult result = sites.replicate();

    assertThat(result.datasets().get(0).copied().objects()).isEqualTo(1);
    assertThat(contents(sites.rawWest)).containsEntry("orders/a", "again");
    assertThat(sites.newestPoint().datasets().get("orders").objects()).isEqualTo(2);
  }
}
