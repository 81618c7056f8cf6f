package io.twinlake.core.run;

import static io.twinlake.core.run.TwoSites.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.ReplicationException;
import io.twinlake.core.status.DatasetStatus.Verdict;
import io.twinlake.core.status.Status;
import io.twinlake.core.store.StoreContext;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatusReadTest {
  private final TwoSites sites = new TwoSites();

  @Test
  void beforeTheFirstRunNoObjectiveIsMet() {
    Status status = after(Duration.ZERO);

    assertThat(status.point()).isEmpty();
    assertThat(status.datasets().get(0).verdict()).isEqualTo(Verdict.NEVER);
    assertThat(status.objectivesMet()).isFalse();
  }

  @Test
  void theAgeIsThatOfTheSourcesListingAgainstTheObjective() {
    sites.datasets =
        "datasets:\n  - { name: orders, root: raw/orders, objective: { rpo: 15m, rto: 4h } }\n";
    put(sites.raw, "orders/a", "alpha");
    sites.replicate();

    assertThat(after(Duration.ofMinutes(14)).objectivesMet()).isTrue();
    Status late = after(Duration.ofMinutes(16));
    assertThat(late.objectivesMet()).isFalse();
    assertThat(late.datasets().get(0).verdict()).isEqualTo(Verdict.MISSED);
    assertThat(late.epoch()).contains(1L);
    assertThat(late.primary()).contains("east");
  }

  @Test
  void aPartialPointDoesNotMakeADatasetYounger() {
    put(sites.raw, "orders/a", "alpha");
    sites.replicate();
    Duration before = after(Duration.ofHours(2)).datasets().get(0).age().orElseThrow();
    put(sites.raw, "orders/t/_delta_log/0.json", "{}");
    sites.replicate();

    Status status = after(Duration.ofHours(2));

    assertThat(status.point()).contains(2L);
    assertThat(status.datasets().get(0).age().orElseThrow()).isGreaterThanOrEqualTo(before);
    assertThat(status.datasets().get(0).last().orElseThrow().tables()).isEqualTo(1);
  }

  @Test
  void nothingIsPromisedForDatasetsThatAreOnlyComparedOrLocal() {
    sites.datasets =
        "datasets:\n  - { name: inbound, root: raw/inbound, mode: compare }\n  - { name: scratch, root: raw/scratch, mode: local }\n";

    assertThat(after(Duration.ofDays(1)).objectivesMet()).isTrue();
  }

  @Test
  void aDamagedPointIsAnErrorAndNeverNoPoint() {
    put(sites.control, "recovery-points/0000000001.json", "{ half");

    assertThatThrownBy(() -> after(Duration.ZERO))
        .isInstanceOf(ReplicationException.class)
        .hasMessageContainingAll("0000000001.json", "damaged");
  }

  private Status after(Duration time) {
    return Status.read(
        sites.settings(),
        new StoreContext(Map.of(), "test"),
        Clock.offset(Clock.systemUTC(), time));
  }
}
