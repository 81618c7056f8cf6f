package io.twinlake.validation.fingerprint;

import io.twinlake.core.store.ObjectPath;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Walks two trees side by side and reads only where they differ. Memory holds one node of each
 * level of either side.
 */
public final class TreeDifference {
  private TreeDifference() {}

  /** One side: what is ahead, the nearest first, and how far above the objects it is. */
  private static final class Side {
    private record Ahead(Item item, int level) {}

    private final Nodes nodes;
    private final Deque<Ahead> ahead = new ArrayDeque<>();

    Side(Nodes nodes, Optional<Item> root) {
      this.nodes = nodes;
      // What a root item names is a node, of a level that only the node itself knows.
      root.ifPresent(this::descend);
    }

    Ahead next() {
      return ahead.peek();
    }

    void skip() {
      ahead.pop();
    }

    void open() {
      descend(ahead.pop().item());
    }

    private void descend(Item to) {
      Node node = nodes.get(to.hash());
      for (int i = node.items().size() - 1; i >= 0; i--) {
        ahead.push(new Ahead(node.items().get(i), node.level()));
      }
    }
  }

  /**
   * Finds what differs.
   *
   * @param left root of the one side; empty if it has no object
   * @param right root of the other
   * @param take told each object that differs, with what either side has, in path order
   */
  public static void find(
      Nodes leftNodes,
      Optional<Item> left,
      Nodes rightNodes,
      Optional<Item> right,
      BiConsumer<Optional<Item>, Optional<Item>> take) {
    if (left.map(Item::hash).equals(right.map(Item::hash))) {
      return;
    }
    Side one = new Side(leftNodes, left);
    Side two = new Side(rightNodes, right);
    while (one.next() != null || two.next() != null) {
      Side.Ahead a = one.next();
      Side.Ahead b = two.next();
      if (b == null || (a != null && before(a.item(), b.item()))) {
        only(one, a, item -> take.accept(Optional.of(item), Optional.empty()));
      } else if (a == null || before(b.item(), a.item())) {
        only(two, b, item -> take.accept(Optional.empty(), Optional.of(item)));
      } else if (a.level() == b.level() && a.item().equals(b.item())) {
        one.skip();
        two.skip();
      } else if (a.level() == 0 && b.level() == 0) {
        take.accept(Optional.of(a.item()), Optional.of(b.item()));
        one.skip();
        two.skip();
      } else {
        if (a.level() >= b.level()) {
          one.open();
        }
        if (b.level() >= a.level()) {
          two.open();
        }
      }
    }
  }

  private static boolean before(Item item, Item other) {
    return ObjectPath.compareUtf8(item.last(), other.first()) < 0;
  }

  private static void only(Side side, Side.Ahead ahead, java.util.function.Consumer<Item> take) {
    if (ahead.level() == 0) {
      take.accept(ahead.item());
      side.skip();
    } else {
      side.open();
    }
  }
}
