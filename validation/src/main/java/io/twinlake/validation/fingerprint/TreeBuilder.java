package io.twinlake.validation.fingerprint;

import io.twinlake.core.store.ObjectPath;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Builds a tree from objects in path order, in one pass. Holds one unfinished node of each level.
 *
 * <p>Where nodes end follows from the paths alone: a path whose hash ends in seven zero bits ends a
 * node, one that ends in fourteen ends the node above, too, and so on: 128 items on average, and at
 * most {@value #MOST}. So an object that is added, removed or changed touches the nodes above it,
 * and no others.
 */
public final class TreeBuilder {
  static final int BITS = 7;

  /** Most items of one node. */
  static final int MOST = 1024;

  private final Nodes nodes;
  private final List<List<Item>> open = new ArrayList<>();
  private String last;

  public TreeBuilder(Nodes nodes) {
    this.nodes = nodes;
  }

  /** Takes the next object. */
  public void add(Item object) {
    if (last != null && ObjectPath.compareUtf8(last, object.first()) >= 0) {
      throw new IllegalArgumentException(
          "'%s' comes after '%s', which is not their order".formatted(object.first(), last));
    }
    last = object.first();
    add(0, object);
  }

  private void add(int level, Item item) {
    if (open.size() == level) {
      open.add(new ArrayList<>());
    }
    List<Item> node = open.get(level);
    node.add(item);
    if (node.size() >= MOST || zeroBits(item.last()) >= BITS * (level + 1)) {
      end(level);
    }
  }

  private void end(int level) {
    Node node = new Node(level, open.get(level));
    open.set(level, new ArrayList<>());
    Item item = node.asItem();
    nodes.put(item.hash(), node);
    add(level + 1, item);
  }

  /** Ends the tree; empty if there was no object. */
  public Optional<Item> root() {
    for (int level = 0; level < open.size(); level++) {
      List<Item> rest = open.get(level);
      boolean top = level == open.size() - 1;
      if (top && level > 0 && rest.size() == 1) {
        return Optional.of(rest.get(0));
      }
      if (!rest.isEmpty()) {
        end(level);
      }
    }
    return Optional.empty();
  }

  /** How many zero bits the hash of {@code path} ends in: FNV-1a, then SplitMix64's finaliser. */
  private static int zeroBits(String path) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    hash = (hash ^ hash >>> 30) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ hash >>> 27) * 0x94d049bb133111ebL;
    return Long.numberOfTrailingZeros(hash ^ hash >>> 31);
  }
}
