package io.twinlake.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.run.RunListener;
import io.twinlake.core.run.RunResult;
import io.twinlake.core.traffic.Side;
import io.twinlake.core.traffic.Traffic;
import io.twinlake.testing.AzuriteRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A run asks an account no faster than the throttle allows, as the service's own log counts. */
@Timeout(120)
class ThrottleIT {
  private static final int OBJECTS = 60;

  private final TwoAccounts lake = new TwoAccounts();

  @Test
  void requestsToAnAccountTakeAtLeastAsLongAsTheirRateSays() {
    for (int i = 0; i < OBJECTS; i++) {
      lake.source.put(lake.raw, "part-" + i, "content " + i);
    }
    Set<String> held = ConcurrentHashMap.newKeySet();
    AtomicReference<RunResult> done = new AtomicReference<>();

    List<AzuriteRequest> requests =
        lake.requestsOf(
            () ->
                done.set(
                    lake.twinlake("throttle: { target: { requests: 20/s } }", TwoAccounts.WHOLE)
                        .telling(
                            new RunListener() {
                              @Override
                              public void held(String text) {
                                held.add(text);
                              }
                            })
                        .replicate()));

    RunResult result = done.get();
    assertThat(result.outcome()).isEqualTo(RunResult.Outcome.CLEAN);
    long asked = requests.stream().filter(r -> r.account().equals("sa4")).count();
    assertThat(asked).isGreaterThanOrEqualTo(OBJECTS);
    Duration took = Duration.between(result.startedAt(), result.finishedAt());
    // A burst of two goes at once; all others are 50 ms apart, however fast the machine is.
    assertThat(took).isGreaterThanOrEqualTo(Duration.ofMillis((asked - 2 - 1) * 50));
    assertThat(held).containsExactly("target 20 requests/s");
    assertThat(result.requests().actual().of(Side.TARGET, Traffic.Amount.MILLIS_HELD)).isPositive();
    assertThat(result.requests().actual().of(Side.SOURCE, Traffic.Amount.MILLIS_HELD)).isZero();
    lake.assertSame(lake.raw);
  }

  @Test
  void bytesOfCopiesInsideTheServiceCountAtBothSides() {
    byte[] content = new byte[1 << 20];
    for (int i = 0; i < 4; i++) {
      lake.source.put(lake.raw, "large-" + i, content, Map.of());
    }

    RunResult result =
        lake.replicateCleanly("throttle: { source: { bytes: 2MiB/s } }", TwoAccounts.WHOLE);

    Traffic actual = result.requests().actual();
    assertThat(actual.of(Side.SOURCE, Traffic.Amount.BYTES_COPIED)).isEqualTo(4 << 20);
    assertThat(actual.of(Side.TARGET, Traffic.Amount.BYTES_COPIED)).isEqualTo(4 << 20);
    // A burst of a tenth of a second goes at once; 3.8 MiB wait.
    assertThat(Duration.between(result.startedAt(), result.finishedAt()))
        .isGreaterThanOrEqualTo(Duration.ofMillis(1_850));
    assertThat(actual.of(Side.SOURCE, Traffic.Amount.MILLIS_HELD)).isPositive();
  }
}
