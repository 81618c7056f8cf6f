package io.twinlake.core.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.settings.TransferSettings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RouteTest {
  @ParameterizedTest
  @CsvSource({
    // settings (part 10), copies, most bytes of a copy, blocks, size, way
    "AUTO, true, 100, true, 0, COPIED",
    "AUTO, true, 100, true, 100, COPIED",
    "AUTO, true, 100, true, 101, COPIED_IN_BLOCKS",
    "AUTO, true, 100, false, 100, COPIED",
    "AUTO, true, 100, false, 101, STREAMED",
    "AUTO, false, 0, true, 10, STREAMED",
    "AUTO, false, 0, true, 11, STREAMED_IN_BLOCKS",
    "AUTO, false, 0, false, 11, STREAMED",
    "STREAMED, true, 100, true, 0, STREAMED",
    "STREAMED, true, 100, true, 10, STREAMED",
    "STREAMED, true, 100, true, 11, STREAMED_IN_BLOCKS",
    "STREAMED, true, 100, false, 1000, STREAMED",
  })
  void isTheCheapestThatBothEndsAndTheSettingsAllow(
      TransferSettings.Route wanted,
      boolean copies,
      long maxCopyBytes,
      boolean blocks,
      long size,
      Route way) {
    Route.Can can = new Route.Can(copies, maxCopyBytes, blocks);

    assertThat(Route.choose(size, can, ObjectTransferTest.settings(wanted))).isEqualTo(way);
  }
}
