package io.twinlake.core.settings;

import static io.twinlake.core.settings.SettingsTest.DATASETS;
import static io.twinlake.core.settings.SettingsTest.NEXT;
import static io.twinlake.core.settings.SettingsTest.SITES;
import static io.twinlake.core.settings.SettingsTest.load;
import static io.twinlake.core.settings.SettingsTest.refused;
import static io.twinlake.core.settings.SettingsTest.withDefaults;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Durations, sizes, shares and counts: what is read, and what a wrong one is told. */
class SettingsUnitsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "15m | PT15M",
        "4h | PT4H",
        "14d | PT336H",
        "30s | PT30S",
        "90m | PT1H30M",
      })
  void readsDurations(String written, Duration meant) {
    assertThat(withDefaults("retention: " + written).retention()).isEqualTo(meant);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "15       | has no unit; write 15s, 15m, 15h or 15d",
        "15min    | is not a length of time; write 15m",
        "2 hours  | is not a length of time; write 2h",
        "3D       | is not a length of time; write 3d",
        "2w       | is not a length of time; write 14d",
        "PT15M    | is not a length of time; write 30s, 15m, 4h or 14d",
        "1h30m    | is not a length of time; write 30s, 15m, 4h or 14d",
        "-5m      | is not a length of time; write 30s, 15m, 4h or 14d",
        "500ms    | is not a length of time; write 30s, 15m, 4h or 14d",
        "2months  | is not a length of time; write 30s, 15m, 4h or 14d",
        "1.5h     | is not a length of time; write 30s, 15m, 4h or 14d",
        "0s       | is no time at all; write at least 1s",
        "99999d   | is too long; write at most 36500d",
        "999999999999999999d | is too long; write at most 36500d",
      })
  void aWrongDurationIsToldWhatToWrite(String written, String message) {
    assertThat(refused(SITES + "defaults: { retention: " + written + " }\n" + DATASETS))
        .hasMessageContainingAll(
            "lake.yaml:%d: defaults.retention '%s' %s".formatted(NEXT, written, message));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"65536B | 65536", "64KiB | 65536", "8MiB | 8388608", "1GiB | 1073741824"})
  void readsSizes(String written, long bytes) {
    assertThat(load(SITES + DATASETS + "transfer: { partSize: " + written + " }").transfer())
        .extracting(TransferSettings::partSize)
        .isEqualTo(DataSize.ofBytes(bytes));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "64      | has no unit; write 64MiB, or 64B for bytes",
        "64MB    | is not a size in a binary unit; write 64MiB",
        "64m     | is not a size in a binary unit; write 64MiB",
        "1 GiB   | is not a size in a binary unit; write 1GiB",
        "1gib    | is not a size in a binary unit; write 1GiB",
        "1.5GiB  | is not a size; write a whole number and its unit, 64MiB",
        "-1MiB   | is not a size; write a whole number and its unit, 64MiB",
        "3apples | is not a size; write 3 with one of B, KiB, MiB, GiB, TiB",
        "999999999TiB | is larger than anything that can be stored",
      })
  void aWrongSizeIsToldWhatToWrite(String written, String message) {
    assertThat(refused(SITES + DATASETS + "transfer: { partSize: " + written + " }"))
        .hasMessageContainingAll("transfer.partSize '" + written + "' " + message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1KiB", "1TiB"})
  void aPartSizeThatNoServiceTakesIsRefused(String written) {
    assertThat(refused(SITES + DATASETS + "transfer: { partSize: " + written + " }"))
        .hasMessageContainingAll("transfer.partSize must be between 64.0 KiB and 3.9 GiB");
  }

  @ParameterizedTest
  @CsvSource({"1%,0.01", "0.5%,0.005", "100%,1", "0%,0"})
  void readsPercentages(String written, double share) {
    assertThat(withDefaults("deletionCap: { share: " + written + " }").deletionCap())
        .isEqualTo(new DeletionCap(10_000, share));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.01", "1", "one", "-1%", "1%%"})
  void aWrongPercentageIsToldWhatToWrite(String written) {
    assertThat(
            refused(SITES + "defaults: { deletionCap: { share: " + written + " } }\n" + DATASETS))
        .hasMessageContainingAll("defaults.deletionCap.share", "write 1% or 0.5%");
  }

  @Test
  void moreThanAllIsNoShare() {
    assertThat(refused(SITES + "defaults: { deletionCap: { share: 101% } }\n" + DATASETS))
        .hasMessageContainingAll("is more than all");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "1.5", "1e3", "ten", "9999999999999999999"})
  void aWrongCountIsRefused(String written) {
    assertThat(
            refused(SITES + "defaults: { deletionCap: { count: " + written + " } }\n" + DATASETS))
        .hasMessageContainingAll("defaults.deletionCap.count", "whole number of at least 0");
  }

  @Test
  void aCountBeyondAnIntIsRefusedWhereAnIntIsNeeded() {
    assertThat(refused(SITES + DATASETS + "transfer: { attempts: 3000000000 }"))
        .hasMessageContainingAll("transfer.attempts '3000000000' is not a whole number");
  }
}
