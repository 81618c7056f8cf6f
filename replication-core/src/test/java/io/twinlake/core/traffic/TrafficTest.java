package io.twinlake.core.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.json.Json;
import io.twinlake.core.store.RequestKind;
import org.junit.jupiter.api.Test;

class TrafficTest {
  @Test
  void isJsonThatReadsBackWithoutWhatIsZero() {
    RequestMeter meter = new RequestMeter();
    meter.count(Side.TARGET_CONTROL, RequestKind.COPY_BLOCK, 3);
    meter.count(Side.SOURCE, Traffic.Amount.BYTES_RECEIVED, 1L << 40);
    Traffic traffic = meter.read();

    String json = Json.line(traffic);

    assertThat(json)
        .isEqualTo(
            "{\"source\":{\"bytesReceived\":1099511627776},\"targetControl\":{\"copyBlock\":3}}");
    assertThat(Json.parse(json, Traffic.class, "test")).isEqualTo(traffic);
  }

  @Test
  void addsUpAndSurvivesTheWayAsNumbers() {
    RequestMeter meter = new RequestMeter();
    for (Side side : Side.values()) {
      for (RequestKind kind : RequestKind.values()) {
        meter.count(side, kind, 1 + side.ordinal() * 100L + kind.ordinal());
      }
    }
    Traffic traffic = meter.read();

    Traffic twice = Traffic.of(traffic.numbers()).plus(traffic);

    for (Side side : Side.values()) {
      for (RequestKind kind : RequestKind.values()) {
        assertThat(twice.of(side, kind)).isEqualTo(2 * traffic.of(side, kind));
      }
    }
    assertThat(twice.requests())
        .as("what a service reads for a copy is not sent by us")
        .isEqualTo(
            2
                * java.util.Arrays.stream(Side.values())
                    .mapToLong(
                        side ->
                            java.util.Arrays.stream(RequestKind.values())
                                .filter(kind -> kind != RequestKind.SERVED)
                                .mapToLong(kind -> traffic.of(side, kind))
                                .sum())
                    .sum());
  }
}
