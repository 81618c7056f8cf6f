package io.twinlake.core.store;

import java.io.Serializable;
import java.util.Objects;

/**
 * The beginning that a set of paths shares. Usually a directory, {@code orders/date=2026-11-21/};
 * empty for everything.
 *
 * <p>A prefix is text: {@code orders} also covers {@code orders-old/x}. Use {@link
 * #directory(String)} where a directory is meant.
 */
public record ObjectPrefix(String value) implements Serializable {
  /** The prefix of every path. */
  public static final ObjectPrefix ALL = new ObjectPrefix("");

  public ObjectPrefix {
    Objects.requireNonNull(value);
  }

  /** The prefix of what lies in directory {@code path}; {@link #ALL} when that is empty. */
  public static ObjectPrefix directory(String path) {
    return path.isEmpty() || path.endsWith("/")
        ? new ObjectPrefix(path)
        : new ObjectPrefix(path + "/");
  }

  public boolean covers(ObjectPath path) {
    return path.value().startsWith(value);
  }

  /** {@code path}, which this prefix must cover, without it. */
  public ObjectPath relativize(ObjectPath path) {
    if (!covers(path)) {
      throw new IllegalArgumentException(path + " does not begin with " + value);
    }
    return new ObjectPath(path.value().substring(value.length()));
  }

  /** {@code path} below this prefix. */
  public ObjectPath resolve(ObjectPath path) {
    return value.isEmpty() ? path : new ObjectPath(value + path.value());
  }

  /** {@code deeper} below this prefix. */
  public ObjectPrefix resolve(ObjectPrefix deeper) {
    return new ObjectPrefix(value + deeper.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
