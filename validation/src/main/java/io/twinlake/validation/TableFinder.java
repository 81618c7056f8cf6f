package io.twinlake.validation;

import io.twinlake.core.store.ObjectPath;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the tables of a dataset in listings of both sides: a directory with {@code _delta_log/} is
 * a Delta table; the directory of a {@code *.parquet} file, without {@code key=value} directories
 * at its end, is a Parquet table. What lies in a Delta table is never one of its own.
 */
final class TableFinder {
  private static final String LOG = "_delta_log/";
  private static final Pattern COMMIT = Pattern.compile("(\\d{20})\\.json");

  /** What was seen of one table. */
  static final class Found {
    final String format;
    final Set<String> partitionedBy = new LinkedHashSet<>();
    boolean atSource;
    boolean atTarget;
    private long sourceVersion = -1;
    private long targetVersion = -1;

    Found(String format) {
      this.format = format;
    }

    Optional<Long> sourceVersion() {
      return sourceVersion < 0 ? Optional.empty() : Optional.of(sourceVersion);
    }

    Optional<Long> targetVersion() {
      return targetVersion < 0 ? Optional.empty() : Optional.of(targetVersion);
    }
  }

  private final SortedMap<String, Found> delta = new TreeMap<>();
  private final SortedMap<String, Found> parquet = new TreeMap<>();

  /** One object of one side. */
  void see(ObjectPath path, boolean atSource) {
    String text = path.value();
    int log = text.startsWith(LOG) ? 0 : text.indexOf("/" + LOG) + 1;
    if (log > 0 || text.startsWith(LOG)) {
      Matcher commit = COMMIT.matcher(text.substring(log + LOG.length()));
      boolean isCommit = commit.matches();
      boolean checkpoint = text.contains(".checkpoint.");
      if (isCommit || checkpoint) {
        Found found =
            delta.computeIfAbsent(text.substring(0, log), root -> new Found(TableRequest.DELTA));
        mark(found, atSource);
        if (isCommit) {
          long version = Long.parseLong(commit.group(1));
          if (atSource) {
            found.sourceVersion = Math.max(found.sourceVersion, version);
          } else {
            found.targetVersion = Math.max(found.targetVersion, version);
          }
        }
      }
    } else if (text.endsWith(".parquet") && !hidden(text)) {
      List<String> columns = new ArrayList<>();
      String root = rootOf(text, columns);
      Found found = parquet.computeIfAbsent(root, r -> new Found(TableRequest.PARQUET));
      mark(found, atSource);
      found.partitionedBy.addAll(columns);
    }
  }

  private static void mark(Found found, boolean atSource) {
    found.atSource |= atSource;
    found.atTarget |= !atSource;
  }

  /** Every table by its directory, {@code ""} for the dataset's root itself. */
  SortedMap<String, Found> tables() {
    SortedMap<String, Found> all = new TreeMap<>(ObjectPath::compareUtf8);
    delta.forEach(
        (root, found) -> {
          if (root.isEmpty() || within(delta, parent(root)).isEmpty()) {
            all.put(root, found);
          }
        });
    parquet.forEach(
        (root, found) -> {
          if (within(delta, root).isEmpty()) {
            all.put(root, found);
          }
        });
    return all;
  }

  /** Whether {@code path} is a table's: a file of its data, or one that its engine made beside. */
  boolean isTables(ObjectPath path) {
    String text = path.value();
    if (within(delta, text).isPresent()) {
      return true;
    }
    Optional<String> root = within(parquet, text);
    return root.isPresent()
        && (hidden(text.substring(root.get().length()))
            || text.endsWith(".parquet") && parquet.containsKey(rootOf(text, new ArrayList<>())));
  }

  private static Optional<String> within(Map<String, Found> roots, String path) {
    for (String at = directory(path); ; at = parent(at)) {
      if (roots.containsKey(at)) {
        return Optional.of(at);
      }
      if (at.isEmpty()) {
        return Optional.empty();
      }
    }
  }

  private static String directory(String path) {
    return path.substring(0, path.lastIndexOf('/') + 1);
  }

  private static String parent(String directory) {
    return directory.isEmpty() ? "" : directory(directory.substring(0, directory.length() - 1));
  }

  /**
   * The directory of {@code file} without those that name a partition, which go to {@code keys}.
   */
  private static String rootOf(String file, List<String> keys) {
    String at = directory(file);
    while (!at.isEmpty()) {
      String up = parent(at);
      String last = at.substring(up.length(), at.length() - 1);
      int equals = last.indexOf('=');
      if (equals <= 0) {
        break;
      }
      keys.add(0, last.substring(0, equals));
      at = up;
    }
    return at;
  }

  /** Readers of Parquet leave out names that begin so. */
  private static boolean hidden(String path) {
    for (String segment : path.split("/")) {
      if (segment.startsWith(".") || segment.startsWith("_") && segment.indexOf('=') < 0) {
        return true;
      }
    }
    return false;
  }
}
