package io.twinlake.delta;

import io.twinlake.core.store.ObjectPath;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The files that a range of versions needs, gathered commit by commit in ascending order. Holds
 * what the range names, not what the table holds. Pure.
 */
final class Need {

  /** What a file is for. */
  enum Role {
    DATA,
    VECTOR,
    CHANGES
  }

  /**
   * One file.
   *
   * @param path below the table's root
   * @param sizeBytes its exact length; for a file of deletion vectors the least
   * @param version the first version of the range that names it
   * @param expected whether an earlier version needs it as well, so that the target should have it
   */
  record File(String path, long sizeBytes, Role role, long version, boolean expected) {}

  private final boolean liveOnly;
  private final Map<String, File> files = new LinkedHashMap<>();

  /** The deletion vector, or nothing, that each file of the range is live with. */
  private final Map<String, FileRef> live = new HashMap<>();

  /** By file of vectors: which lie at which offset. */
  private final Map<String, TreeMap<Long, FileRef.Vector>> vectors = new HashMap<>();

  private final Map<String, ObjectPath> sources = new HashMap<>();
  private long replaced;

  /**
   * @param liveOnly whether only files are wanted that the last version of the range needs
   */
  Need(boolean liveOnly) {
    this.liveOnly = liveOnly;
  }

  /** A file of the checkpoint that the range begins with. */
  void base(FileRef file, long version) {
    live.put(file.path(), file);
    want(file, version, false);
  }

  void commit(Commit commit) {
    Set<String> removed = new HashSet<>();
    for (FileRef remove : commit.removes()) {
      removed.add(remove.path());
      FileRef held = live.get(remove.path());
      if (held != null && held.vectorId().equals(remove.vectorId())) {
        live.remove(remove.path());
      }
      if (held == null && remove.dataChange()) {
        replaced++;
      }
    }
    for (FileRef add : commit.adds()) {
      live.put(add.path(), add);
      want(add, commit.version(), removed.contains(add.path()));
    }
    changes(commit);
  }

  /** Only the change data of a commit, whose files a checkpoint has named. */
  void changes(Commit commit) {
    for (FileRef change : commit.changes()) {
      if (change.elsewhere()) {
        continue;
      }
      files.putIfAbsent(
          change.path(),
          new File(change.path(), change.sizeBytes(), Role.CHANGES, commit.version(), false));
    }
  }

  private void want(FileRef file, long version, boolean expected) {
    if (!file.elsewhere()) {
      files.merge(
          file.path(),
          new File(file.path(), file.sizeBytes(), Role.DATA, version, expected),
          (a, b) -> new File(a.path(), b.sizeBytes(), a.role(), a.version(), a.expected()));
    }
    file.vector()
        .filter(vector -> !vector.elsewhere())
        .flatMap(FileRef.Vector::file)
        .ifPresent(
            path -> {
              FileRef.Vector vector = file.vector().get();
              files.merge(
                  path,
                  new File(path, vector.end(), Role.VECTOR, version, false),
                  (a, b) -> a.sizeBytes() >= b.sizeBytes() ? a : b);
              vectors.computeIfAbsent(path, p -> new TreeMap<>()).put(vector.offset(), vector);
            });
  }

  /** The deletion vectors of the range in a file of them, by offset. */
  Collection<FileRef.Vector> vectorsIn(String path) {
    return vectors.getOrDefault(path, new TreeMap<>()).values();
  }

  /** A file of the range that lies elsewhere at the source, below its data root. */
  void from(String path, ObjectPath source) {
    sources.put(path, source);
  }

  /** Where files lie at the source that are not below the table's root there. */
  Map<String, ObjectPath> sources() {
    return sources;
  }

  /** Whole names of what the last version needs and the table does not hold. */
  Set<String> liveElsewhere() {
    Set<String> names = new TreeSet<>();
    for (FileRef file : live.values()) {
      if (file.elsewhere()) {
        names.add(file.path());
      }
      file.vector()
          .filter(FileRef.Vector::elsewhere)
          .flatMap(FileRef.Vector::file)
          .ifPresent(names::add);
    }
    return names;
  }

  /** Identities of the deletion vectors without which the last version cannot be read. */
  Set<String> liveVectorIds() {
    Set<String> ids = new HashSet<>();
    live.values().forEach(file -> file.vector().ifPresent(v -> ids.add(v.id())));
    return ids;
  }

  /** Every file that is wanted, in the order in which it was first named. */
  Iterable<File> wanted() {
    Set<String> vectors = liveVectors();
    return () -> files.values().stream().filter(f -> !liveOnly || isLive(f, vectors)).iterator();
  }

  /** The files without which the last version of the range cannot be read. */
  Set<String> live() {
    Set<String> all = liveVectors();
    all.addAll(live.keySet());
    return all;
  }

  private boolean isLive(File file, Set<String> vectors) {
    return switch (file.role()) {
      case DATA -> live.containsKey(file.path());
      case VECTOR -> vectors.contains(file.path());
      case CHANGES -> false;
    };
  }

  private Set<String> liveVectors() {
    Set<String> vectors = new HashSet<>();
    for (FileRef file : live.values()) {
      file.vector().flatMap(FileRef.Vector::file).ifPresent(vectors::add);
    }
    return vectors;
  }

  /**
   * How many files from before the range lost rows in it, all of them or some: removed, or given
   * another deletion vector. Files that were only rewritten are not among them.
   */
  long replaced() {
    return replaced;
  }

  /** Whether the range has the file live by now; not known for files from before it. */
  boolean holds(String path) {
    return live.containsKey(path);
  }

  boolean isEmpty() {
    return files.isEmpty();
  }
}
