package io.twinlake.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PrefixSetTest {

  @Test
  void nothingIsCoveredByNothing() {
    assertThat(new PrefixSet().covers(ObjectPath.of("a"))).isFalse();
    assertThat(new PrefixSet().outermost()).isEmpty();
  }

  @Test
  void aDirectoryCoversWhatLiesInItAtAnyDepth() {
    PrefixSet set = set("a/b/");

    assertThat(set.covers(ObjectPath.of("a/b/c"))).isTrue();
    assertThat(set.covers(ObjectPath.of("a/b/c/d/e"))).isTrue();
    assertThat(set.covers(ObjectPath.of("a/b/"))).as("its own marker").isTrue();
  }

  @Test
  void aNeighbourWithTheSameBeginningIsNotCovered() {
    PrefixSet set = set("a/b/");

    assertThat(set.covers(ObjectPath.of("a/bc"))).isFalse();
    assertThat(set.covers(ObjectPath.of("a/b-old/c"))).isFalse();
    assertThat(set.covers(ObjectPath.of("a/b"))).isFalse();
    assertThat(set.covers(ObjectPath.of("b/"))).isFalse();
  }

  @Test
  void theEmptyPrefixCoversEverything() {
    assertThat(set("").covers(ObjectPath.of("a"))).isTrue();
    assertThat(set("").covers(ObjectPath.of("a/b"))).isTrue();
  }

  @Test
  void emptySegmentsAreDirectoriesLikeAnyOther() {
    assertThat(set("a//").covers(ObjectPath.of("a//b"))).isTrue();
    assertThat(set("a//").covers(ObjectPath.of("a/b"))).isFalse();
    assertThat(set("/").covers(ObjectPath.of("/a"))).isTrue();
  }

  @Test
  void theOutermostAreThoseInNoOther() {
    assertThat(set("a/", "a/b/", "b/c/", "b/c/d/e/", "bc/").outermost())
        .extracting(ObjectPrefix::value)
        .containsExactly("a/", "b/c/", "bc/");
    assertThat(set("", "a/").outermost()).containsExactly(ObjectPrefix.ALL);
  }

  @Test
  void holdsEachDirectoryOnce() {
    PrefixSet set = set("a/", "a/");

    assertThat(set.size()).isEqualTo(1);
    assertThat(set.contains(new ObjectPrefix("a/"))).isTrue();
    assertThat(set.contains(new ObjectPrefix("a/b/"))).isFalse();
    assertThat(new PrefixSet(set.all()).all()).isEqualTo(List.of(new ObjectPrefix("a/")));
  }

  private static PrefixSet set(String... prefixes) {
    return new PrefixSet(Stream.of(prefixes).map(ObjectPrefix::new).toList());
  }
}
