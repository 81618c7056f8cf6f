package io.twinlake.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.run.RequestReport;
import io.twinlake.core.settings.PriceTable;
import io.twinlake.core.settings.Rates;
import io.twinlake.core.settings.ThrottleSettings;
import io.twinlake.core.store.RequestKind;
import io.twinlake.core.traffic.Estimate;
import io.twinlake.core.traffic.RequestMeter;
import io.twinlake.core.traffic.Side;
import io.twinlake.core.traffic.Traffic;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EstimateViewTest {
  private final Recorded recorded = new Recorded();

  private static Traffic everything(long count) {
    RequestMeter meter = new RequestMeter();
    for (Side side : Side.values()) {
      for (RequestKind kind : RequestKind.values()) {
        meter.count(side, kind, count);
      }
      for (Traffic.Amount amount : Traffic.Amount.values()) {
        meter.count(side, amount, count * 4321);
      }
    }
    return meter.read();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 999_999, 1_234_567, 987_654_321, 150_000_000_000L})
  void fitsEightyColumnsHoweverLargeTheLake(long count) throws IOException {
    PriceTable prices =
        PriceTable.load(
            Files.readString(Path.of("..", "conf", "prices.example.yaml")), "prices.example.yaml");
    Estimate estimate =
        Estimate.of(
            everything(count),
            new Rates(2L << 30, 500, "measured by run 20261121T031500Z-7f3a9c"),
            ThrottleSettings.NONE,
            Optional.of(prices));

    new EstimateView(recorded.terminal()).block(estimate);
    new TrafficView(recorded.terminal())
        .compared(new RequestReport(everything(count + 1), everything(count), 3));

    assertThat(recorded.out().lines()).allSatisfy(l -> assertThat(l.length()).isLessThan(81));
    assertThat(recorded.out())
        .contains("target control", "COST", "once", "history, each month", "By a price table of")
        .contains("500 requests/s (measured by run", "  predicted", "3 attempts of tasks")
        .doesNotContain("…");
  }

  @Test
  void saysWhatItDoesNotKnowAndHowToTellIt() {
    Estimate estimate =
        Estimate.of(everything(1), Rates.UNKNOWN, ThrottleSettings.NONE, Optional.empty());

    new EstimateView(recorded.terminal()).block(estimate);

    assertThat(recorded.out())
        .contains("Time: not known", "--throughput 2GiB/s", "Cost: not known", "--prices FILE")
        .doesNotContain("COST");
  }

  @Test
  void aPredictionThatCameTrueIsShownOnce() {
    new TrafficView(recorded.terminal())
        .compared(new RequestReport(everything(7), everything(7), 0));

    assertThat(recorded.out()).doesNotContain("predicted", "Not counted");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.00",
    "1234.5, '1,234.50'",
    "0.02, 0.02",
    "0.00123, 0.001230",
    "0.0000001, < 0.000001",
  })
  void smallAmountsAreNotNothing(String amount, String shown) {
    assertThat(EstimateView.money(new BigDecimal(amount))).isEqualTo(shown);
  }
}
