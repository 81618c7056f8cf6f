package io.twinlake.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final HandClock clock = new HandClock();
  private final Recorded recorded = new Recorded();

  @Test
  void writesALineEveryTenSecondsElsewhere() {
    try (Progress progress = new Progress(recorded.terminal().err(), false, clock)) {
      progress.step("Copying");
      progress.expect(100, 1000);
      for (int i = 0; i < 25; i++) {
        clock.advance(Duration.ofSeconds(1));
        progress.done(1, 10);
      }
    }
    assertThat(recorded.err().lines())
        .containsExactly(
            "Copying",
            "Copying: 10 %, 10 of 100 objects, 100 B of 1000 B, 2 min left",
            "Copying: 20 %, 20 of 100 objects, 200 B of 1000 B, 2 min left");
    assertThat(recorded.err()).doesNotContain("\r", "\u001B");
  }

  @Test
  void movesABarOnATerminalAndTakesItAway() {
    try (Progress progress = new Progress(recorded.terminal().err(), true, clock)) {
      progress.step("Copying");
      progress.expect(2, 20);
      progress.done(1, 10);
      clock.advance(Duration.ofMillis(300));
      progress.done(1, 10);
    }
    assertThat(recorded.err())
        .contains("\rCopying ...", "100 %")
        .endsWith(" \r")
        .doesNotContain("\n");
  }

  @Test
  void saysThatTheThrottleHoldsTheRunAsLongAsItDoes() {
    try (Progress progress = new Progress(recorded.terminal().err(), false, clock)) {
      progress.step("Copying");
      progress.expect(100, 1000);
      clock.advance(Duration.ofSeconds(10));
      progress.held("target 500 requests/s");
      clock.advance(Duration.ofSeconds(10));
      progress.done(50, 500);
    }
    assertThat(recorded.err().lines())
        .containsExactly(
            "Copying",
            "held by throttle: target 500 requests/s: 0 %, 0 of 100 objects, 0 B of 1000 B",
            "Copying: 50 %, 50 of 100 objects, 500 B of 1000 B, 20 s left");
  }

  @Test
  void theBarSaysSoAtOnce() {
    try (Progress progress = new Progress(recorded.terminal().err(), true, clock)) {
      progress.step("Copying");
      progress.held("target 500 requests/s");
    }
    assertThat(recorded.err()).contains("held by throttle: target 500 requests/s ...");
  }
}
