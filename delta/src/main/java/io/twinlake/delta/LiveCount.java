package io.twinlake.delta;

import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Counts the live files of a table from commit to commit, without holding their names. A file that
 * is added again where nothing is removed, for its statistics say, cannot be told from a new one;
 * from then on the count is not known. Pure.
 */
final class LiveCount {
  private OptionalLong files;

  LiveCount(OptionalLong files) {
    this.files = files;
  }

  /**
   * @param isLive whether a file is known to be live before the commit
   */
  void commit(Commit commit, Predicate<String> isLive) {
    if (files.isEmpty()) {
      return;
    }
    Set<String> removed = new HashSet<>();
    commit.removes().forEach(remove -> removed.add(remove.path()));
    long count = files.getAsLong() - removed.size();
    Set<String> added = new HashSet<>();
    for (FileRef add : commit.adds()) {
      boolean known = removed.contains(add.path()) || isLive.test(add.path());
      if (!known && !add.dataChange() && removed.isEmpty()) {
        files = OptionalLong.empty();
        return;
      }
      boolean stays = !removed.contains(add.path()) && isLive.test(add.path());
      if (!stays && added.add(add.path())) {
        count++;
      }
    }
    files = count < 0 ? OptionalLong.empty() : OptionalLong.of(count);
  }

  /** How many there are; empty if nobody can say. */
  OptionalLong files() {
    return files;
  }
}
