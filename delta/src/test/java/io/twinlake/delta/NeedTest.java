package io.twinlake.delta;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NeedTest {
  private final Need need = new Need(false);

  private static FileRef file(String path) {
    return new FileRef(path, 10, Optional.empty());
  }

  private static FileRef file(String path, String vector, long end) {
    return new FileRef(
        path,
        10,
        Optional.of(
            new FileRef.Vector(vector + "@" + end, Optional.of(vector + ".bin"), end - 18, 10)));
  }

  private static Commit commit(
      long version, List<FileRef> adds, List<FileRef> removes, List<FileRef> changes) {
    return new Commit(
        version,
        "",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        adds,
        removes,
        changes,
        Optional.empty());
  }

  private static Commit commit(long version, List<FileRef> adds, List<FileRef> removes) {
    return commit(version, adds, removes, List.of());
  }

  private List<String> wanted() {
    List<String> paths = new ArrayList<>();
    need.wanted().forEach(f -> paths.add(f.path()));
    return paths;
  }

  @Test
  void everyAddedFileIsNeededAndRemovedOnesAreNot() {
    need.commit(commit(1, List.of(file("a"), file("b")), List.of()));
    need.commit(commit(2, List.of(file("c")), List.of(file("a"), file("old"))));

    assertThat(wanted()).containsExactly("a", "b", "c");
    assertThat(need.live()).containsExactlyInAnyOrder("b", "c");
  }

  /** T2: many files share one file of vectors, each at its offset. */
  @Test
  void aSharedFileOfVectorsIsNeededOnceAndAsLongAsItsLastVector() {
    need.commit(commit(1, List.of(file("a", "dv", 50), file("b", "dv", 20)), List.of()));

    assertThat(wanted()).containsExactly("a", "dv.bin", "b");
    need.wanted()
        .forEach(
            f -> {
              if (f.path().equals("dv.bin")) {
                assertThat(f.sizeBytes()).isEqualTo(50);
              }
            });
  }

  /** T5: the same path with another vector, added and removed in one commit. */
  @Test
  void aFileThatGetsANewVectorStaysLive() {
    need.commit(commit(1, List.of(file("a")), List.of()));
    need.commit(commit(2, List.of(file("a", "dv1", 5)), List.of(file("a"))));
    need.commit(commit(3, List.of(file("a", "dv2", 5)), List.of(file("a", "dv1", 5))));

    assertThat(need.live()).containsExactlyInAnyOrder("a", "dv2.bin");
    assertThat(wanted()).containsExactly("a", "dv1.bin", "dv2.bin");
  }

  @Test
  void aFileThatTheVersionBeforeHadIsExpectedAtTheTarget() {
    need.commit(commit(5, List.of(file("a", "dv1", 5), file("new")), List.of(file("a"))));

    need.wanted()
        .forEach(f -> assertThat(f.expected()).as(f.path()).isEqualTo(f.path().equals("a")));
  }

  /** T6: what RESTORE adds again is live again, whoever removed it. */
  @Test
  void aFileThatIsAddedAgainIsNeededAgain() {
    need.commit(commit(1, List.of(file("a")), List.of()));
    need.commit(commit(2, List.of(), List.of(file("a"))));
    assertThat(need.live()).isEmpty();
    need.commit(commit(3, List.of(file("a")), List.of()));
    assertThat(need.live()).containsExactly("a");
  }

  /** T3 */
  @Test
  void changeDataIsNeededButNoReaderOfTheNewestVersionNeedsIt() {
    need.commit(commit(1, List.of(), List.of(), List.of(file("_change_data/c"))));

    assertThat(wanted()).containsExactly("_change_data/c");
    assertThat(need.live()).isEmpty();
  }

  @Test
  void onlyTheNewestVersionsFilesAreNeededWhereThatIsAskedFor() {
    Need latest = new Need(true);
    latest.base(file("old", "dv0", 5), 4);
    latest.commit(commit(5, List.of(file("a")), List.of(), List.of(file("_change_data/c"))));
    latest.commit(commit(6, List.of(file("b")), List.of(file("a"), file("old", "dv0", 5))));

    List<String> paths = new ArrayList<>();
    latest.wanted().forEach(f -> paths.add(f.path()));
    assertThat(paths).containsExactly("b");
  }

  @Test
  void lookUpsAndListingsAreChosenByTheirCost() {
    assertThat(LookUp.byListing(10, 100_000)).isFalse();
    assertThat(LookUp.byListing(600, 100_000)).isFalse();
    assertThat(LookUp.byListing(700, 100_000)).isTrue();
    assertThat(LookUp.byListing(20, 20)).isFalse();
    assertThat(LookUp.byListing(33, 33)).isTrue();
    assertThat(LookUp.byListing(20_000, 0)).isTrue();
    assertThat(LookUp.byListing(0, 0)).isFalse();
  }
}
