package io.twinlake.core.preflight;

import io.twinlake.core.plan.Tables;
import io.twinlake.core.settings.DatasetSettings;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectReader;
import io.twinlake.core.store.ObjectType;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The beginning of what a dataset holds: enough to see what kind of things lie there, and no more
 * than a page of a listing.
 *
 * @param dataset name of the dataset
 * @param objects how many were looked at
 * @param whole whether that was all
 * @param archived how many of them are in the archive tier
 * @param foreign how many of them carry no mark of ours
 * @param tables roots of tables among them, below the data root
 * @param smallest an object to try things with
 */
record Samples(
    String dataset,
    long objects,
    boolean whole,
    long archived,
    long foreign,
    Set<ObjectPrefix> tables,
    Optional<ObjectEntry> smallest) {
  static final int MOST_OBJECTS = 2000;
  private static final int MOST_DIRECTORIES = 16;
  private static final List<String> TABLE_LOGS = List.of(".hoodie/");

  /**
   * Lists up to {@link #MOST_OBJECTS} objects: one request where a page holds as many.
   *
   * @param findTables whether tables are looked for beyond them, at the dataset's root and in its
   *     first directories: at most two requests for each
   */
  static Samples of(ObjectReader store, DatasetSettings dataset, boolean findTables) {
    List<ObjectEntry> seen;
    try (Stream<ObjectEntry> listed = store.list(dataset.directory())) {
      seen = listed.limit(MOST_OBJECTS + 1L).toList();
    }
    List<ObjectEntry> kept = seen.subList(0, Math.min(seen.size(), MOST_OBJECTS));
    Samples sample = of(dataset, kept, seen.size());
    return findTables && !sample.whole() ? sample.withTablesOf(store, dataset, kept) : sample;
  }

  /** Pure. */
  static Samples of(DatasetSettings dataset, Collection<ObjectEntry> seen, int listed) {
    Set<ObjectPrefix> tables = new LinkedHashSet<>();
    for (ObjectEntry entry : seen) {
      if (entry.path().value().contains("_delta_log/")) {
        continue; // Delta tables are replicated as tables.
      }
      Tables.rootRevealedBy(dataset.directory().relativize(entry.path()))
          .ifPresent(table -> tables.add(dataset.directory().resolve(table)));
    }
    return new Samples(
        dataset.name(),
        seen.size(),
        listed <= seen.size(),
        seen.stream().filter(e -> e.type() == ObjectType.ARCHIVED).count(),
        seen.stream().filter(e -> e.metadata().sourceVersion().isEmpty()).count(),
        tables,
        smallest(seen));
  }

  private static Optional<ObjectEntry> smallest(Collection<ObjectEntry> seen) {
    return seen.stream()
        .filter(e -> e.type() == ObjectType.FILE && e.sizeBytes() > 0)
        .min(Comparator.comparingLong(ObjectEntry::sizeBytes).thenComparing(ObjectEntry::path))
        .or(() -> seen.stream().filter(e -> e.type() == ObjectType.FILE).findFirst());
  }

  private Samples withTablesOf(
      ObjectReader store, DatasetSettings settings, Collection<ObjectEntry> seen) {
    Set<ObjectPrefix> directories = new LinkedHashSet<>(List.of(settings.directory()));
    for (ObjectEntry entry : seen) {
      String path = entry.path().value();
      int slash = path.indexOf('/', settings.directory().value().length());
      if (slash >= 0 && directories.size() <= MOST_DIRECTORIES) {
        directories.add(new ObjectPrefix(path.substring(0, slash + 1)));
      }
    }
    Set<ObjectPrefix> found = new LinkedHashSet<>(tables);
    for (ObjectPrefix directory : directories) {
      for (String log : TABLE_LOGS) {
        try (Stream<ObjectEntry> there = store.list(directory.resolve(new ObjectPrefix(log)))) {
          there.findFirst().ifPresent(file -> found.add(directory));
        }
      }
    }
    return new Samples(dataset, objects, whole, archived, foreign, found, smallest);
  }
}
