package io.twinlake.delta;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectType;
import io.twinlake.core.store.ObjectVersion;
import java.time.Instant;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A group's tables are taken at their newest versions from before one time. */
class CutTest {
  private static final Instant START = Instant.parse("2026-11-22T03:00:00Z");

  /** Version n was written n seconds after the start. */
  private static NavigableMap<Long, ObjectEntry> tenVersions() {
    NavigableMap<Long, ObjectEntry> commits = new TreeMap<>();
    for (long version = 0; version < 10; version++) {
      commits.put(
          version,
          new ObjectEntry(
              ObjectPath.of("_delta_log/" + LogName.commit(version)),
              1,
              ObjectVersion.decode("s:" + version),
              START.plusSeconds(version),
              ObjectType.FILE,
              ObjectMetadata.NONE));
    }
    return commits;
  }

  @ParameterizedTest(name = "from {0} on, cut {1} s after the start: {2}")
  @CsvSource({"0, 20, 9", "0, 9, 8", "0, 5, 4", "0, 1, 0", "0, 0, -1", "7, 5, 6", "7, 8, 7"})
  void onlyVersionsFromBeforeTheCutAreTaken(long first, long seconds, long expected) {
    assertThat(
            VersionRange.cut(
                tenVersions(), first, 9, Optional.empty(), Optional.of(START.plusSeconds(seconds))))
        .isEqualTo(expected);
  }

  @Test
  void withoutAGroupEverythingIsTaken() {
    assertThat(VersionRange.cut(tenVersions(), 0, 9, Optional.empty(), Optional.empty()))
        .isEqualTo(9);
  }

  /** A clock that was put back must not bring versions in behind one that is left out. */
  @Test
  void nothingBehindALaterVersionIsTaken() {
    NavigableMap<Long, ObjectEntry> commits = tenVersions();
    commits.put(4L, commits.get(9L));

    assertThat(VersionRange.cut(commits, 0, 9, Optional.empty(), Optional.of(START.plusSeconds(7))))
        .isEqualTo(3);
  }

  @Test
  void theCheckpointThatARangeBeginsWithIsNotWithoutItsCommit() {
    assertThat(
            VersionRange.cut(
                tenVersions(), 6, 9, Optional.of(6L), Optional.of(START.plusSeconds(2))))
        .isEqualTo(6);
  }
}
