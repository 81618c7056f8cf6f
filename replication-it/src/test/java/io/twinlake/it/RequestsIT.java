package io.twinlake.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.run.Forecast;
import io.twinlake.testing.AzuriteRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
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

    AtomicReference<Forecast> told = new AtomicReference<>();
    List<AzuriteRequest> planning =
        lake.requestsOf(
            () -> told.set(lake.twinlake(transfer, DELETING).plan(change -> {}).forecast()));
    assertThat(planning).as(() -> TwoAccounts.shown(planning)).noneMatch(AzuriteRequest::isWrite);
    List<AzuriteRequest> run =
        new ArrayList<>(lake.requestsOf(() -> lake.replicateCleanly(transfer, DELETING)));

    Forecast forecast = told.get();
    assertThat(count(run, TwoAccounts.put("sa4", lake.raw)))
        .as(() -> "writes at the target" + TwoAccounts.shown(run))
        .isEqualTo(forecast.targetWrites());
    assertThat(count(run, TwoAccounts.put("sa4", lake.history)))
        .as(() -> "writes into history" + TwoAccounts.shown(run))
        .isEqualTo(forecast.historyWrites());
    assertThat(count(run, r -> r.method().equals("DELETE") && r.container().equals(lake.raw)))
        .isEqualTo(forecast.deletes());
    assertThat(count(run, r -> r.account().equals("sa3") && !r.blob().isEmpty()))
        .as(() -> "reads of the source" + TwoAccounts.shown(run))
        .isEqualTo(forecast.sourceReads());
    lake.assertSame(lake.raw);
  }

  private static long count(List<AzuriteRequest> requests, Predicate<AzuriteRequest> which) {
    return requests.stream().filter(which).count();
  }
}
