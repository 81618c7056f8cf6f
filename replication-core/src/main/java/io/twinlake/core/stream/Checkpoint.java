package io.twinlake.core.stream;

import io.twinlake.core.json.Json;
import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectReader;
import io.twinlake.core.store.ObjectType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A checkpoint as a store lists it.
 *
 * @param files by their paths below it
 */
record Checkpoint(Map<ObjectPath, Listed> files) {
  private static final int LONGEST = 64 << 20;

  /** One file. */
  record Listed(CheckpointFile file, ObjectEntry entry) {}

  static Checkpoint list(ObjectReader store, ObjectPrefix root) {
    Map<ObjectPath, Listed> files = new TreeMap<>();
    try (Stream<ObjectEntry> entries = store.list(root)) {
      entries
          .filter(e -> e.type() != ObjectType.DIRECTORY_MARKER)
          .filter(e -> !e.path().value().equals(root.value()))
          .forEach(
              e -> {
                ObjectPath path = root.relativize(e.path());
                CheckpointFile.of(path).ifPresent(f -> files.put(path, new Listed(f, e)));
              });
    }
    return new Checkpoint(files);
  }

  StreamCut.Held held() {
    return StreamCut.Held.of(files.values().stream().map(Listed::file).toList());
  }

  /** Those of one kind in ascending order of their numbers. */
  List<Listed> of(CheckpointFile.Kind kind) {
    List<Listed> all = new ArrayList<>();
    for (Listed each : files.values()) {
      if (each.file().kind() == kind) {
        all.add(each);
      }
    }
    all.sort((a, b) -> Long.compare(a.file().number(), b.file().number()));
    return all;
  }

  Optional<Listed> offsets(long batch) {
    return Optional.ofNullable(files.get(ObjectPath.of("offsets/" + batch)));
  }

  /** The query's identity; empty for no checkpoint, or none that is whole. */
  static Optional<String> identity(ObjectReader store, Checkpoint checkpoint) {
    return checkpoint.of(CheckpointFile.Kind.IDENTITY).stream()
        .findFirst()
        .map(
            found ->
                Json.parse(
                    text(store, found.entry()),
                    Map.class,
                    "The identity of the query, " + found.entry().path()))
        .map(said -> said.get("id"))
        .filter(String.class::isInstance)
        .map(String.class::cast);
  }

  /** A small file. */
  static String text(ObjectReader store, ObjectEntry entry) {
    if (entry.sizeBytes() > LONGEST) {
      throw new UncheckedIOException(
          new IOException(entry.path() + " has " + entry.sizeBytes() + " bytes"));
    }
    try (InputStream in =
        store.read(entry.path(), ByteRange.whole(entry.sizeBytes()), entry.version())) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
