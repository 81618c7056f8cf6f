package io.twinlake.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.memory.MemoryStore;
import io.twinlake.core.plan.PrefixSet;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPrefix;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListingAroundTest {
  private static final List<String> ALL =
      List.of(
          "a",
          "a!/x",
          "a-b",
          "a/",
          "a/b/c",
          "a/b/d/e",
          "a/t/_delta_log/0",
          "a/t/p",
          "a0",
          "t/x",
          "é/x",
          "\uE000",
          "😀");
  private final MemoryStore store = new MemoryStore("lake");

  private List<String> around(String directory, String... skipped) {
    ObjectPrefix root = ObjectPrefix.directory(directory);
    for (String path : ALL) {
      TwoSites.put(store, root.value() + path, "x");
    }
    PrefixSet roots = new PrefixSet(Stream.of(skipped).map(ObjectPrefix::new).toList());
    try (Stream<ObjectEntry> listed = DatasetListing.around(store, root, ObjectPrefix.ALL, roots)) {
      return listed.map(e -> e.path().value()).toList();
    }
  }

  @ParameterizedTest
  @CsvSource({"a/t/", "t/", "a/", "nothing/", "a/b/d/", "é/", "a!/"})
  void showsEverythingElseInTheOrderOfPaths(String skipped) {
    assertThat(around("lake", skipped))
        .containsExactlyElementsOf(ALL.stream().filter(p -> !p.startsWith(skipped)).toList());
  }

  @Test
  void showsNothingWhereTheWholeIsSkipped() {
    assertThat(around("lake", "")).isEmpty();
    assertThat(around("other", "a/", "t/", "a!/", "é/"))
        .containsExactly("a", "a-b", "a0", "\uE000", "😀");
  }

  @Test
  void fewCopiesAreLookedAtOneByOneAndManyInAListing() {
    assertThat(Sighting.byListing(10, 100_000, 1)).isFalse();
    assertThat(Sighting.byListing(20_000, 20_000, 1)).isTrue();
    assertThat(Sighting.byListing(1000, 1000, 32)).isFalse();
    assertThat(Sighting.byListing(0, 0, 0)).isFalse();
  }
}
