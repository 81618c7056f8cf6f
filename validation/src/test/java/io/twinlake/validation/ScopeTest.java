package io.twinlake.validation;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.partition.PartitionRule;
import io.twinlake.core.partition.PartitionWindow;
import io.twinlake.core.partition.PartitionWindow.Outside;
import io.twinlake.core.store.ObjectPath;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScopeTest {
  private static Scope window(PartitionRule rule) {
    return new Scope(List.of(), new PartitionWindow(List.of(rule)));
  }

  private static PartitionRule between(String key, String from, String to) {
    return PartitionRule.between(key, Optional.of(from), Optional.of(to), Outside.REPORT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "date=2026-11-20/x",
        "date=2026-11-21/x",
        "date=20261120/x",
        "date=2026-11/x",
        "date=2026/x",
        "DATE=2026-11-20 13%3A00/x",
        "date=__HIVE_DEFAULT_PARTITION__/x",
        "x",
        "other=1/x"
      })
  void admitsWhatMayLieInARangeOfDays(String path) {
    assertThat(window(between("date", "2026-11-20", "2026-11-21")).outside(ObjectPath.of(path)))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"date=2026-11-19/x", "date=2026-11-22/x", "a/date=20261122/x", "date=2026-10/x"})
  void knowsWhatLiesOutsideARangeOfDays(String path) {
    assertThat(window(between("date", "2026-11-20", "2026-11-21")).outside(ObjectPath.of(path)))
        .isPresent();
  }

  @Test
  void comparesNumbersAsNumbersAndListsByMembership() {
    Scope numbers = window(between("id", "9", "10"));
    assertThat(numbers.outside(ObjectPath.of("id=10/x"))).isEmpty();
    assertThat(numbers.outside(ObjectPath.of("id=8/x"))).isPresent();
    Scope list = window(PartitionRule.oneOf("region", List.of("eu", "us"), Outside.REPORT));
    assertThat(list.outside(ObjectPath.of("region=eu/x"))).isEmpty();
    assertThat(list.outside(ObjectPath.of("region=ap/x"))).isPresent();
  }

  @Test
  void theFirstRuleThatMatchesDecides() {
    Scope scope = new Scope(List.of("+ keep.tmp", "- *.tmp"), PartitionWindow.ALL);
    assertThat(scope.outside(ObjectPath.of("a/keep.tmp"))).isEmpty();
    assertThat(scope.outside(ObjectPath.of("a/drop.tmp"))).contains("filter '- *.tmp'");
    assertThat(scope.outside(ObjectPath.of("a/data"))).isEmpty();
  }

  @Test
  void aRuleThatIsNotJudgedLeavesEveryDifferenceADifference() {
    Scope scope = new Scope(List.of("- {{.*}}.tmp", "- *.csv"), PartitionWindow.ALL);
    assertThat(scope.notJudged()).contains("- {{.*}}.tmp");
    assertThat(scope.outside(ObjectPath.of("a.csv"))).isEmpty();
  }
}
