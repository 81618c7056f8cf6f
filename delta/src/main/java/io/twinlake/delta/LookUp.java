package io.twinlake.delta;

import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectReader;
import io.twinlake.core.table.TableJob;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Looks many files of a table up: one by one where they are few for the size of the table, by one
 * listing where they are many.
 */
final class LookUp {
  private static final int PAGE = 5000;

  /** A page of a listing takes about as long as so many look-ups, of which many run at once. */
  private static final int LOOK_UPS_PER_PAGE = 32;

  private static final int AT_ONCE = 1000;

  private LookUp() {}

  /** Whether a listing of {@code listed} objects costs less than {@code count} look-ups. Pure. */
  static boolean byListing(long count, long listed) {
    long pages = (Math.max(count, listed) + PAGE - 1) / PAGE;
    return pages * LOOK_UPS_PER_PAGE < count;
  }

  /**
   * Finds files.
   *
   * @param root of the table, in {@code store}
   * @param paths below it
   * @param listed about how many objects a listing shows
   * @return what was found, by its path below the root
   */
  static Map<String, ObjectEntry> find(
      ObjectReader store,
      ObjectPrefix root,
      Collection<String> paths,
      long listed,
      TableJob.Requests requests) {
    Map<String, ObjectEntry> found = new HashMap<>();
    if (byListing(paths.size(), listed)) {
      Set<String> wanted = Set.copyOf(paths);
      try (Stream<ObjectEntry> entries = store.list(root)) {
        entries
            .filter(e -> !e.path().value().equals(root.value()))
            .forEach(
                entry -> {
                  String path = root.relativize(entry.path()).value();
                  if (wanted.contains(path)) {
                    found.put(path, entry);
                  }
                });
      }
      return found;
    }
    return each(
        List.copyOf(paths), path -> store.find(root.resolve(ObjectPath.of(path))), requests);
  }

  /** Looks each of them up by itself. */
  static Map<String, ObjectEntry> each(
      List<String> all, Function<String, Optional<ObjectEntry>> find, TableJob.Requests requests) {
    Map<String, ObjectEntry> found = new HashMap<>();
    for (int from = 0; from < all.size(); from += AT_ONCE) {
      List<String> some = all.subList(from, Math.min(all.size(), from + AT_ONCE));
      List<Callable<Optional<ObjectEntry>>> tasks = new ArrayList<>();
      for (String path : some) {
        tasks.add(() -> find.apply(path));
      }
      List<Optional<ObjectEntry>> entries = requests.all(tasks);
      for (int i = 0; i < some.size(); i++) {
        String path = some.get(i);
        entries.get(i).ifPresent(entry -> found.put(path, entry));
      }
    }
    return found;
  }
}
