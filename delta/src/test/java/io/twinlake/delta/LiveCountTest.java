package io.twinlake.delta;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LiveCountTest {
  private final LiveCount count = new LiveCount(OptionalLong.of(10));

  private static List<FileRef> files(boolean dataChange, String... paths) {
    return Stream.of(paths).map(p -> new FileRef(p, 1, Optional.empty(), dataChange)).toList();
  }

  private void commit(List<FileRef> adds, List<FileRef> removes) {
    count.commit(
        new Commit(
            1,
            "",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            adds,
            removes,
            List.of(),
            Optional.empty()),
        "live"::equals);
  }

  @Test
  void addedAndRemovedFilesAreCounted() {
    commit(files(true, "a", "b", "c"), files(true, "old"));

    assertThat(count.files()).hasValue(12);
  }

  @Test
  void aFileThatGetsANewDeletionVectorIsOneFile() {
    commit(files(true, "a"), files(true, "a"));

    assertThat(count.files()).hasValue(10);
  }

  @Test
  void compactionTakesManyForOne() {
    commit(files(false, "compact"), files(false, "a", "b", "c"));

    assertThat(count.files()).hasValue(8);
  }

  @Test
  void aFileThatIsKnownToBeLiveIsNotNew() {
    commit(files(false, "live"), List.of());

    assertThat(count.files()).hasValue(10);
  }

  /** Statistics that are computed later: the same file, once more, and nobody says so. */
  @Test
  void whatMayHaveBeenThereAlreadyMakesTheCountUnknown() {
    commit(files(false, "perhaps"), List.of());
    commit(files(true, "new"), List.of());

    assertThat(count.files()).isEmpty();
  }

  @Test
  void aCountThatCannotBeIsNone() {
    commit(List.of(), files(true, "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"));

    assertThat(count.files()).isEmpty();
  }
}
