package io.twinlake.core.store;

import java.util.List;

/**
 * One level of a store.
 *
 * @param objects what lies directly below the listed prefix, in path order
 * @param prefixes the directories directly below it, each ending with a slash, in order
 */
public record Level(List<ObjectEntry> objects, List<ObjectPrefix> prefixes) {
  public Level {
    objects = List.copyOf(objects);
    prefixes = List.copyOf(prefixes);
  }
}
