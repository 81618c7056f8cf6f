package io.twinlake.core.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenBucketTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void aBurstIsATenthOfASecondAndThenTheRateHolds() {
    TokenBucket bucket = new TokenBucket(500, 0);

    for (int i = 0; i < 50; i++) {
      assertThat(bucket.take(1, 0)).as("request %d of the burst", i).isZero();
    }
    assertThat(bucket.take(1, 0)).isEqualTo(SECOND / 500);
    assertThat(bucket.take(1, 0)).isEqualTo(2 * SECOND / 500);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.05, 1, 7, 500, 100 << 20})
  void nothingIsEverUsedBeyondTheRateWhateverIsTakenWhen(double rate) {
    Random random = new Random(42);
    TokenBucket bucket = new TokenBucket(rate, 0);
    double burst = Math.max(1, rate / 10);
    PriorityQueue<double[]> used = new PriorityQueue<>((a, b) -> Double.compare(a[0], b[0]));
    long now = 0;
    for (int i = 0; i < 20_000; i++) {
      double count = random.nextInt(10) == 0 ? burst * 3 : Math.max(1, burst / 20);
      used.add(new double[] {now + bucket.take(count, now), count});
      now += (long) (random.nextDouble() * SECOND * count / rate * 1.5);
    }

    double sum = 0;
    while (!used.isEmpty()) {
      double[] next = used.poll();
      sum += next[1];
      assertThat(sum).isLessThanOrEqualTo(burst + rate * next[0] / SECOND + 1e-6 * sum);
    }
  }

  @Test
  void whatIsNotTakenIsNotSavedUpBeyondABurst() {
    TokenBucket bucket = new TokenBucket(100, 0);

    assertThat(bucket.take(10, 3600 * SECOND)).isZero();
    assertThat(bucket.take(1, 3600 * SECOND)).isEqualTo(SECOND / 100);
  }

  @Test
  void aLargeCopyWaitsForItsOwnBytes() {
    TokenBucket bucket = new TokenBucket(10 << 20, 0);

    assertThat(bucket.take(256 << 20, 0) / (double) SECOND).isCloseTo(25.5, within(0.001));
  }

  @Test
  void aRefusalHalvesTheRateOnceInASecondAndItGrowsBackByATwentiethOfTheCeiling() {
    TokenBucket bucket = new TokenBucket(400, 0);

    bucket.throttled(0);
    bucket.throttled(SECOND / 2);
    assertThat(bucket.rate()).isEqualTo(200);
    bucket.throttled(SECOND);
    assertThat(bucket.rate()).as("a twentieth more, then half").isEqualTo(110);

    bucket.take(1, 2 * SECOND);
    assertThat(bucket.rate()).isEqualTo(130);
    bucket.take(1, 60 * SECOND);
    assertThat(bucket.rate()).as("never above the ceiling").isEqualTo(400);
  }

  @Test
  void refusalsWithoutEndLeaveAFloor() {
    TokenBucket bucket = new TokenBucket(640, 0);
    for (int i = 0; i < 100; i++) {
      bucket.throttled(i * SECOND);
    }

    assertThat(bucket.rate()).isGreaterThanOrEqualTo(10).isLessThan(60);
  }

  @Test
  void sharesOfAllJvmsTogetherNeverExceedTheWhole() {
    int jvms = 7;
    double used = 0;
    for (int jvm = 0; jvm < jvms; jvm++) {
      TokenBucket share = new TokenBucket(500.0 / jvms, 0);
      for (int i = 0; i < 10_000; i++) {
        if (share.take(1, 0) <= 10 * SECOND) {
          used++;
        }
      }
    }

    assertThat(used).isLessThanOrEqualTo(50 + 500 * 10 + jvms);
  }

  @Test
  void anotherShareKeepsWhatWasLearntFromRefusals() {
    TokenBucket bucket = new TokenBucket(400, 0);
    bucket.throttled(0);

    bucket.ceiling(200, 0);

    assertThat(bucket.rate()).isEqualTo(100);
    assertThat(bucket.ceiling()).isEqualTo(200);
  }

  @Test
  void noRateIsNotARate() {
    assertThatThrownBy(() -> new TokenBucket(0, 0)).hasMessageContaining("Not a rate");
  }
}
