package io.twinlake.validation;

import io.twinlake.core.store.Level;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectReader;
import java.util.stream.Stream;

/** Lists a dataset with paths below its own root, and passes nothing over. */
public final class Listings {
  private Listings() {}

  /** Everything below {@code directory}, in path order. The caller closes the stream. */
  static Stream<ObjectEntry> of(ObjectReader store, ObjectPrefix directory) {
    return below(store, directory, ObjectPrefix.ALL);
  }

  /** What of it lies below {@code part}. */
  public static Stream<ObjectEntry> below(
      ObjectReader store, ObjectPrefix directory, ObjectPrefix part) {
    return store
        .list(directory.resolve(part))
        .filter(e -> e.path().value().length() > directory.value().length())
        .map(e -> e.at(directory.relativize(e.path())));
  }

  /** One level of it: what lies directly below {@code part}. */
  public static Level level(ObjectReader store, ObjectPrefix directory, ObjectPrefix part) {
    Level level = store.listLevel(directory.resolve(part));
    int own = directory.value().length();
    return new Level(
        level.objects().stream()
            .filter(e -> e.path().value().length() > own)
            .map(e -> e.at(directory.relativize(e.path())))
            .toList(),
        level.prefixes().stream().map(p -> new ObjectPrefix(p.value().substring(own))).toList());
  }
}
