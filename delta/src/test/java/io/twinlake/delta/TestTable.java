package io.twinlake.delta;

import io.twinlake.core.memory.MemoryStore;
import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32;

/** A Delta table in a store, written action by action. */
final class TestTable {
  static final String PROTOCOL = "{\"protocol\":{\"minReaderVersion\":1,\"minWriterVersion\":2}}";
  static final String FEATURES =
      "{\"protocol\":{\"minReaderVersion\":3,\"minWriterVersion\":7,\"readerFeatures\":[%1$s],\"writerFeatures\":[%1$s]}}";

  private final MemoryStore store;
  private final String root;
  private final String id = UUID.randomUUID().toString();
  private long next;

  /**
   * @param root with a slash at its end
   */
  TestTable(MemoryStore store, String root) {
    this.store = store;
    this.root = root;
  }

  /** Version 0, with one file. */
  TestTable created() {
    return createdWith(PROTOCOL, "");
  }

  TestTable createdWith(String protocol, String configuration) {
    return commit(protocol, metadata(configuration), add("part-0", "zero"));
  }

  String metadata(String configuration) {
    return "{\"metaData\":{\"id\":\"%s\",\"format\":{\"provider\":\"parquet\",\"options\":{}},\"schemaString\":\"{\\\"type\\\":\\\"struct\\\",\\\"fields\\\":[{\\\"name\\\":\\\"a\\\",\\\"type\\\":\\\"long\\\",\\\"nullable\\\":true,\\\"metadata\\\":{}}]}\",\"partitionColumns\":[],\"configuration\":{%s},\"createdTime\":1}}"
        .formatted(id, configuration);
  }

  /** Adds a data file, and returns the action that names it. */
  String add(String path, String content) {
    put(store, root + path, content);
    return addOnly(path, content.getBytes(StandardCharsets.UTF_8).length, "");
  }

  static String addOnly(String written, long size, String more) {
    return "{\"add\":{\"path\":\"%s\",\"partitionValues\":{},\"size\":%d,\"modificationTime\":1,\"dataChange\":true%s}}"
        .formatted(written, size, more);
  }

  static String remove(String path) {
    return "{\"remove\":{\"path\":\"%s\",\"deletionTimestamp\":1,\"dataChange\":true}}"
        .formatted(path);
  }

  /** Commits the next version. */
  TestTable commit(String... actions) {
    return commitAt(next, actions);
  }

  TestTable commitAt(long version, String... actions) {
    List<String> lines = new ArrayList<>(List.of(actions));
    lines.add(
        0,
        "{\"commitInfo\":{\"timestamp\":%d,\"operation\":\"WRITE\",\"nonce\":\"%s\"}}"
            .formatted(version, id));
    put(store, log(LogName.commit(version)), String.join("\n", lines) + "\n");
    next = version + 1;
    return this;
  }

  /** A commit with one more file. */
  TestTable append() {
    return commit(add("part-" + next, "content of " + next));
  }

  TestTable append(int times) {
    for (int i = 0; i < times; i++) {
      append();
    }
    return this;
  }

  /** Has Delta Kernel write a checkpoint of the newest version, with its pointer. */
  TestTable checkpoint() {
    KernelView.checkpoint(store, root, next - 1);
    return this;
  }

  /** Cleans the log away below a version, as readers and writers do. */
  TestTable truncate(long below) {
    store
        .list(SourceLog.log(new ObjectPrefix(root)))
        .filter(e -> LogName.of(e.path().name()).filter(n -> n.version() < below).isPresent())
        .forEach(e -> store.delete(e.path(), e.version()));
    return this;
  }

  /** Removes the whole table. */
  TestTable drop() {
    store.list(new ObjectPrefix(root)).forEach(e -> store.delete(e.path(), e.version()));
    next = 0;
    return this;
  }

  void delete(String path) {
    ObjectPath at = ObjectPath.of(root + path);
    store.delete(at, store.find(at).orElseThrow().version());
  }

  long version() {
    return next - 1;
  }

  String id() {
    return id;
  }

  private String log(String name) {
    return root + SourceLog.DIRECTORY + name;
  }

  /** A file of deletion vectors, one behind the other; the first is at byte 1. */
  static byte[] vectors(String... contents) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(1);
      for (String content : contents) {
        byte[] vector = content.getBytes(StandardCharsets.UTF_8);
        CRC32 crc = new CRC32();
        crc.update(vector);
        out.writeInt(vector.length);
        out.write(vector);
        out.writeInt((int) crc.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static ObjectEntry put(MemoryStore store, String path, String content) {
    return put(store, path, content.getBytes(StandardCharsets.UTF_8));
  }

  static ObjectEntry put(MemoryStore store, String path, byte[] bytes) {
    Expected expected =
        store
            .find(ObjectPath.of(path))
            .map(e -> Expected.version(e.version()))
            .orElseGet(Expected::absent);
    return store.write(
        ObjectPath.of(path),
        new ByteArrayInputStream(bytes),
        bytes.length,
        ObjectMetadata.NONE,
        expected);
  }

  static String content(MemoryStore store, String path) {
    ObjectEntry entry = store.find(ObjectPath.of(path)).orElseThrow();
    try {
      return new String(
          store
              .read(entry.path(), ByteRange.whole(entry.sizeBytes()), entry.version())
              .readAllBytes(),
          StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
