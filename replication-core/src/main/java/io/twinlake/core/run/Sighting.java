package io.twinlake.core.run;

import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Sees with its own eyes what a service copied: one by one where few objects were copied for the
 * size of their directories, by listings where they were many.
 */
final class Sighting {
  private static final int PAGE = 5000;

  /** A page of a listing takes about as long as so many look-ups, of which many run at once. */
  private static final int LOOK_UPS_PER_PAGE = 32;

  private static final int MOST_LISTINGS = 32;

  /** A level of a store is held as a whole; larger ones are listed object by object. */
  private static final int MOST_IN_MEMORY = 200_000;

  private final ObjectReader store;
  private final RequestPool requests;
  private final Map<ObjectPath, ObjectEntry> seen = new ConcurrentHashMap<>();

  Sighting(ObjectReader store, RequestPool requests) {
    this.store = store;
    this.requests = requests;
  }

  /**
   * Whether listings cost less than looking each up. Pure.
   *
   * @param objects how many were copied
   * @param listed how many objects lie in their directories, about
   * @param directories how many those are
   */
  static boolean byListing(long objects, long listed, long directories) {
    long pages = directories + (Math.max(objects, listed) + PAGE - 1) / PAGE;
    return pages * LOOK_UPS_PER_PAGE < objects;
  }

  void look(List<ObjectPath> paths, long listed) {
    Set<ObjectPrefix> directories =
        paths.stream().map(ObjectPath::directory).collect(Collectors.toSet());
    if (!byListing(paths.size(), listed, Math.min(directories.size(), MOST_LISTINGS))) {
      requests.each(
          paths,
          path -> {
            Optional<ObjectEntry> found = store.find(path);
            found.ifPresent(entry -> seen.put(path, entry));
            return found;
          });
      return;
    }
    if (directories.size() <= MOST_LISTINGS && Math.max(listed, paths.size()) <= MOST_IN_MEMORY) {
      for (ObjectPrefix directory : directories) {
        store.listLevel(directory).objects().forEach(e -> seen.put(e.path(), e));
      }
      return;
    }
    Set<ObjectPath> wanted = Set.copyOf(paths);
    for (ObjectPrefix prefix : TouchedPrefixes.of(paths, MOST_LISTINGS)) {
      try (Stream<ObjectEntry> entries = store.list(prefix)) {
        entries.filter(e -> wanted.contains(e.path())).forEach(e -> seen.put(e.path(), e));
      }
    }
  }

  /** What is wrong with a copy, if anything is. */
  Optional<String> problem(ObjectEntry copied) {
    ObjectEntry there = seen.get(copied.path());
    boolean right =
        there != null
            && there.sizeBytes() == copied.sizeBytes()
            && there.version().equals(copied.version());
    return right
        ? Optional.empty()
        : Optional.of(
            "%s was copied inside the service, but the target now shows %s instead of %d bytes as version %s. The next run looks again."
                .formatted(
                    copied.path(),
                    there == null
                        ? "nothing"
                        : "%d bytes as version %s".formatted(there.sizeBytes(), there.version()),
                    copied.sizeBytes(),
                    copied.version()));
  }
}
