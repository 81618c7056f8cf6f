package io.twinlake.core.run;

import static io.twinlake.core.run.Faults.at;
import static io.twinlake.core.run.TwoSites.contents;
import static io.twinlake.core.run.TwoSites.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.run.Faults.Kind;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Datasets that belong together, between stores in memory. */
class GroupRunTest {
  private static final String DATASETS =
      "datasets:\n  - { name: clicks, root: raw/clicks, group: nightly }\n"
          + "  - { name: orders, root: raw/orders, group: nightly }\n"
          + "  - { name: other, root: raw/other }\n";
  private static final String EXCLUDE = "groups: { nightly: { groupFailure: exclude } }\n";

  private final TwoSites sites = new TwoSites();

  @BeforeEach
  void aReplicatedGroup() {
    sites.datasets = DATASETS;
    for (int i = 0; i < 10; i++) {
      put(sites.raw, "clicks/" + i, "click " + i);
      put(sites.raw, "orders/date=1/" + i, "order " + i);
    }
    put(sites.raw, "other/a", "other");
    sites.replicate();
  }

  /** One file of each dataset, a marker, and something that fails. */
  private RunResult runThatFailsAt(String path) {
    put(sites.raw, "clicks/0", "click changed");
    put(sites.raw, "orders/date=2/new", "new");
    put(sites.raw, "orders/date=2/_SUCCESS", "");
    put(sites.raw, "other/a", "other changed");
    sites.faults.before(
        at("raw-west", path, Kind.WRITE, Kind.COPY),
        1,
        () -> {
          throw TwoSites.denied("the target");
        });
    RunResult run = sites.replicate();
    sites.faults.heal();
    return run;
  }

  @Test
  void nobodyOfTheGroupAdvancesIfOneFails() {
    RunResult run = runThatFailsAt("clicks/0");

    assertThat(run.outcome()).isEqualTo(RunResult.Outcome.PARTIAL);
    assertThat(run.datasets())
        .extracting(DatasetResult::state)
        .containsExactly(
            DatasetResult.State.HELD, DatasetResult.State.HELD, DatasetResult.State.COMPLETE);
    assertThat(run.datasets().get(1).notes()).anySatisfy(n -> assertThat(n).contains("clicks"));
    assertThat(sites.newestPoint().datasets().get("orders").completePoint()).contains(1L);
    assertThat(sites.newestPoint().datasets().get("other").completePoint()).contains(2L);
    assertThat(contents(sites.rawWest)).doesNotContainKey("orders/date=2/_SUCCESS");
  }

  @Test
  void whatWasCopiedForAHeldGroupIsTakenByTheNextRun() {
    runThatFailsAt("clicks/0");

    RunResult next = sites.replicate();

    assertThat(next.outcome()).isEqualTo(RunResult.Outcome.CLEAN);
    assertThat(next.datasets().get(1).adopted().objects()).isEqualTo(1);
    assertThat(contents(sites.rawWest)).isEqualTo(contents(sites.raw));
    assertThat(sites.newestPoint().datasets().get("orders").objects()).isEqualTo(12);
    assertThat(sites.plan()).isEmpty();
    assertThat(contents(sites.control).keySet()).noneMatch(k -> k.startsWith("claims/"));
  }

  @Test
  void theOthersGoOnWhereTheSettingsExcludeWhatFails() {
    sites.datasets = EXCLUDE + DATASETS;

    RunResult run = runThatFailsAt("clicks/0");

    assertThat(run.datasets())
        .extracting(DatasetResult::state)
        .containsExactly(
            DatasetResult.State.PARTIAL,
            DatasetResult.State.COMPLETE,
            DatasetResult.State.COMPLETE);
    assertThat(run.notes()).anySatisfy(n -> assertThat(n).contains("nightly is partial"));
    assertThat(contents(sites.rawWest)).containsKey("orders/date=2/_SUCCESS");
  }

  @Test
  void aGroupOfWhichOneCannotBeListedIsHeldBeforeAnythingIsWritten() {
    put(sites.raw, "orders/date=1/0", "order changed");
    sites.faults.breakListingAt(e -> e.path().value().equals("clicks/5"));

    RunResult run = sites.replicate();

    assertThat(run.datasets())
        .extracting(DatasetResult::state)
        .containsExactly(
            DatasetResult.State.FAILED, DatasetResult.State.HELD, DatasetResult.State.COMPLETE);
    assertThat(contents(sites.rawWest)).containsEntry("orders/date=1/0", "order 0");
  }

  @Test
  void whatLooksLikeRansomwareIsHeldForAPerson() {
    for (int i = 0; i < 7; i++) {
      put(sites.raw, "orders/date=1/" + i, "encrypted " + i);
    }
    var before = contents(sites.rawWest);

    RunResult run = sites.replicate();

    assertThat(run.datasets().get(0).state()).isEqualTo(DatasetResult.State.HELD);
    assertThat(run.datasets().get(1).state()).isEqualTo(DatasetResult.State.HELD);
    assertThat(run.datasets().get(1).notes())
        .anySatisfy(n -> assertThat(n).contains("replace 7 and delete 0 of 20", "ransomware"));
    assertThat(contents(sites.rawWest)).isEqualTo(before);
    assertThat(sites.replicate().datasets().get(1).state()).isEqualTo(DatasetResult.State.HELD);

    RunResult released = new Replication(sites.config()).releasing(Set.of("nightly")).replicate();

    assertThat(released.outcome()).isEqualTo(RunResult.Outcome.CLEAN);
    assertThat(contents(sites.rawWest)).isEqualTo(contents(sites.raw));
  }

  @Test
  void newObjectsAreNoMassChange() {
    for (int i = 100; i < 200; i++) {
      put(sites.raw, "orders/date=2/" + i, "new " + i);
    }

    assertThat(sites.replicate().outcome()).isEqualTo(RunResult.Outcome.CLEAN);
  }
}
