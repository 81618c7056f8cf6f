package io.twinlake.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AmountsTest {
  @Test
  void groupsCountsTheSameInEveryLocale() {
    assertThat(Amounts.count(1_204_000)).isEqualTo("1,204,000");
    assertThat(Amounts.count(1, "object")).isEqualTo("1 object");
    assertThat(Amounts.count(0, "object")).isEqualTo("0 objects");
  }

  @Test
  void givesBytesABinaryUnit() {
    assertThat(Amounts.bytes(512)).isEqualTo("512 B");
    assertThat(Amounts.bytes(38L << 30)).isEqualTo("38.0 GiB");
  }

  @Test
  void givesTimesTwoUnitsAtMost() {
    assertThat(Amounts.duration(Duration.ofMillis(420))).isEqualTo("0.4 s");
    assertThat(Amounts.duration(Duration.ofSeconds(59))).isEqualTo("59 s");
    assertThat(Amounts.duration(Duration.ofSeconds(185))).isEqualTo("3 min 5 s");
    assertThat(Amounts.duration(Duration.ofHours(2))).isEqualTo("2 h");
    assertThat(Amounts.duration(Duration.ofHours(219))).isEqualTo("9 d 3 h");
  }
}
