package io.twinlake.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.run.RequestReport;
import io.twinlake.testing.AzuriteRequest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code plan} says a run will cost is what the service is asked for. */
@Timeout(120)
class RequestsIT {
  private static final String DELETING =
      "datasets: [ { name: raw, root: raw, deletions: propagate, deletionCap: { count: 10, share: 100% } } ]";

  private final TwoAccounts lake = new TwoAccounts();

  @ParameterizedTest
  @ValueSource(strings = {"auto", "streamed"})
  @DisplayName("T34: predicted requests are the service's own count, and a plan writes nothing")
  void theForecastIsWhatTheServiceCounts(String route) {
    String transfer = "transfer: { partSize: 64KiB, route: %s }".formatted(route);
    for (String name : List.of("kept", "same-size", "gone", "shrinks", "warm")) {
      lake.source.put(lake.raw, name, "content of " + name);
    }
    lake.source.put(lake.raw, "large-replaced", new byte[200 << 10], Map.of());
    lake.replicateCleanly(transfer, DELETING);
    // The first history of a pair makes its container, which no plan can foresee.
    lake.source.put(lake.raw, "warm", "warmer");
    lake.replicateCleanly(transfer, DELETING);
    lake.source.put(lake.raw, "same-size", "CONTENT of same-size");
    lake.source.put(lake.raw, "shrinks", "");
    lake.source.put(lake.raw, "new", "new content");
    lake.source.put(lake.raw, "empty", "");
    lake.source.put(lake.raw, "large-new", new byte[(300 << 10) + 1], Map.of());
    lake.source.put(lake.raw, "large-replaced", new byte[150 << 10], Map.of());
    lake.source.delete(lake.raw, "gone");

    AtomicReference<RequestReport> plan = new AtomicReference<>();
    List<AzuriteRequest> planning =
        lake.requestsOf(
            () ->
                plan.set(lake.twinlake(transfer, DELETING).plan(change -> {}).result().requests()));
    assertThat(planning).as(() -> TwoAccounts.shown(planning)).noneMatch(AzuriteRequest::isWrite);
    AtomicReference<RequestReport> done = new AtomicReference<>();
    List<AzuriteRequest> run =
        lake.requestsOf(() -> done.set(lake.replicateCleanly(transfer, DELETING).requests()));

    assertThat(LoggedTraffic.asked(plan.get().actual()))
        .isEqualTo(LoggedTraffic.counted(planning, lake.history));
    assertThat(LoggedTraffic.asked(done.get().actual()))
        .as(() -> TwoAccounts.shown(run))
        .isEqualTo(LoggedTraffic.counted(run, lake.history));
    assertThat(LoggedTraffic.asked(done.get().predicted()))
        .as(() -> "what the run predicted" + TwoAccounts.shown(run))
        .isEqualTo(LoggedTraffic.counted(run, lake.history));
    assertThat(LoggedTraffic.asked(plan.get().predicted()))
        .as(() -> "what the plan predicted" + TwoAccounts.shown(run))
        .isEqualTo(LoggedTraffic.counted(run, lake.history));
    lake.assertSame(lake.raw);
  }
}
