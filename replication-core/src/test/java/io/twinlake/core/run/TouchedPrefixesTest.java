package io.twinlake.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TouchedPrefixesTest {

  @Test
  void nothingTouchesNothing() {
    assertThat(TouchedPrefixes.of(List.of(), 4)).isEmpty();
  }

  @Test
  void fewDirectoriesAreListedOneByOne() {
    assertThat(touched(4, "a/b/1", "a/b/2", "a/c/1", "d/1")).containsExactly("a/b/", "a/c/", "d/");
  }

  @Test
  void aDirectoryWithinAnotherIsListedWithIt() {
    assertThat(touched(4, "a/1", "a/b/1", "a/b/c/1", "ab/1")).containsExactly("a/", "ab/");
  }

  @Test
  void theRootTakesEverythingIn() {
    assertThat(touched(4, "1", "a/1")).containsExactly("");
  }

  @Test
  void manyDirectoriesAreJoinedFromTheDeepestUp() {
    String[] paths =
        IntStream.range(0, 100).mapToObj(i -> "t/date=" + i + "/part-0").toArray(String[]::new);

    assertThat(touched(32, paths)).containsExactly("t/");
    assertThat(
            touched(32, Stream.concat(Stream.of("u/1"), Stream.of(paths)).toArray(String[]::new)))
        .containsExactly("t/", "u/");
  }

  @Test
  void oddNamesEndAtTheRootAtLast() {
    assertThat(touched(1, "/a", "//b", "a//b", "a/")).containsExactly("");
  }

  @Test
  void allPathsAreCoveredByAtMostSoManyPrefixesOfWhichNoneIsInAnother() {
    Random random = new Random(9);
    for (int round = 0; round < 300; round++) {
      List<ObjectPath> paths = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        StringBuilder path = new StringBuilder();
        for (int depth = random.nextInt(5); depth > 0; depth--) {
          path.append((char) ('a' + random.nextInt(4))).append('/');
        }
        paths.add(ObjectPath.of(path.append('x').append(i).toString()));
      }
      int most = 1 + random.nextInt(10);

      List<ObjectPrefix> prefixes = TouchedPrefixes.of(paths, most);

      assertThat(prefixes).hasSizeLessThanOrEqualTo(most);
      assertThat(paths)
          .allSatisfy(p -> assertThat(prefixes).filteredOn(prefix -> prefix.covers(p)).hasSize(1));
    }
  }

  private static List<String> touched(int most, String... paths) {
    return TouchedPrefixes.of(Stream.of(paths).map(ObjectPath::of).toList(), most).stream()
        .map(ObjectPrefix::value)
        .toList();
  }
}
