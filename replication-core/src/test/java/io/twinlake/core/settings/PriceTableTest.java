package io.twinlake.core.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceTableTest {
  private static final String EXAMPLE = example();

  @Test
  void theExampleReadsAndSaysThatItIsOne() {
    PriceTable table = PriceTable.load(EXAMPLE, "prices.example.yaml");

    assertThat(table.currency()).isEqualTo("EUR");
    assertThat(table.asOf()).isEqualTo("2026-11-22");
    assertThat(table.source()).isEqualTo(table.control()).isNotEqualTo(table.history());
    assertThat(table.history().retrievalPerGib()).isEqualTo(new BigDecimal("0.01"));
    assertThat(table.egressPerGib()).isEqualTo(new BigDecimal("0.02"));
    assertThat(EXAMPLE).startsWith("# EXAMPLE NUMBERS, written down on " + table.asOf());
  }

  @ParameterizedTest
  @CsvSource({
    "'format: prices/1', 'format: prices/2', 'prices.yaml:5: format is unknown'",
    "'currency: EUR', 'currency: euros', 'prices.yaml:6: currency is not a code'",
    "'asOf: 2026-11-22', 'asOf: yesterday', 'prices.yaml:7: asOf is not a day'",
    "'egress: 0.02', 'egress: 0.02 EUR', 'egress'",
    "'egress: 0.02', 'egress: -1', 'is not an amount; write 0.065'",
    "'history: cool', 'history: cold', 'is no tier of this file'",
    "'retrieval: 0.01', 'retreival: 0.01', 'unknown key'",
    "'    retrieval: 0.01', '', 'retrieval is missing'",
    "'egress: 0.02', '', 'egress is missing'",
  })
  void whatIsWrongIsNamedWithItsLine(String right, String wrong, String message) {
    String text = EXAMPLE.replace(right, wrong == null ? "" : wrong);
    assertThat(text).isNotEqualTo(EXAMPLE);

    assertThatThrownBy(() -> PriceTable.load(text, "prices.yaml"))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("prices.yaml:")
        .hasMessageContaining(message);
  }

  @Test
  void anEmptyFileIsNoTable() {
    assertThatThrownBy(() -> PriceTable.load("", "prices.yaml"))
        .isInstanceOf(SettingsException.class);
    assertThatThrownBy(() -> PriceTable.load("[1, 2]", "prices.yaml"))
        .isInstanceOf(SettingsException.class);
  }

  static String example() {
    try {
      return Files.readString(Path.of("..", "conf", "prices.example.yaml"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
