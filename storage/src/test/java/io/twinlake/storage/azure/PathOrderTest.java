package io.twinlake.storage.azure;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.store.ObjectPath;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathOrderTest {
  private static final Comparator<String> TREE =
      Comparator.comparing(path -> path.replace('/', '\0'), ObjectPath::compareUtf8);
  private int asked;

  private List<String> ordered(List<String> listed, int mostHeld) {
    List<String> all = new ArrayList<>();
    order(listed, listed.iterator(), 0, mostHeld).forEachRemaining(all::add);
    return all;
  }

  private Iterator<String> order(
      List<String> all, Iterator<String> arriving, int length, int mostHeld) {
    return new PathOrder<>(
        arriving,
        path -> path,
        directory -> {
          asked++;
          return all.stream()
              .filter(path -> PathOrder.isNeighbour(path, directory))
              .sorted(ObjectPath::compareUtf8)
              .iterator();
        },
        length,
        mostHeld);
  }

  @Test
  void whatLiesInADirectoryComesBehindItsNeighboursWithACharacterBelowTheSlash() {
    List<String> listed =
        List.of(
            "A", "A/dat1", "A-B", "A-B/dat2", "A-B-C", "A.C", "A.C/dat3", "AB", "AB/AB", "AB.txt");

    assertThat(ordered(listed, 100))
        .containsExactly(
            "A", "A-B", "A-B-C", "A-B/dat2", "A.C", "A.C/dat3", "A/dat1", "AB", "AB.txt", "AB/AB");
    assertThat(asked).isZero();
  }

  @Test
  void aListingThatIsInOrderPassesAsItIs() {
    List<String> listed = List.of("A", "A-B", "A-B/x", "A/x", "B", "B/x/y", "C");

    for (int held = 0; held < 5; held++) {
      assertThat(ordered(listed, held)).isEqualTo(listed);
    }
  }

  @Test
  void aLargeDirectoryIsNotHeldButItsNeighboursAreAskedForOnce() {
    List<String> listed = new ArrayList<>(List.of("t"));
    for (int i = 0; i < 1000; i++) {
      listed.add("t/%04d".formatted(i));
    }
    listed.add("t-old");
    listed.add("t-old/x");
    listed.add("u");

    List<String> all = ordered(listed, 10);
    assertThat(all).isSortedAccordingTo(ObjectPath::compareUtf8).hasSize(listed.size());
    assertThat(all.subList(0, 3)).containsExactly("t", "t-old", "t-old/x");
    assertThat(asked).isEqualTo(1);
  }

  @Test
  void namesBeyondTheFirstPlaneMayComeInEitherOrder() {
    assertThat(ordered(List.of("a", "a/\uD83D\uDE00", "a/\uFF5E", "b"), 100))
        .containsExactly("a", "a/\uFF5E", "a/\uD83D\uDE00", "b");
  }

  /** Random trees with hostile names, in both orders, with room for few entries or many. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 10, 1000})
  void everyTreeComesOutSortedAndWhole(int mostHeld) {
    Random random = new Random(42);
    for (int round = 0; round < 300; round++) {
      TreeSet<String> paths = new TreeSet<>(ObjectPath::compareUtf8);
      for (int i = 0; i < 40; i++) {
        StringBuilder path = new StringBuilder();
        for (int depth = 0; depth <= random.nextInt(4); depth++) {
          path.append(depth == 0 ? "" : "/");
          for (int c = 0; c <= random.nextInt(2); c++) {
            path.append("a-!.0b".charAt(random.nextInt(6)));
          }
          paths.add(path.toString());
        }
      }
      List<String> sorted = List.copyOf(paths);
      List<String> asTree = sorted.stream().sorted(TREE).toList();
      assertThat(ordered(asTree, mostHeld)).isEqualTo(sorted);
      assertThat(ordered(sorted, mostHeld)).isEqualTo(sorted);
    }
  }
}
