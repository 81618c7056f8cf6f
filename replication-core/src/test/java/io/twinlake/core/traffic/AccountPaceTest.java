package io.twinlake.core.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.settings.ThrottleSettings;
import io.twinlake.core.settings.ThrottleSettings.Limit;
import io.twinlake.core.store.RequestKind;
import io.twinlake.core.store.Wire;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccountPaceTest {
  private static final long SECOND = 1_000_000_000L;

  /** Time that passes only while somebody sleeps. */
  private static final class Virtual implements AccountPace.Time {
    private long now = 17;
    private boolean interrupted;

    @Override
    public long nanos() {
      return now;
    }

    @Override
    public void sleep(long nanos) throws InterruptedException {
      if (interrupted) {
        throw new InterruptedException();
      }
      now += nanos;
    }
  }

  private final Virtual time = new Virtual();
  private final List<String> told = new ArrayList<>();

  private AccountPace pace(Side side, Limit source, Limit target, int shares) {
    return new AccountPace(
        side, new Budget(new ThrottleSettings(source, target, 0), shares), time, told::add);
  }

  @Test
  void withoutALimitNothingWaits() {
    AccountPace pace = pace(Side.TARGET, new Limit(1, 1), Limit.NONE, 1);

    for (int i = 0; i < 1000; i++) {
      assertThat(pace.request(1 << 20)).isZero();
      assertThat(pace.bytes(1 << 20)).isZero();
    }
    assertThat(told).isEmpty();
  }

  @Test
  void requestsOfTenSecondsTakeTenSecondsAndSaySo() {
    AccountPace pace = pace(Side.HISTORY, Limit.NONE, new Limit(5, 0), 1);
    for (int i = 0; i < 51; i++) {
      pace.request(0);
    }

    assertThat((time.now - 17) / SECOND).isEqualTo(10);
    assertThat(told).isNotEmpty().containsOnly("target 5 requests/s");
  }

  @Test
  void whatIsWithinTheRateIsNotHeldAlsoIfTheClockGoesOnMeanwhile() {
    AccountPace pace =
        new AccountPace(
            Side.TARGET,
            new Budget(new ThrottleSettings(Limit.NONE, new Limit(1000, 0), 0), 1),
            new AccountPace.Time() {
              private long now;

              @Override
              public long nanos() {
                return now += SECOND / 100;
              }

              @Override
              public void sleep(long nanos) {
                throw new AssertionError("Nothing to wait for");
              }
            },
            told::add);

    for (int i = 0; i < 200; i++) {
      assertThat(pace.request(0)).isZero();
    }
  }

  @Test
  void bytesCountWhereverTheyGo() {
    AccountPace pace = pace(Side.SOURCE_CONTROL, new Limit(0, 10 << 20), Limit.NONE, 1);

    pace.request(10 << 20);
    for (int i = 0; i < 160; i++) {
      pace.bytes(64 << 10);
    }

    assertThat((time.now - 17) / (double) SECOND).isBetween(1.89, 1.91);
    assertThat(told).contains("source 10.0 MiB/s");
  }

  @Test
  void aShareIsAPartOfTheWholeAndFollowsTheNumberOfExecutors() {
    AccountPace pace = pace(Side.TARGET, Limit.NONE, new Limit(100, 0), 4);
    take(pace, 3 + 25 * 4);
    long four = time.now;
    assertThat((four - 17) / (double) SECOND).isBetween(3.9, 4.1);

    pace.adapt(new Budget(new ThrottleSettings(Limit.NONE, new Limit(100, 0), 0), 10));
    take(pace, 10 * 4);

    assertThat((time.now - four) / (double) SECOND).isBetween(3.8, 4.2);
  }

  @Test
  void theAccountIsLeftAloneAsLongAsItAsksAlsoWithoutALimit() {
    AccountPace pace = pace(Side.TARGET, Limit.NONE, Limit.NONE, 1);

    pace.throttled(Duration.ofSeconds(7));

    assertThat(pace.request(0)).isEqualTo(Duration.ofSeconds(7));
    assertThat(pace.request(0)).isZero();
    assertThat(told).containsExactly("target, which asked for a pause");
  }

  @Test
  void aShorterPauseDoesNotEndALongerOne() {
    AccountPace pace = pace(Side.TARGET, Limit.NONE, Limit.NONE, 1);

    pace.throttled(Duration.ofSeconds(7));
    pace.throttled(Duration.ofSeconds(1));

    assertThat(pace.request(0)).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void aRefusalHalvesTheRate() {
    AccountPace pace = pace(Side.TARGET, Limit.NONE, new Limit(100, 0), 1);
    take(pace, 10);
    long before = time.now;

    pace.throttled(Duration.ZERO);
    take(pace, 25);

    assertThat((time.now - before) / (double) SECOND).isBetween(0.45, 0.55);
  }

  @Test
  void aRunThatIsStoppedStopsWaiting() {
    AccountPace pace = pace(Side.TARGET, Limit.NONE, new Limit(1, 0), 1);
    pace.request(0);
    time.interrupted = true;

    assertThatThrownBy(() -> pace.request(0))
        .isInstanceOfSatisfying(
            ReplicationException.class,
            e -> assertThat(e.effect()).isEqualTo(Effect.NONE_MAY_RETRY))
        .hasMessageContaining("Nothing was sent");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void theMeterCountsWhatWasHeld() {
    RequestMeter meter = new RequestMeter();
    Wire wire = meter.wire(Side.TARGET, pace(Side.TARGET, Limit.NONE, new Limit(2, 0), 1));

    wire.request(RequestKind.COPY, 5);
    wire.request(RequestKind.WRITE, 7);
    wire.received(9);

    Traffic traffic = meter.read();
    assertThat(traffic.of(Side.TARGET, RequestKind.COPY)).isEqualTo(1);
    assertThat(traffic.of(Side.TARGET, RequestKind.WRITE)).isEqualTo(1);
    assertThat(traffic.of(Side.TARGET, Traffic.Amount.BYTES_COPIED)).isEqualTo(5);
    assertThat(traffic.of(Side.TARGET, Traffic.Amount.BYTES_SENT)).isEqualTo(7);
    assertThat(traffic.of(Side.TARGET, Traffic.Amount.BYTES_RECEIVED)).isEqualTo(9);
    assertThat(traffic.of(Side.TARGET, Traffic.Amount.MILLIS_HELD)).isEqualTo(500);
  }

  @Test
  void oneAccountIsOneWhateverItsContainersAndEndpoints() {
    assertThat(
            List.of(
                    "abfs://raw@sa3.dfs.core.windows.net/",
                    "abfss://staging@sa3.dfs.core.windows.net/x",
                    "wasbs://raw@sa3.blob.core.windows.net/")
                .stream()
                .map(uri -> Paces.account(URI.create(uri))))
        .containsOnly("sa3.core.windows.net");
    assertThat(Paces.account(URI.create("file:///data"))).isEqualTo("file:");
  }

  private static void take(Pace pace, int requests) {
    for (int i = 0; i < requests; i++) {
      pace.request(0);
    }
  }
}
