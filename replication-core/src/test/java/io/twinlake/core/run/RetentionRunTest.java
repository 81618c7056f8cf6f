package io.twinlake.core.run;

import static io.twinlake.core.run.TwoSites.contents;
import static io.twinlake.core.run.TwoSites.put;
import static io.twinlake.core.run.TwoSites.remove;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.retention.Retention;
import io.twinlake.core.store.StoreContext;
import io.twinlake.core.store.Stores;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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

  private Retention.Result after(Duration time, boolean dryRun) {
    return new Retention(
            sites.settings(),
            new Stores(new StoreContext(Map.of(), "test")),
            Instant.now().plus(time),
            dryRun)
        .run();
  }
}
