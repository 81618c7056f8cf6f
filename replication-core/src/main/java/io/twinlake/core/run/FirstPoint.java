package io.twinlake.core.run;

import io.twinlake.core.settings.Settings;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import io.twinlake.core.store.Stores;
import java.net.URI;
import java.util.Set;
import java.util.TreeSet;

/**
 * The number of the first recovery point of a target: 1, or one more than the highest in its
 * history, where recovery points were lost. A number that was used before would find its place in
 * history taken, and the bytes that a run replaces would be kept nowhere.
 */
final class FirstPoint {
  private FirstPoint() {}

  /** One list request for each history root. */
  static long number(Settings settings, Stores stores) {
    long highest = 0;
    for (URI root : historyRoots(settings, stores)) {
      try (ObjectStore history = stores.open(root)) {
        for (ObjectPrefix point : history.listLevel(ObjectPrefix.ALL).prefixes()) {
          highest = Math.max(highest, numberOf(point));
        }
      } catch (StoreException e) {
        if (e.problem() != StoreProblem.ROOT_MISSING) {
          throw e;
        }
      }
    }
    return highest + 1;
  }

  private static Set<URI> historyRoots(Settings settings, Stores stores) {
    Set<URI> roots = new TreeSet<>();
    for (URI data : settings.target().roots().values()) {
      roots.add(settings.target().history().orElseGet(() -> stores.defaultHistory(data)));
    }
    return roots;
  }

  private static long numberOf(ObjectPrefix point) {
    String name = point.value().substring(0, point.value().length() - 1);
    return name.matches("\\d{10}") ? Long.parseLong(name) : 0;
  }
}
