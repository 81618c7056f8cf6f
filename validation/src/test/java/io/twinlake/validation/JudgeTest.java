package io.twinlake.validation;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.partition.PartitionWindow;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectType;
import io.twinlake.core.store.ObjectVersion;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JudgeTest {
  private final Judge judge = new Judge(new Scope(List.of(), PartitionWindow.ALL));

  private static Optional<ObjectEntry> entry(ObjectType type) {
    return Optional.of(
        new ObjectEntry(
            ObjectPath.of("a/dir"),
            0,
            ObjectVersion.strong("\"1\""),
            Instant.EPOCH,
            type,
            ObjectMetadata.NONE));
  }

  @Test
  void aDirectoryMarkerThatOneSideHasIsNoDifferenceButIsSaid() {
    for (Pair pair :
        new Pair[] {
          Pair.of(entry(ObjectType.DIRECTORY_MARKER), Optional.empty()),
          Pair.of(Optional.empty(), entry(ObjectType.DIRECTORY_MARKER))
        }) {
      Finding finding = judge.byListing(pair);
      assertThat(finding.outcome()).isEqualTo(Outcome.OUTSIDE);
      assertThat(finding.toString()).contains("directory marker");
    }
  }

  @Test
  void anEmptyFileThatOneSideHasIsADifference() {
    assertThat(judge.byListing(Pair.of(entry(ObjectType.FILE), Optional.empty())).outcome())
        .isEqualTo(Outcome.MISSING_AT_TARGET);
    assertThat(judge.byListing(Pair.of(Optional.empty(), entry(ObjectType.FILE))).outcome())
        .isEqualTo(Outcome.MISSING_AT_SOURCE);
  }
}
