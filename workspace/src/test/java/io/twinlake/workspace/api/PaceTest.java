package io.twinlake.workspace.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {
  /** Time that passes only by waiting. */
  private static final class Hand implements Waiting {
    private long now = Long.MAX_VALUE - 1_000_000_000L; // nanoTime may run over.

    @Override
    public long nanoTime() {
      return now;
    }

    @Override
    public void sleep(Duration time) {
      now += time.toNanos();
    }
  }

  private final Hand hand = new Hand();

  private double seconds(Pace pace, int requests) {
    long begin = hand.now;
    for (int i = 0; i < requests; i++) {
      pace.await();
    }
    return (hand.now - begin) / 1e9;
  }

  @Test
  void spreadsRequestsOverTime() {
    assertThat(seconds(new Pace(10, hand), 101)).isBetween(9.9, 10.1);
  }

  @Test
  void halvesItselfWhenThrottledAndRecoversUpToWhatIsConfigured() {
    Pace pace = new Pace(100, hand);
    pace.throttled();
    pace.throttled();
    assertThat(pace.perSecond()).isEqualTo(25);
    for (int i = 0; i < 1000; i++) {
      pace.passed();
    }
    assertThat(pace.perSecond()).isEqualTo(100);
    for (int i = 0; i < 100; i++) {
      pace.throttled();
    }
    assertThat(pace.perSecond()).isEqualTo(0.5);
  }

  @Test
  void timeThatPassedUnusedIsNotMadeUpFor() {
    Pace pace = new Pace(10, hand);
    pace.await();
    hand.sleep(Duration.ofSeconds(60));
    assertThat(seconds(pace, 11)).isBetween(0.9, 1.1);
  }
}
