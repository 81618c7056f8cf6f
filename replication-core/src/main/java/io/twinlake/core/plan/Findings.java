package io.twinlake.core.plan;

import io.twinlake.core.partition.PartitionPath;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * What a listing reveals only once it is complete: which directories are tables, and which
 * partitions are ready. An action is decided first, and judged by these afterwards.
 */
public final class Findings implements Serializable {
  private static final long serialVersionUID = 1L;

  private final PrefixSet tables = new PrefixSet();
  private final PrefixSet rooms = new PrefixSet();
  private final PrefixSet ready = new PrefixSet();
  private final PrefixSet populated = new PrefixSet();

  /** Takes note of one object of the source. */
  public void see(ObjectEntry entry, Optional<String> readyMarker) {
    Tables.rootRevealedBy(entry.path()).ifPresent(tables::add);
    if (readyMarker.isPresent()) {
      populated.add(partitionOf(entry.path()));
      if (entry.path().name().equals(readyMarker.get())) {
        ready.add(entry.path().directory());
      }
    }
  }

  public void addAll(Findings other) {
    other.tables.outermost().forEach(tables::add);
    other.rooms.all().forEach(rooms::add);
    other.ready.all().forEach(ready::add);
    other.populated.all().forEach(populated::add);
  }

  /** Takes note of a table that is replicated as one. */
  public void seeTable(ObjectPrefix root) {
    rooms.add(root);
  }

  /** The tables that are replicated as such; what lies in them is not decided path by path. */
  public PrefixSet replicatedTables() {
    return rooms;
  }

  /** The outermost tables that nobody replicates. */
  public List<ObjectPrefix> tablesLeftAlone() {
    return tables.outermost().stream()
        .filter(t -> !rooms.contains(t) && !rooms.covers(t.resolve(ObjectPath.of("."))))
        .toList();
  }

  /** The outermost tables. */
  public PrefixSet tables() {
    return tables;
  }

  /** Directories that hold the marker. */
  public PrefixSet ready() {
    return ready;
  }

  /**
   * Whether something of a partition is at the source, but not its marker: somebody is writing it.
   */
  public boolean isBeingWritten(ObjectPrefix partition) {
    return populated.contains(partition) && !ready.contains(partition);
  }

  /** The directory whose marker counts for an object: its partition, or the dataset's root. */
  public static ObjectPrefix partitionOf(ObjectPath path) {
    return PartitionPath.of(path).map(PartitionPath::directory).orElse(ObjectPrefix.ALL);
  }

  /**
   * Names whose appearance tells readers that a directory is complete; they are transferred after
   * everything else.
   */
  public static boolean isMarker(ObjectPath path, Optional<String> readyMarker) {
    String name = path.name();
    return name.equals("_SUCCESS")
        || name.startsWith("_committed_")
        || (readyMarker.isPresent() && name.equals(readyMarker.get()));
  }
}
