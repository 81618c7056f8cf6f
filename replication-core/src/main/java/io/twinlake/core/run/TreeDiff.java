package io.twinlake.core.run;

import io.twinlake.core.plan.TreeScope;
import io.twinlake.core.settings.TreeSettings;
import io.twinlake.core.settings.TreeSettings.Acl;
import io.twinlake.core.settings.TreeSettings.EmptyDirectories;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.TreeNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Walks the trees of both sites side by side, in path order, and says what the target needs. Pure;
 * holds the directories that may still turn out to be empty, and nothing else.
 */
final class TreeDiff implements Iterator<TreeAction> {
  private final Iterator<TreeNode> source;
  private final Iterator<TreeNode> target;
  private final TreeScope scope;
  private final TreeSettings settings;
  private final boolean access;
  private final boolean planning;
  private final Deque<TreeAction> ready = new ArrayDeque<>();
  private final TreeMap<ObjectPath, TreeAction> maybeEmpty = new TreeMap<>();
  private Optional<TreeNode> ahead = Optional.empty();

  /**
   * @param source paths below the dataset, in order
   * @param target the same
   * @param planning whether files are still to be copied, so that missing ones will be there
   */
  TreeDiff(
      Iterator<TreeNode> source,
      Iterator<TreeNode> target,
      TreeScope scope,
      TreeSettings settings,
      boolean planning) {
    this.source = source;
    this.target = target;
    this.scope = scope;
    this.settings = settings;
    this.access = settings.acl() != Acl.INHERIT;
    this.planning = planning;
    advance();
  }

  private void advance() {
    ahead = target.hasNext() ? Optional.of(target.next()) : Optional.empty();
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty()) {
      if (source.hasNext()) {
        take(source.next());
      } else if (maybeEmpty.isEmpty()) {
        return false;
      } else {
        ready.addAll(maybeEmpty.values());
        maybeEmpty.clear();
      }
    }
    return true;
  }

  private void take(TreeNode node) {
    settle(node.path());
    while (ahead.isPresent() && ahead.get().path().compareTo(node.path()) < 0) {
      advance();
    }
    if (!scope.covers(node.path(), node.directory())) {
      return;
    }
    Optional<TreeNode> there = ahead.filter(n -> n.path().equals(node.path()));
    if (there.isPresent()) {
      if (there.get().directory() == node.directory() && access) {
        ready.add(action(node, false, there));
      } else if (there.get().directory() != node.directory()) {
        // Making a directory where a file is fails, and says so; a file's own copy has failed.
        if (node.directory()) {
          ready.add(action(node, true, Optional.empty()));
        }
      }
    } else if (!node.directory()) {
      if (planning && access) {
        ready.add(action(node, false, Optional.empty()));
      }
    } else if (settings.emptyDirectories() == EmptyDirectories.COPY) {
      TreeAction make = action(node, true, Optional.empty());
      if (access) {
        ready.add(make);
      } else {
        maybeEmpty.put(node.path(), make);
      }
    }
  }

  /** Directories above {@code next} are not empty; those that end before it are. */
  private void settle(ObjectPath next) {
    maybeEmpty
        .entrySet()
        .removeIf(
            each -> {
              String inside = each.getKey().value() + "/";
              if (next.value().startsWith(inside)) {
                return true;
              }
              boolean over = ObjectPath.compareUtf8(next.value(), inside) > 0;
              if (over) {
                ready.add(each.getValue());
              }
              return over;
            });
  }

  private TreeAction action(TreeNode node, boolean make, Optional<TreeNode> there) {
    return new TreeAction(
        node.path(),
        node.directory(),
        make,
        access ? node.access() : Optional.empty(),
        there.flatMap(TreeNode::access));
  }

  @Override
  public TreeAction next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }
}
