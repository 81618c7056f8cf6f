package io.twinlake.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TextTableTest {
  @Test
  void setsNumbersToTheRightAndLeavesNoTrailingSpace() {
    assertThat(
            TextTable.of("dataset", ">objects", "state")
                .row("orders", "1,204", "complete")
                .row("c", "7", "partial")
                .lines(80))
        .containsExactly(
            "dataset  objects  state", "orders     1,204  complete", "c              7  partial");
  }

  @Test
  void shortensTheWidestColumnInTheMiddleToFitTheScreen() {
    String path = "orders/date=2026-11-21/" + "part-".repeat(30) + "end.parquet";
    assertThat(TextTable.of("path", ">bytes").row(path, "12").lines(80))
        .allSatisfy(line -> assertThat(DisplayWidth.of(line)).isLessThanOrEqualTo(80))
        .last()
        .asString()
        .contains("orders/date=", "…", "end.parquet", "  12");
  }

  @Test
  void countsWideCharactersAsTwoColumnsAndCombiningOnesAsNone() {
    assertThat(DisplayWidth.of("注文")).isEqualTo(4);
    assertThat(DisplayWidth.of("u\u0308")).isEqualTo(1);
    assertThat(TextTable.of("name", "x").row("注文", "1").row("ab", "2").lines(80))
        .containsExactly("name  x", "注文  1", "ab    2");
  }

  @Test
  void neverCutsAWideCharacterInHalf() {
    for (int columns = 0; columns < 12; columns++) {
      assertThat(DisplayWidth.of(DisplayWidth.fit("注文注文注文", columns))).isLessThanOrEqualTo(columns);
    }
  }

  @Test
  void showsControlCharactersAsEscapesSoThatANameCannotForgeALine() {
    assertThat(TextTable.of("path").row("a\nb\u001B[2J\u202Ec").lines(80))
        .last()
        .isEqualTo("a\\u000Ab\\u001B[2J\\u202Ec");
  }

  @Test
  void refusesARowOfAnotherLength() {
    assertThatThrownBy(() -> TextTable.of("a", "b").row("1"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
