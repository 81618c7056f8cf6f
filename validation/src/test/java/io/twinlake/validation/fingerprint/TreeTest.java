package io.twinlake.validation.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TreeTest {
  /** Keeps nodes as they are kept, so that a million objects take little memory; counts reads. */
  private static final class Kept implements Nodes {
    private final Map<String, byte[]> nodes = new HashMap<>();
    private long puts;
    private long reads;
    private long bytesRead;
    private long bytes;

    @Override
    public void put(String name, Node node) {
      puts++;
      byte[] encoded = node.encoded();
      bytes += encoded.length;
      nodes.putIfAbsent(name, encoded);
      assertThat(node.items()).hasSizeLessThanOrEqualTo(TreeBuilder.MOST);
    }

    @Override
    public Node get(String name) {
      reads++;
      bytesRead += nodes.get(name).length;
      return Node.decoded(nodes.get(name), name);
    }
  }

  private final Kept kept = new Kept();

  private Optional<Item> tree(Stream<Item> objects) {
    TreeBuilder builder = new TreeBuilder(kept);
    objects.forEach(builder::add);
    return builder.root();
  }

  private static Item object(int i) {
    return Item.object(
        "date=2026-%02d-%02d/part-%07d".formatted(1 + i / 84_000, 1 + i / 3_000 % 28, i),
        "%016x".formatted(i * 0x9e3779b97f4a7c15L),
        i % 4096);
  }

  private static Stream<Item> objects(int count) {
    return IntStream.range(0, count).mapToObj(TreeTest::object);
  }

  private List<String> differences(Optional<Item> left, Optional<Item> right) {
    List<String> all = new ArrayList<>();
    TreeDifference.find(
        kept,
        left,
        kept,
        right,
        (one, two) ->
            all.add(
                (one.isEmpty() ? "+" : two.isEmpty() ? "-" : "~")
                    + one.or(() -> two).get().first()));
    return all;
  }

  @Test
  void aMillionObjectsWithTenDifferingAreComparedByReadingUnderOnePercentOfTheTree() {
    int count = 1_000_000;
    Optional<Item> left = tree(objects(count));
    long nodes = kept.puts;
    long bytes = kept.bytes;
    UnaryOperator<Item> damage =
        item ->
            Integer.parseInt(item.first().substring(item.first().length() - 7)) % 100_000 == 77
                ? Item.object(item.first(), "damaged", item.bytes())
                : item;
    Optional<Item> right = tree(objects(count).map(damage));

    List<String> found = differences(left, right);

    assertThat(found).hasSize(10).allMatch(f -> f.startsWith("~") && f.endsWith("00077"));
    assertThat(left.get().objects()).isEqualTo(count);
    assertThat(kept.puts).isEqualTo(2 * nodes);
    assertThat(kept.reads).as("of 2 x %d nodes", nodes).isLessThan(2 * nodes / 100);
    assertThat(kept.bytesRead).as("of 2 x %d bytes", bytes).isLessThan(2 * bytes / 100);
    System.out.printf(
        "fingerprints: %d of %d nodes read (%.2f %%), %d of %d bytes (%.2f %%)%n",
        kept.reads,
        2 * nodes,
        50.0 * kept.reads / nodes,
        kept.bytesRead,
        2 * bytes,
        50.0 * kept.bytesRead / bytes);
  }

  @Test
  void equalTreesAreComparedByTheirRootsAlone() {
    Optional<Item> left = tree(objects(5_000));
    Optional<Item> right = tree(objects(5_000));

    assertThat(left).isEqualTo(right);
    assertThat(differences(left, right)).isEmpty();
    assertThat(kept.reads).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void whateverIsAddedRemovedOrChangedIsFoundAndNothingElse(long seed) {
    Random random = new Random(seed);
    int count = seed < 4 ? (int) seed - 1 : 1 << random.nextInt(14);
    TreeMap<String, Item> left = new TreeMap<>();
    TreeMap<String, Item> right = new TreeMap<>();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Item item = object(i * 7);
      switch (random.nextInt(seed % 2 == 0 ? 4 : 200)) {
        case 0 -> {
          left.put(item.first(), item);
          expected.add("-" + item.first());
        }
        case 1 -> {
          right.put(item.first(), item);
          expected.add("+" + item.first());
        }
        case 2 -> {
          left.put(item.first(), item);
          right.put(item.first(), Item.object(item.first(), "other", item.bytes()));
          expected.add("~" + item.first());
        }
        default -> {
          left.put(item.first(), item);
          right.put(item.first(), item);
        }
      }
    }

    assertThat(differences(tree(left.values().stream()), tree(right.values().stream())))
        .isEqualTo(expected);
  }

  @Test
  void oneMoreObjectTouchesOnlyTheNodesAboveIt() {
    Optional<Item> left = tree(objects(100_000));
    long nodes = kept.nodes.size();
    Optional<Item> right = tree(objects(100_000).filter(o -> !o.first().endsWith("0050000")));

    assertThat(differences(left, right)).hasSize(1);
    assertThat(kept.nodes.size() - nodes).as("new nodes").isLessThan(10);
    assertThat(kept.reads).isLessThan(20);
  }

  @Test
  void aNodeThatIsNotWhatWasWrittenIsRefused() {
    Item root = tree(objects(10)).orElseThrow();
    kept.nodes.put(root.hash(), new Node(0, List.of(object(1))).encoded());

    org.assertj.core.api.Assertions.assertThatThrownBy(() -> kept.get(root.hash()))
        .hasMessageContaining("Run fingerprint again");
  }
}
