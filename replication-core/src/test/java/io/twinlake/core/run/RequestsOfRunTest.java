package io.twinlake.core.run;

import static io.twinlake.core.run.TwoSites.put;
import static io.twinlake.core.run.TwoSites.remove;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.json.Json;
import io.twinlake.core.settings.Rates;
import io.twinlake.core.store.RequestKind;
import io.twinlake.core.traffic.RequestMeter;
import io.twinlake.core.traffic.Side;
import io.twinlake.core.traffic.Traffic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run counts what it asks, and a plan and an estimate say it beforehand. */
class RequestsOfRunTest {
  private final TwoSites sites = new TwoSites().propagating();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "transfer: { partSize: 64KiB, attempts: 1 }",
        "transfer: { partSize: 64KiB, attempts: 1, route: streamed }"
      })
  void planEstimateAndRunPredictWhatIsAsked(String transfer) {
    sites.extra = transfer;
    for (int i = 0; i < 2500; i++) {
      put(sites.raw, "orders/d%02d/part-%04d".formatted(i % 50, i), "content " + i);
    }
    assertPredicted();
    put(sites.raw, "orders/warm", "makes the history root, which no plan can foresee");
    sites.replicate();
    put(sites.raw, "orders/warm", "again");
    sites.replicate();

    put(sites.raw, "orders/warm", "x".repeat(200_000));
    put(sites.raw, "orders/new", "y".repeat(100_000));
    put(sites.raw, "orders/empty", "");
    put(sites.raw, "orders/d01/part-0001", "other");
    remove(sites.raw, "orders/d02/part-0002");
    remove(sites.raw, "orders/d03/part-0003");
    assertPredicted();

    assertPredicted();
  }

  private void assertPredicted() {
    Traffic planned = new Replication(sites.config()).plan(c -> {}).result().requests().predicted();
    Traffic estimated = new Replication(sites.config()).estimate().result().requests().predicted();

    RequestReport done = sites.replicate().requests();

    assertThat(asked(done.predicted())).isEqualTo(asked(done.actual()));
    assertThat(asked(planned)).isEqualTo(asked(done.actual()));
    assertThat(asked(estimated)).isEqualTo(asked(done.actual()));
    for (Traffic.Amount amount :
        new Traffic.Amount[] {Traffic.Amount.BYTES_COPIED, Traffic.Amount.MILLIS_HELD}) {
      assertThat(estimated.of(amount)).as(amount.name()).isEqualTo(done.actual().of(amount));
    }
  }

  private static Map<String, Long> asked(Traffic traffic) {
    Map<String, Long> asked = new TreeMap<>();
    for (Side side : Side.values()) {
      for (RequestKind kind : RequestKind.values()) {
        if (traffic.of(side, kind) > 0) {
          asked.put(side + " " + kind, traffic.of(side, kind));
        }
      }
    }
    return asked;
  }

  @Test
  void anEstimateCountsAsThePlanDoesAlsoWhereTablesAndReadyPartitionsDecide() {
    sites.datasets = "datasets:\n  - { name: orders, root: raw/orders, ready: _SUCCESS }\n";
    put(sites.raw, "orders/d=1/part", "ready");
    put(sites.raw, "orders/d=1/_SUCCESS", "");
    put(sites.raw, "orders/d=2/part", "not ready");
    put(sites.raw, "orders/table/_delta_log/00000000000000000000.json", "{}");
    put(sites.raw, "orders/table/part", "in a table");

    RunResult plan = new Replication(sites.config()).plan(c -> {}).result();
    RunResult estimate = new Replication(sites.config()).estimate().result();

    DatasetResult planned = plan.datasets().get(0);
    DatasetResult estimated = estimate.datasets().get(0);
    assertThat(estimated.copied()).isEqualTo(planned.copied());
    assertThat(estimated.copied().objects()).isEqualTo(2);
    assertThat(estimated.reasons()).isEqualTo(planned.reasons());
    assertThat(asked(estimate.requests().predicted()))
        .isEqualTo(asked(plan.requests().predicted()));
    assertThat(estimate.requests().actual().requests())
        .as("it lists twice, and says so")
        .isGreaterThan(plan.requests().actual().requests());
  }

  @Test
  void eachAttemptCounts() {
    sites.extra = "transfer: { attempts: 3 }";
    put(sites.raw, "orders/a", "content");
    sites.faults.before(
        Faults.on("raw-west", Faults.Kind.COPY),
        1,
        () -> {
          throw TwoSites.unavailable("orders/a");
        });

    RequestReport requests = sites.replicate().requests();

    assertThat(requests.predicted().of(Side.TARGET, RequestKind.COPY)).isEqualTo(1);
    assertThat(requests.actual().of(Side.TARGET, RequestKind.COPY)).isEqualTo(2);
    assertThat(requests.actual().of(Side.SOURCE, RequestKind.SERVED)).isEqualTo(2);
  }

  @Test
  void theReportOnTheControlRootHoldsItsRequests() {
    put(sites.raw, "orders/a", "content");
    RunResult result = sites.replicate();

    LastRun kept =
        Json.parseDocument(
            TwoSites.contents(sites.control)
                .get("reports/" + result.run() + ".json")
                .getBytes(StandardCharsets.UTF_8),
            "run-report/1",
            LastRun.class,
            "test");

    assertThat(kept.requests().predicted()).isEqualTo(result.requests().predicted());
    assertThat(result.requests().actual().requests())
        .isEqualTo(kept.requests().actual().requests() + 1);
  }

  @Test
  void onlyALongRunMeasures() {
    RequestMeter meter = new RequestMeter();
    meter.count(Side.TARGET, RequestKind.WRITE, 6000);
    meter.count(Side.TARGET, Traffic.Amount.BYTES_SENT, 60L << 30);
    RequestReport report = new RequestReport(Traffic.NONE, meter.read(), 0);
    Instant began = Instant.parse("2026-11-22T00:00:00Z");

    assertThat(new LastRun(began, began.plus(Duration.ofSeconds(29)), report).rates("r"))
        .isEqualTo(Rates.UNKNOWN);
    assertThat(new LastRun(began, began.plus(Duration.ofSeconds(60)), report).rates("r"))
        .isEqualTo(new Rates(1L << 30, 100, "measured by run r"));
  }
}
