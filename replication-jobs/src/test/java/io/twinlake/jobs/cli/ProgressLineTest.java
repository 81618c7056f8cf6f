package io.twinlake.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
  private static final ProgressLine SOME =
      new ProgressLine("Copying orders", 1204, 2940, 38L << 30, 92L << 30, Duration.ofMinutes(4));

  @Test
  void drawsABarForATerminal() {
    assertThat(SOME.bar(79))
        .isEqualTo("Copying orders [#####.........]  41 %  1,204 of 2,940  38.0 GiB  6 min left");
  }

  @Test
  void neverIsWiderThanTheScreen() {
    ProgressLine wide =
        new ProgressLine(
            "Copying " + "x".repeat(200), 1, 2, Long.MAX_VALUE / 2, Long.MAX_VALUE, Duration.ZERO);
    for (int columns = 10; columns < 100; columns++) {
      assertThat(DisplayWidth.of(wide.bar(columns))).isLessThanOrEqualTo(columns);
    }
  }

  @Test
  void writesASentenceForALog() {
    assertThat(SOME.plain())
        .isEqualTo(
            "Copying orders: 41 %, 1,204 of 2,940 objects, 38.0 GiB of 92.0 GiB, 6 min left");
  }

  @Test
  void neverSaysHundredPercentBeforeTheLastObject() {
    assertThat(new ProgressLine("x", 9, 10, 100, 100, Duration.ZERO).plain()).contains("99 %");
    assertThat(new ProgressLine("x", 10, 10, 100, 100, Duration.ZERO).plain()).contains("100 %");
  }

  @Test
  void countsObjectsWhenAllAreEmpty() {
    assertThat(new ProgressLine("x", 5, 10, 0, 0, Duration.ZERO).plain()).contains("50 %");
  }

  @Test
  void namesOnlyTheStepWhileNothingIsKnown() {
    ProgressLine unknown = new ProgressLine("Listing orders", 0, 0, 0, 0, Duration.ZERO);
    assertThat(unknown.plain()).isEqualTo("Listing orders");
    assertThat(unknown.bar(79)).isEqualTo("Listing orders ...");
  }
}
