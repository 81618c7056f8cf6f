package io.twinlake.core.stream;

import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectReader;
import io.twinlake.core.store.ObjectType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A {@code _spark_metadata/} as a store lists it: {@code N} names the files of batch N, {@code
 * N.compact} those of all batches up to N. See Spark's {@code CompactibleFileStreamLog}.
 *
 * @param batches the log's files by their batch
 */
record SinkLog(TreeMap<Long, Batch> batches) {
  static final String DIRECTORY = "_spark_metadata/";
  private static final Pattern NAME = Pattern.compile("(\\d{1,18})(\\.compact)?");

  /**
   * One file of the log.
   *
   * @param compact whether it stands for all batches up to its own
   */
  record Batch(ObjectEntry entry, boolean compact) {}

  static Optional<Long> batchOf(String name) {
    Matcher matcher = NAME.matcher(name);
    return matcher.matches() ? Optional.of(Long.parseLong(matcher.group(1))) : Optional.empty();
  }

  static SinkLog list(ObjectReader store, ObjectPrefix root) {
    TreeMap<Long, Batch> batches = new TreeMap<>();
    for (ObjectEntry entry : store.listLevel(root.resolve(new ObjectPrefix(DIRECTORY))).objects()) {
      Matcher name = NAME.matcher(entry.path().name());
      if (entry.type() == ObjectType.FILE && name.matches()) {
        batches.put(Long.parseLong(name.group(1)), new Batch(entry, name.group(2) != null));
      }
    }
    return new SinkLog(batches);
  }

  /** The newest batch; -1 for none. */
  long newest() {
    return batches.isEmpty() ? -1 : batches.lastKey();
  }

  /** The batches that together say which files there are at {@code upTo}, or why they do not. */
  Reading reading(long upTo) {
    List<Batch> needed = new ArrayList<>();
    for (long batch = upTo; batch >= 0; batch--) {
      Batch found = batches.get(batch);
      if (found == null) {
        return new Reading(List.of(), "batch %d is missing in its log".formatted(batch));
      }
      needed.add(0, found);
      if (found.compact()) {
        break;
      }
    }
    return new Reading(needed, "");
  }

  /**
   * What to read.
   *
   * @param problem why it cannot be; empty if it can
   */
  record Reading(List<Batch> batches, String problem) {

    /**
     * The files that are there, by their names as they are written.
     *
     * @throws IllegalArgumentException if a line is not understood
     */
    Map<String, FileLog.Entry> files(ObjectReader store) {
      Map<String, FileLog.Entry> files = new LinkedHashMap<>();
      for (Batch batch : batches) {
        for (FileLog.Entry entry : FileLog.entries(Checkpoint.text(store, batch.entry()))) {
          if (entry.deleted()) {
            files.remove(entry.path());
          } else {
            files.put(entry.path(), entry);
          }
        }
      }
      return files;
    }
  }

  static ObjectPath path(ObjectPrefix root, Batch batch) {
    return root.resolve(ObjectPath.of(DIRECTORY + batch.entry().path().name()));
  }
}
