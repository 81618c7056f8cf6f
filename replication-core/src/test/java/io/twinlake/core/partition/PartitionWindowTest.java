package io.twinlake.core.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.partition.PartitionWindow.Outside;
import io.twinlake.core.store.ObjectPath;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionWindowTest {
  private static final Instant NOW = Instant.parse("2026-11-21T23:30:00Z");

  @ParameterizedTest(name = "{2} in {0} to {1}: {3}")
  @CsvSource({
    // Days.
    "2026-01-01, 2026-01-31, 2026-01-01, true",
    "2026-01-01, 2026-01-31, 2026-01-31, true",
    "2026-01-01, 2026-01-31, 2025-12-31, false",
    "2026-01-01, 2026-01-31, 2026-02-01, false",
    "2026-01-01, 2026-01-31, 20260115, true",
    "2026-01-01, 2026-01-31, 20260215, false",
    "2026-01-01, 2026-01-31, 2026-01-31 23:59:59, true",
    "2026-01-01, 2026-01-31, 2026-01-31T23, true",
    "2026-01-01, 2026-01-31, 2026-01-31-23, true",
    "2026-01-15, 2026-01-31, 2026-01, true",
    "2026-01-15, 2026-01-31, 202601, true",
    "2026-01-15, 2026-01-31, 2025-12, false",
    "2026-01-15, 2026-01-31, 2026, true",
    "2026-01-15, 2026-01-31, 2025, false",
    "2026-01, 2026-02, 2026-02-28, true",
    "2026-01, 2026-02, 2026-03-01, false",
    "20260101, 2026-01-31, 2026-02-01, false",
    "2026-01-01, , 2030-01-01, true",
    "2026-01-01, , 2020-01-01, false",
    ", 2026-01-01, 2020-01-01, true",
    // What is no date cannot be told apart.
    "2026-01-01, 2026-01-31, 2026-02-30, true",
    "2026-01-01, 2026-01-31, unknown, true",
    "2026-01-01, 2026-01-31, __HIVE_DEFAULT_PARTITION__, true",
    // Relative to 2026-11-21, late in the evening in UTC.
    "now, now, 2026-11-21, true",
    "now, now, 2026-11-22, false",
    "now-90d, now, 2026-08-23, true",
    "now-90d, now, 2026-08-22, false",
    "now, now+1d, 2026-11-22, true",
    "now+1h, , 2026-11-21, false",
    "now-24h, , 2026-11-20, true",
    "now-1d, 2026-11-21, 2026-11-20, true",
    "now-90d, now, 2026-08, true",
    "now-90d, now, 2026-07, false",
    // Numbers.
    "2, 10, 9, true",
    "2, 10, 09, true",
    "2, 10, 11, false",
    "2, 10, 1, false",
    "-5, 5, -3, true",
    "-5, 5, -6, false",
    "2, , 99999999999999999999999999, true",
    "2, 10, ten, true",
    "2, 10, __HIVE_DEFAULT_PARTITION__, true",
    "20260101, 20260131, 20260201, false",
    "2020, 2025, 2024, true",
    // Text.
    "b, d, c, true",
    "b, d, d, true",
    "b, d, da, false",
    "b, d, B, false",
    "1x, 2, 10, false",
    "b, d, __HIVE_DEFAULT_PARTITION__, true",
  })
  void aRangeComparesAsItsBoundsSay(String from, String to, String value, boolean inside) {
    PartitionWindow window =
        new PartitionWindow(
                List.of(
                    PartitionRule.between(
                        "k", Optional.ofNullable(from), Optional.ofNullable(to), Outside.REPORT)))
            .resolve(NOW);
    assertThat(window.contains(ObjectPath.of("k=" + value.replace(":", "%3A") + "/part-0")))
        .isEqualTo(inside);
  }

  @Test
  void aListTakesExactlyItsValues() {
    PartitionWindow window = window(PartitionRule.oneOf("r", List.of("eu", "u s"), Outside.REPORT));
    assertThat(window.contains(ObjectPath.of("r=eu/x"))).isTrue();
    assertThat(window.contains(ObjectPath.of("r=u%20s/x"))).isTrue();
    assertThat(window.contains(ObjectPath.of("r=EU/x"))).isFalse();
    assertThat(window.contains(ObjectPath.of("r=__HIVE_DEFAULT_PARTITION__/x"))).isFalse();
  }

  @Test
  void aListMayNameThePartitionOfNulls() {
    PartitionWindow window =
        window(PartitionRule.oneOf("r", List.of(PartitionPath.DEFAULT_PARTITION), Outside.REPORT));
    assertThat(window.contains(ObjectPath.of("r=__HIVE_DEFAULT_PARTITION__/x"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"part-0", "_SUCCESS", "other=1/part-0", "r=eu", "a/b/c"})
  void whatHasNoSuchKeyLiesInTheWindow(String path) {
    PartitionWindow window = window(PartitionRule.oneOf("r", List.of("us"), Outside.REPORT));
    assertThat(window.contains(ObjectPath.of(path))).isTrue();
    assertThat(window.outside(ObjectPath.of(path))).isEmpty();
  }

  @Test
  void allRulesMustBeSatisfied() {
    PartitionWindow window =
        window(
            PartitionRule.oneOf("r", List.of("eu"), Outside.REPORT),
            PartitionRule.between("h", Optional.of("3"), Optional.empty(), Outside.REPORT));
    assertThat(window.contains(ObjectPath.of("r=eu/h=4/x"))).isTrue();
    assertThat(window.contains(ObjectPath.of("r=eu/h=2/x"))).isFalse();
    assertThat(window.contains(ObjectPath.of("r=us/h=4/x"))).isFalse();
  }

  @Test
  void tellsWhetherAChangeOutsideIsAHole() {
    PartitionWindow window =
        window(
            PartitionRule.oneOf("r", List.of("eu"), Outside.IGNORE),
            PartitionRule.oneOf("h", List.of("1"), Outside.REPORT));
    assertThat(window.outside(ObjectPath.of("r=eu/h=1/x"))).isEmpty();
    assertThat(window.outside(ObjectPath.of("r=eu/h=2/x"))).contains(Outside.REPORT);
    assertThat(window.outside(ObjectPath.of("r=us/h=1/x"))).contains(Outside.IGNORE);
    assertThat(window.outside(ObjectPath.of("r=us/h=2/x"))).contains(Outside.IGNORE);
  }

  @Test
  void aRelativeWindowMustBeResolvedFirst() {
    PartitionWindow window =
        window(PartitionRule.between("d", Optional.of("now-1d"), Optional.empty(), Outside.REPORT));
    assertThat(window.isResolved()).isFalse();
    assertThatThrownBy(() -> window.contains(ObjectPath.of("part-0")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("resolve");
    assertThat(window.resolve(NOW).isResolved()).isTrue();
    assertThat(window.resolve(NOW).resolve(NOW.plusSeconds(864_000)))
        .as("a resolved window stays as it is")
        .isEqualTo(window.resolve(NOW));
  }

  @Test
  void theWholeWindowNeedsNoResolving() {
    assertThat(PartitionWindow.ALL.isResolved()).isTrue();
    assertThat(PartitionWindow.ALL.contains(ObjectPath.of("d=1/x"))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "now-90x, ",
    "nowhere, ",
    "now - 90d, ",
    "2026-13-01, ",
    "2026-1-1, ",
    "2026-01-01, zzz",
    "zzz, now",
    "2026-01-02, 2026-01-01",
    "now, now-1h",
    "10, 9",
    "b, a",
    ", ",
  })
  void aRangeThatCannotHoldAnythingIsRefused(String from, String to) {
    assertThatThrownBy(
            () ->
                PartitionRule.between(
                    "k", Optional.ofNullable(from), Optional.ofNullable(to), Outside.REPORT))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anEmptyListIsRefused() {
    assertThatThrownBy(() -> PartitionRule.oneOf("k", List.of(), Outside.REPORT))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aWindowSurvivesSerialization() throws Exception {
    PartitionWindow window =
        window(
            PartitionRule.oneOf("r", List.of("eu"), Outside.IGNORE),
            PartitionRule.between("d", Optional.of("now-1d"), Optional.of("2027"), Outside.REPORT),
            PartitionRule.between("h", Optional.of("3"), Optional.of("4"), Outside.REPORT),
            PartitionRule.between("t", Optional.of("a"), Optional.of("b"), Outside.REPORT));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(window);
      out.writeObject(window.resolve(NOW));
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(window);
      assertThat(in.readObject()).isEqualTo(window.resolve(NOW));
    }
  }

  private static PartitionWindow window(PartitionRule... rules) {
    return new PartitionWindow(List.of(rules));
  }
}
