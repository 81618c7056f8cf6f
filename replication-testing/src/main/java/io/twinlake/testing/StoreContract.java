package io.twinlake.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectReader;
import io.twinlake.core.store.ObjectStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What all contracts share: a store to try, and short words for writing and reading. */
public abstract class StoreContract {

  /** A store whose root exists and holds nothing, new for each test. */
  protected abstract ObjectStore emptyStore();

  protected static ObjectPath path(String path) {
    return ObjectPath.of(path);
  }

  /** Writes {@code content} where nothing is expected. */
  protected static ObjectEntry write(ObjectStore store, String path, String content) {
    return write(store, path, content, ObjectMetadata.NONE, Expected.absent());
  }

  /** Writes {@code content} over exactly {@code old}. */
  protected static ObjectEntry replace(ObjectStore store, ObjectEntry old, String content) {
    return write(
        store, old.path().value(), content, ObjectMetadata.NONE, Expected.version(old.version()));
  }

  protected static ObjectEntry write(
      ObjectStore store, String path, String content, ObjectMetadata metadata, Expected expected) {
    byte[] bytes = content.getBytes(UTF_8);
    return store.write(
        path(path), new ByteArrayInputStream(bytes), bytes.length, metadata, expected);
  }

  /** The current content at {@code path}; fails if there is none. */
  protected static String read(ObjectReader store, String path) {
    return read(store, store.find(path(path)).orElseThrow());
  }

  protected static String read(ObjectReader store, ObjectEntry entry) {
    return new String(
        bytes(store.read(entry.path(), ByteRange.whole(entry.sizeBytes()), entry.version())),
        UTF_8);
  }

  protected static byte[] bytes(InputStream content) {
    try (content) {
      return content.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  protected static List<String> paths(ObjectReader store, String prefix) {
    return entries(store, prefix).stream().map(e -> e.path().value()).toList();
  }

  protected static List<ObjectEntry> entries(ObjectReader store, String prefix) {
    try (Stream<ObjectEntry> listed = store.list(new ObjectPrefix(prefix))) {
      return listed.toList();
    }
  }

  protected static ObjectMetadata metadata(String name, String value) {
    return ObjectMetadata.of(Map.of(), Map.of(name, value));
  }
}
