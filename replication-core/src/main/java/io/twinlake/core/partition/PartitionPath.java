package io.twinlake.core.partition;

import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The Hive-style partition that an object lies in.
 *
 * <p>As in Spark, it is the deepest unbroken run of directories {@code key=value}, wherever it
 * begins below the dataset's root and whatever lies deeper: {@code
 * old/date=2026-01-01/region=eu/parts/part-0} lies in {@code old/date=2026-01-01/region=eu/}.
 *
 * @param directory the partition's directory, as the store names it
 * @param values keys and values in order, unescaped; at least one
 */
public record PartitionPath(ObjectPrefix directory, List<PartitionValue> values)
    implements Serializable {
  /** What Hive and Spark write for a partition whose value is null or empty. */
  public static final String DEFAULT_PARTITION = "__HIVE_DEFAULT_PARTITION__";

  public PartitionPath {
    values = List.copyOf(values);
    if (values.isEmpty()) {
      throw new IllegalArgumentException("A partition has at least one key: " + directory);
    }
  }

  /** The partition that {@code path}, below the dataset's root, lies in, if it lies in one. */
  public static Optional<PartitionPath> of(ObjectPath path) {
    String text = path.value();
    int end = text.lastIndexOf('/');
    int begin = end < 0 ? 0 : text.lastIndexOf('/', end - 1) + 1;
    while (end > 0 && PartitionValue.of(text.substring(begin, end)).isEmpty()) {
      end = begin - 1;
      begin = end <= 0 ? 0 : text.lastIndexOf('/', end - 1) + 1;
    }
    if (end <= 0) {
      return Optional.empty();
    }
    ObjectPrefix directory = new ObjectPrefix(text.substring(0, end + 1));
    Deque<PartitionValue> run = new ArrayDeque<>();
    Optional<PartitionValue> value = PartitionValue.of(text.substring(begin, end));
    while (value.isPresent()) {
      run.addFirst(value.get());
      end = begin - 1;
      begin = end <= 0 ? 0 : text.lastIndexOf('/', end - 1) + 1;
      value = end <= 0 ? Optional.empty() : PartitionValue.of(text.substring(begin, end));
    }
    return Optional.of(new PartitionPath(directory, new ArrayList<>(run)));
  }

  /**
   * The value of {@code key}, whatever its case: Hive writes its columns in lower case, Spark as
   * they were declared.
   */
  public Optional<String> value(String key) {
    return values.stream()
        .filter(value -> value.key().equalsIgnoreCase(key))
        .map(PartitionValue::value)
        .findFirst();
  }

  /** {@code date=2026-01-01/region=eu}, unescaped, for people. */
  @Override
  public String toString() {
    return String.join("/", values.stream().map(PartitionValue::toString).toList());
  }

  /**
   * One directory of a partition.
   *
   * @param key the column, unescaped
   * @param value its value as text, unescaped; {@link #DEFAULT_PARTITION} for null
   */
  public record PartitionValue(String key, String value) implements Serializable {

    static Optional<PartitionValue> of(String segment) {
      int equals = segment.indexOf('=');
      return equals <= 0 || equals == segment.length() - 1
          ? Optional.empty()
          : Optional.of(
              new PartitionValue(
                  unescape(segment.substring(0, equals)), unescape(segment.substring(equals + 1))));
    }

    /** Undoes Hive's escaping, {@code %3A}; a percent sign without two digits stands for itself. */
    private static String unescape(String text) {
      if (text.indexOf('%') < 0) {
        return text;
      }
      StringBuilder plain = new StringBuilder(text.length());
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (c == '%' && i + 2 < text.length() && hex(text, i + 1) >= 0) {
          plain.append((char) hex(text, i + 1));
          i += 2;
        } else {
          plain.append(c);
        }
      }
      return plain.toString();
    }

    private static int hex(String text, int at) {
      int high = Character.digit(text.charAt(at), 16);
      int low = Character.digit(text.charAt(at + 1), 16);
      return high < 0 || low < 0 ? -1 : high * 16 + low;
    }

    @Override
    public String toString() {
      return key + "=" + value;
    }
  }
}
