package io.twinlake.core.run;

import io.twinlake.core.plan.PrefixSet;
import io.twinlake.core.store.Level;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectReader;
import java.util.stream.Stream;

/** Lists a dataset with paths below its own root. */
public final class DatasetListing {
  private DatasetListing() {}

  /**
   * What lies below {@code directory}, or below {@code part} of it, in path order. An object that
   * is named exactly as the directory, with its slash, is the directory's own marker and is left
   * out. The caller closes the stream.
   */
  public static Stream<ObjectEntry> of(
      ObjectReader store, ObjectPrefix directory, ObjectPrefix part) {
    return store
        .list(directory.resolve(part))
        .filter(e -> !e.path().value().equals(directory.value()))
        .map(e -> e.at(directory.relativize(e.path())));
  }

  /**
   * The same without what lies in the directories of {@code around}, which is not even asked for.
   */
  public static Stream<ObjectEntry> around(
      ObjectReader store, ObjectPrefix directory, ObjectPrefix part, PrefixSet around) {
    return around.isEmpty()
        ? of(store, directory, part)
        : ListingAround.of(store, directory, part, around);
  }

  /**
   * One level of the same: the objects directly below {@code part}, and the directories there. Used
   * to spread a listing.
   */
  public static Level level(ObjectReader store, ObjectPrefix directory, ObjectPrefix part) {
    Level level = store.listLevel(directory.resolve(part));
    int own = directory.value().length();
    return new Level(
        level.objects().stream()
            .filter(e -> !e.path().value().equals(directory.value()))
            .map(e -> e.at(directory.relativize(e.path())))
            .toList(),
        level.prefixes().stream().map(p -> new ObjectPrefix(p.value().substring(own))).toList());
  }
}
