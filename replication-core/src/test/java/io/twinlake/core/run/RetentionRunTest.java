package io.twinlake.core.run;

import static io.twinlake.core.run.TwoSites.contents;
import static io.twinlake.core.run.TwoSites.put;
import static io.twinlake.core.run.TwoSites.remove;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.twinlake.core.ReplicationException;
import io.twinlake.core.restore.RestoreResult;
import io.twinlake.core.retention.PointState;
import io.twinlake.core.retention.PointStates;
import io.twinlake.core.retention.Retention;
import io.twinlake.core.store.StoreContext;
import io.twinlake.core.store.Stores;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RetentionRunTest {
  private static final String TWO_WEEKS =
      "datasets:\n  - { name: orders, root: raw/orders, retention: 14d }\n";

  private final TwoSites sites = new TwoSites();

  @BeforeEach
  void threePoints() {
    sites.datasets = TWO_WEEKS;
    put(sites.raw, "orders/a", "one");
    sites.replicate();
    put(sites.raw, "orders/a", "two");
    sites.replicate();
    put(sites.raw, "orders/a", "three");
    sites.replicate();
  }

  @Test
  void nothingEndsBeforeItsTime() {
    Retention.Result result = after(Duration.ofDays(13), false);

    assertThat(result.historyObjects()).isZero();
    assertThat(result.documents()).isZero();
    assertThat(contents(sites.history())).hasSize(2);
  }

  @Test
  void historyEndsWhenItIsOlderThanItsRetentionAndTheNewestPointStays() {
    Retention.Result result = after(Duration.ofDays(15), false);

    assertThat(result.historyObjects()).isEqualTo(2);
    assertThat(result.historyBytes()).isEqualTo(6);
    assertThat(contents(sites.history())).isEmpty();
    assertThat(contents(sites.control).keySet())
        .filteredOn(k -> k.startsWith("recovery-points/"))
        .containsExactly("recovery-points/0000000003.json");
    assertThat(contents(sites.rawWest)).containsEntry("orders/a", "three");
    assertThat(sites.replicate().recoveryPoint()).contains(4L);
  }

  @Test
  void aDryRunOnlyCounts() {
    Map<String, String> before = contents(sites.history());

    assertThat(after(Duration.ofDays(15), true).historyObjects()).isEqualTo(2);

    assertThat(contents(sites.history())).isEqualTo(before);
  }

  @Test
  void whatLeadsBackToTheNewestCompletePointStays() {
    put(sites.raw, "orders/_delta_log/00000000000000000000.json", "{}");
    put(sites.raw, "orders/a", "four");
    assertThat(sites.replicate().outcome()).isEqualTo(RunResult.Outcome.PARTIAL);

    after(Duration.ofDays(15), false);

    assertThat(sites.newestPoint().datasets().get("orders").completePoint()).contains(3L);
    assertThat(contents(sites.control)).containsKey("recovery-points/0000000003.json");
  }

  @Test
  void whatIsNotOursInTheHistoryRootIsLeftAndNamed() {
    put(sites.history(), "notes/readme.txt", "by a person");

    Retention.Result result = after(Duration.ofDays(15), false);

    assertThat(contents(sites.history())).containsOnlyKeys("notes/readme.txt");
    assertThat(result.notes()).singleElement().asString().contains("notes/");
  }

  @Test
  void historyWithoutAPointOfItsOwnWaitsForTheOldestPoint() {
    for (String document :
        List.of("recovery-points/0000000001.json", "recovery-points/0000000002.json")) {
      remove(sites.control, document);
    }

    assertThat(after(Duration.ofDays(13), false).historyObjects()).isZero();
    assertThat(after(Duration.ofDays(15), false).historyObjects()).isEqualTo(2);
  }

  private void validated(String id, long point, String level, String verdict) {
    put(
        sites.control,
        "validations/" + id + ".json",
        """
        {"format":"validation/1.0","level":"%s","point":%d,"datasets":[{"name":"orders","verdict":"%s"}]}
        """
            .formatted(level, point, verdict));
  }

  @Test
  void whatLeadsBackToTheNewestVerifiedPointStays() {
    validated("20261101T000000Z-aa", 1, "CONTENT", "CLEAN");
    validated("20261102T000000Z-bb", 2, "LEDGER", "CLEAN");
    validated("20261103T000000Z-cc", 3, "CONTENT", "DIFFERENCES");
    validated("20261104T000000Z-dd", 3, "LISTING", "CLEAN");

    Retention.Result result = after(Duration.ofDays(15), false);

    assertThat(result.historyObjects()).as("what point 2 replaced").isEqualTo(1);
    assertThat(contents(sites.history())).hasSize(1);
    assertThat(contents(sites.control))
        .containsKeys("recovery-points/0000000002.json", "recovery-points/0000000003.json")
        .doesNotContainKey("recovery-points/0000000001.json");
    assertThat(new Restoration(sites.config(), 2, false).apply().outcome())
        .isEqualTo(RestoreResult.Outcome.RESTORED);
    assertThat(contents(sites.rawWest)).containsEntry("orders/a", "two");
  }

  @Test
  void aValidationThatCannotBeReadEndsNothing() {
    put(sites.control, "validations/20261101T000000Z-aa.json", "{");

    assertThatThrownBy(() -> after(Duration.ofDays(15), false))
        .isInstanceOf(ReplicationException.class);

    assertThat(contents(sites.history())).hasSize(2);
  }

  @Test
  void segmentsEndWithTheLastPointThatNamesThem() {
    for (int run = 4; run <= 20; run++) {
      put(sites.raw, "orders/a", "of run " + run);
      sites.replicate();
    }
    long before = segments();
    assertThat(before).as("before and after compaction").isGreaterThan(20);

    after(Duration.ofDays(15), false);

    assertThat(segments()).isEqualTo(sites.newestPoint().segments().size());
    assertThat(sites.plan()).isEmpty();
  }

  private long segments() {
    return contents(sites.control).keySet().stream().filter(k -> k.startsWith("ledger/")).count();
  }

  @Test
  void pointsSayWhetherTheyWereVerifiedAndWhetherTheyCanBeRestored() {
    validated("20261102T000000Z-bb", 2, "LEDGER", "CLEAN");

    assertThat(states(Duration.ZERO))
        .extracting(s -> s.point().number(), PointState::verified, PointState::notRestorable)
        .containsExactly(
            tuple(3L, Map.of(), Optional.empty()),
            tuple(2L, Map.of("orders", "ledger"), Optional.empty()),
            tuple(1L, Map.of(), Optional.empty()));
    assertThat(states(Duration.ofDays(15)))
        .extracting(s -> s.notRestorable().orElse("yes"))
        .containsExactly("yes", "yes", "history has ended for orders");
    remove(sites.control, sites.newestPoint().segments().get(1).path());
    assertThat(states(Duration.ZERO))
        .extracting(s -> s.notRestorable().orElse("yes"))
        .containsExactly("a part of its ledger has ended", "a part of its ledger has ended", "yes");
    assertThatThrownBy(() -> new Restoration(sites.config(), 2, false).plan())
        .hasMessageContaining("cannot be restored any more");
  }

  private List<PointState> states(Duration later) {
    return PointStates.read(
        sites.settings(),
        new Stores(new StoreContext(Map.of(), "test")),
        20,
        Instant.now().plus(later));
  }

  private Retention.Result after(Duration time, boolean dryRun) {
    return new Retention(
            sites.settings(),
            new Stores(new StoreContext(Map.of(), "test")),
            Instant.now().plus(time),
            dryRun)
        .run();
  }
}
