package io.twinlake.delta;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogNameTest {

  private static LogName of(String name) {
    return LogName.of(name).orElseThrow();
  }

  @Test
  void understandsCommitsChecksumsAndCompactions() {
    assertThat(of("00000000000000000012.json"))
        .extracting(LogName::kind, LogName::version)
        .containsExactly(LogName.Kind.COMMIT, 12L);
    assertThat(of("00000000000000000012.crc").kind()).isEqualTo(LogName.Kind.CHECKSUM);
    assertThat(of("00000000000000000003.00000000000000000007.compacted.json"))
        .extracting(LogName::kind, LogName::version, LogName::to)
        .containsExactly(LogName.Kind.COMPACTED, 3L, 7L);
  }

  @Test
  void understandsEveryFormOfCheckpoint() {
    assertThat(of("00000000000000000010.checkpoint.parquet"))
        .extracting(LogName::kind, LogName::parts, LogName::hasUuid)
        .containsExactly(LogName.Kind.CHECKPOINT, 1, false);
    assertThat(of("00000000000000000010.checkpoint.0000000002.0000000003.parquet"))
        .extracting(LogName::part, LogName::parts, LogName::hasUuid)
        .containsExactly(2, 3, false);
    assertThat(of("00000000000000000010.checkpoint.80a083e8-7026-4e79-81be-64bd76c43a11.json"))
        .extracting(LogName::version, LogName::hasUuid)
        .containsExactly(10L, true);
    assertThat(
            of("00000000000000000010.checkpoint.80a083e8-7026-4e79-81be-64bd76c43a11.parquet")
                .hasUuid())
        .isTrue();
  }

  /** T29: numbers have twenty digits, of which a long holds nineteen. */
  @Test
  void readsTheLargestVersionThereCanBe() {
    assertThat(of("09223372036854775807.json").version()).isEqualTo(Long.MAX_VALUE);
    assertThat(LogName.of("09223372036854775808.json")).isEmpty();
    assertThat(LogName.of("99999999999999999999.json")).isEmpty();
  }

  /** T34: what writers and replicators leave half done is nobody's. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "_last_checkpoint",
        ".00000000000000000012.json.8a1c.tmp",
        "00000000000000000012.json.tmp",
        "00000000000000000012.8a1c.tmp",
        "12.json",
        "0000000000000000012.json",
        "00000000000000000012.JSON",
        "00000000000000000010.checkpoint.json",
        "00000000000000000010.checkpoint.0000000004.0000000003.parquet",
        "00000000000000000010.checkpoint.0000000000.0000000003.parquet",
        "00000000000000000007.00000000000000000003.compacted.json",
        "00000000000000000010.crc.tmp",
        ""
      })
  void ignoresWhatReadersIgnore(String name) {
    assertThat(LogName.of(name)).isEmpty();
  }
}
