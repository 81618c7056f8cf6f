package io.twinlake.core.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.settings.PriceTable;
import io.twinlake.core.settings.Rates;
import io.twinlake.core.settings.ThrottleSettings;
import io.twinlake.core.settings.ThrottleSettings.Limit;
import io.twinlake.core.store.RequestKind;
import io.twinlake.core.traffic.Traffic.Amount;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EstimateTest {
  private static final long GIB = 1L << 30;
  private static final PriceTable PRICES =
      PriceTable.load(
          """
          format: prices/1
          currency: EUR
          asOf: 2026-11-22
          tiers:
            a: { list: 1, read: 2, write: 3, other: 4, delete: 5, retrieval: 0.5, storage: 0.25 }
            b: { list: 10, read: 20, write: 30, other: 40, delete: 50, retrieval: 1, storage: 2 }
          sides: { source: a, target: b, history: b, control: a }
          egress: 0.125
          """,
          "prices.yaml");

  private final RequestMeter meter = new RequestMeter();

  private Estimate estimate(Rates rates, ThrottleSettings throttle) {
    return Estimate.of(meter.read(), rates, throttle, Optional.of(PRICES));
  }

  @Test
  void nothingIsSaidThatNobodyKnows() {
    meter.count(Side.TARGET, RequestKind.WRITE, 7);

    Estimate estimate =
        Estimate.of(meter.read(), Rates.UNKNOWN, ThrottleSettings.NONE, Optional.empty());

    assertThat(estimate.time()).isEmpty();
    assertThat(estimate.bill()).isEmpty();
  }

  @Test
  void theSlowerOfBytesAndRequestsDecidesTheTime() {
    meter.count(Side.TARGET, RequestKind.COPY, 100_000);
    meter.count(Side.SOURCE, RequestKind.SERVED, 100_000);
    meter.count(Side.SOURCE, Amount.BYTES_COPIED, 10 * GIB);

    Estimate small = estimate(new Rates(GIB, 500, "as given"), ThrottleSettings.NONE);
    assertThat(small.time()).contains(Duration.ofSeconds(200));
    assertThat(small.bound()).startsWith("requests to the ");

    Estimate large = estimate(new Rates(GIB / 100, 500, "as given"), ThrottleSettings.NONE);
    assertThat(large.time()).contains(Duration.ofMillis(1_000_001));
    assertThat(large.bound()).isEqualTo("bytes");
  }

  @Test
  void aThrottleIsNeverOutrun() {
    meter.count(Side.TARGET, RequestKind.COPY, 1000);
    ThrottleSettings throttle = new ThrottleSettings(Limit.NONE, new Limit(10, 0), 0);

    Estimate estimate = estimate(new Rates(GIB, 500, "as given"), throttle);

    assertThat(estimate.time()).contains(Duration.ofSeconds(100));
    assertThat(estimate.bound()).isEqualTo("the throttle: requests to the target");
  }

  @Test
  void moneyIsEachKindByItsTierAndWhatLeavesTheRegion() {
    meter.count(Side.SOURCE, RequestKind.LIST, 10_000);
    meter.count(Side.SOURCE, RequestKind.SERVED, 20_000);
    meter.count(Side.SOURCE, Amount.BYTES_COPIED, 8 * GIB);
    meter.count(Side.TARGET, RequestKind.COPY, 20_000);
    meter.count(Side.TARGET, RequestKind.DELETE, 10_000);
    meter.count(Side.TARGET, RequestKind.SERVED, 10_000);
    meter.count(Side.TARGET, Amount.BYTES_COPIED, 9 * GIB);
    meter.count(Side.HISTORY, RequestKind.COPY, 10_000);
    meter.count(Side.HISTORY, Amount.BYTES_COPIED, GIB);
    meter.count(Side.TARGET_CONTROL, RequestKind.WRITE, 10_000);

    Bill bill = estimate(Rates.UNKNOWN, ThrottleSettings.NONE).bill().orElseThrow();

    assertThat(amount(bill, "source requests")).isEqualByComparingTo("5");
    assertThat(amount(bill, "target requests")).isEqualByComparingTo("130");
    assertThat(amount(bill, "history requests")).isEqualByComparingTo("30");
    assertThat(amount(bill, "target control requests")).isEqualByComparingTo("3");
    assertThat(amount(bill, "retrieval"))
        .as("8 GiB at 0.5 and 1 GiB at 1")
        .isEqualByComparingTo("5");
    assertThat(amount(bill, "egress")).isEqualByComparingTo("1");
    assertThat(bill.once()).isEqualByComparingTo("174");
    assertThat(bill.historyPerMonth()).isEqualByComparingTo("2");
  }

  private static BigDecimal amount(Bill bill, String what) {
    return bill.lines().stream()
        .filter(line -> line.what().equals(what))
        .findFirst()
        .orElseThrow()
        .amount();
  }
}
