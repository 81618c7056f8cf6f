package io.twinlake.delta;

import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectReader;
import io.twinlake.core.store.ObjectType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What lies in a {@code _delta_log/}, or in its newer end. Paths are those of the store.
 *
 * <p>Commits have no gaps in a table that can be read. What lies beyond a gap is only reached from
 * a checkpoint beyond it.
 */
final class SourceLog {
  static final String DIRECTORY = "_delta_log/";
  static final String POINTER = "_last_checkpoint";

  /**
   * A checkpoint by its names.
   *
   * @param version the version that it holds
   * @param files its files, in the order of their parts; sidecars are not known from names
   */
  record Checkpoint(long version, List<ObjectEntry> files) {}

  /** Files of one checkpoint as they are found. */
  private record Parts(LogName name, TreeMap<Integer, ObjectEntry> files) {
    boolean areAll() {
      return files.size() == name.parts();
    }
  }

  /** A compaction. */
  record Compacted(LogName name, ObjectEntry entry) {}

  private final TreeMap<Long, ObjectEntry> commits = new TreeMap<>();
  private final TreeMap<Long, ObjectEntry> checksums = new TreeMap<>();
  private final List<Compacted> compacted = new ArrayList<>();
  private final TreeMap<String, Parts> checkpoints = new TreeMap<>();
  private Optional<ObjectEntry> pointer = Optional.empty();
  private boolean whole;
  private boolean anything;

  private SourceLog() {}

  /** Lists all of the log. One request for each page. */
  static SourceLog whole(ObjectReader store, ObjectPrefix table) {
    SourceLog log = new SourceLog();
    log.whole = true;
    store.listLevel(log(table)).objects().forEach(log::add);
    return log;
  }

  /**
   * Lists the log from version {@code from} on, in pieces whose size grows with what is found, so
   * that the requests do not grow with the age of the table.
   */
  static SourceLog since(ObjectReader store, ObjectPrefix table, long from) {
    SourceLog log = new SourceLog();
    long piece = 10;
    long start = from - from % piece;
    while (start >= 0) {
      String digits = LogName.digits(start);
      String prefix = digits.substring(0, digits.length() - (int) Math.round(Math.log10(piece)));
      try (Stream<ObjectEntry> entries =
          store.list(new ObjectPrefix(log(table).value() + prefix))) {
        entries.forEach(log::add);
      }
      if (!log.commits.containsKey(start + piece - 1)) {
        return log;
      }
      start += piece;
      while (piece < 1000 && start % (piece * 10) == 0) {
        piece *= 10;
      }
    }
    return log;
  }

  static ObjectPrefix log(ObjectPrefix table) {
    return table.resolve(new ObjectPrefix(DIRECTORY));
  }

  private void add(ObjectEntry entry) {
    if (entry.type() == ObjectType.DIRECTORY_MARKER) {
      return;
    }
    String path = entry.path().value();
    String name = path.substring(path.lastIndexOf(DIRECTORY) + DIRECTORY.length());
    anything |= !name.startsWith(".");
    if (name.equals(POINTER)) {
      pointer = Optional.of(entry);
    }
    Optional<LogName> understood = LogName.of(name);
    if (understood.isEmpty()) {
      return;
    }
    LogName log = understood.get();
    switch (log.kind()) {
      case COMMIT -> commits.put(log.version(), entry);
      case CHECKSUM -> checksums.put(log.version(), entry);
      case COMPACTED -> compacted.add(new Compacted(log, entry));
      case CHECKPOINT ->
          checkpoints
              .computeIfAbsent(
                  LogName.digits(log.version()) + log.writer(),
                  k -> new Parts(log, new TreeMap<>()))
              .files()
              .put(log.part(), entry);
    }
  }

  /** Whether it was listed from its beginning. */
  boolean isWhole() {
    return whole;
  }

  /** Whether anything lies there but what a writer has not finished. */
  boolean hasAnything() {
    return anything;
  }

  boolean isEmpty() {
    return commits.isEmpty() && checkpoints.isEmpty();
  }

  NavigableMap<Long, ObjectEntry> commits() {
    return commits;
  }

  Optional<ObjectEntry> commit(long version) {
    return Optional.ofNullable(commits.get(version));
  }

  Optional<ObjectEntry> checksum(long version) {
    return Optional.ofNullable(checksums.get(version));
  }

  List<Compacted> compacted() {
    return compacted;
  }

  Optional<ObjectEntry> pointer() {
    return pointer;
  }

  /**
   * The newest version that can be reached from {@code from} without a gap; less if it is not
   * there.
   */
  long endOfRun(long from) {
    long end = from - 1;
    while (commits.containsKey(end + 1)) {
      end++;
    }
    return end;
  }

  /** The oldest version from which the newest commit can be reached without a gap. */
  long startOfLastRun() {
    long start = commits.lastKey();
    while (commits.containsKey(start - 1)) {
      start--;
    }
    return start;
  }

  /** Checkpoints of which no part is missing by their names, newest first. */
  List<Checkpoint> checkpoints() {
    return checkpoints.values().stream()
        .filter(Parts::areAll)
        .sorted(
            Comparator.comparing((Parts p) -> p.name().version())
                .thenComparing(p -> p.name().writer(), ObjectPath::compareUtf8)
                .reversed())
        .map(p -> new Checkpoint(p.name().version(), List.copyOf(p.files().values())))
        .toList();
  }

  /** Versions of which there is any file of a checkpoint. */
  Collection<Long> checkpointVersions() {
    return checkpoints.values().stream().map(p -> p.name().version()).distinct().toList();
  }
}
