package io.twinlake.core.run;

import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** Which prefixes to list so that all given paths are seen, in few requests. */
final class TouchedPrefixes {
  private TouchedPrefixes() {}

  /**
   * At most {@code most} prefixes that together cover {@code paths}; directories are joined from
   * the deepest up.
   */
  static List<ObjectPrefix> of(Collection<ObjectPath> paths, int most) {
    TreeSet<String> directories = new TreeSet<>();
    paths.forEach(p -> directories.add(p.directory().value()));
    while (directories.size() > most) {
      int deepest = directories.stream().mapToInt(TouchedPrefixes::depth).max().orElse(0);
      TreeSet<String> joined = new TreeSet<>();
      directories.forEach(d -> joined.add(depth(d) == deepest ? parent(d) : d));
      directories.clear();
      directories.addAll(joined);
    }
    return directories.stream()
        .filter(d -> directories.headSet(d).stream().noneMatch(d::startsWith))
        .map(ObjectPrefix::new)
        .toList();
  }

  private static int depth(String directory) {
    return (int) directory.chars().filter(c -> c == '/').count();
  }

  private static String parent(String directory) {
    return directory.isEmpty()
        ? ""
        : directory.substring(0, directory.lastIndexOf('/', directory.length() - 2) + 1);
  }
}
