package io.twinlake.core.table;

import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.stream.StreamFormat;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/** The table formats on the class path. */
public final class TableFormats {
  private static final class Holder {
    private static final List<TableFormat> FOUND =
        ServiceLoader.load(TableFormat.class, TableFormats.class.getClassLoader()).stream()
            .map(ServiceLoader.Provider::get)
            .toList();
  }

  private TableFormats() {}

  /** The format of the table that {@code path} gives away, if it is replicated as one. */
  public static Optional<TableFormat> of(ObjectPath path) {
    return Holder.FOUND.stream().filter(f -> f.rootRevealedBy(path).isPresent()).findFirst();
  }

  /** The root of the table that {@code path} gives away, if it is replicated as one. */
  public static Optional<ObjectPrefix> rootRevealedBy(ObjectPath path) {
    return Holder.FOUND.stream().flatMap(f -> f.rootRevealedBy(path).stream()).findFirst();
  }

  /** The format of a stream's checkpoint, which nothing but the settings gives away. */
  public static TableFormat ofStreams() {
    return named(StreamFormat.NAME).orElseThrow();
  }

  /** The format of that name. */
  public static Optional<TableFormat> named(String name) {
    return Holder.FOUND.stream().filter(f -> f.name().equals(name)).findFirst();
  }

  public static List<TableFormat> all() {
    return Holder.FOUND;
  }
}
