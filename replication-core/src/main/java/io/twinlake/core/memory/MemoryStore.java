package io.twinlake.core.memory;

import io.twinlake.core.Effect;
import io.twinlake.core.checksum.Crc64;
import io.twinlake.core.store.Ability;
import io.twinlake.core.store.BlockLimits;
import io.twinlake.core.store.BlockWriter;
import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.Copied;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.Level;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectReader;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.ObjectType;
import io.twinlake.core.store.ObjectVersion;
import io.twinlake.core.store.PreconditionFailedException;
import io.twinlake.core.store.ServerSideCopy;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import io.twinlake.core.store.VersionChangedException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * A store in this JVM's memory with every ability of a flat account: the reference for the
 * contracts, and the peer of tests that take milliseconds.
 *
 * <p>Every call is atomic. Contents go with the JVM.
 */
public final class MemoryStore implements ObjectStore, ServerSideCopy, BlockWriter {
  private record Stored(byte[] bytes, ObjectEntry entry) {}

  private final URI root;
  private final Clock clock;
  private final AtomicLong versions = new AtomicLong();
  private final TreeMap<ObjectPath, Stored> objects = new TreeMap<>();
  private final Map<ObjectPath, Map<String, byte[]>> blocks = new LinkedHashMap<>();
  private boolean exists = true;

  public MemoryStore(String name) {
    this(URI.create("memory://" + name + "/"), Clock.systemUTC());
  }

  public MemoryStore(URI root, Clock clock) {
    this.root = root;
    this.clock = clock;
  }

  @Override
  public URI root() {
    return root;
  }

  @Override
  public Instant now() {
    return clock.instant();
  }

  @Override
  public Set<Ability> abilities() {
    return EnumSet.complementOf(EnumSet.of(Ability.DIRECTORIES, Ability.ACL));
  }

  @Override
  public synchronized void createRoot() {
    exists = true;
  }

  /** Takes the root away with everything in it, as a lost container. */
  public synchronized void dropRoot() {
    exists = false;
    objects.clear();
    blocks.clear();
  }

  @Override
  public synchronized Stream<ObjectEntry> list(ObjectPrefix prefix) {
    requireRoot();
    return objects.values().stream()
        .map(Stored::entry)
        .filter(e -> prefix.covers(e.path()))
        .toList()
        .stream();
  }

  @Override
  public synchronized Level listLevel(ObjectPrefix prefix) {
    requireRoot();
    List<ObjectEntry> here = new ArrayList<>();
    TreeSet<String> deeper = new TreeSet<>(ObjectPath::compareUtf8);
    for (Stored stored : objects.values()) {
      String path = stored.entry().path().value();
      if (path.startsWith(prefix.value())) {
        int slash = path.indexOf('/', prefix.value().length());
        if (slash < 0) {
          here.add(stored.entry());
        } else {
          deeper.add(path.substring(0, slash + 1));
        }
      }
    }
    return new Level(here, deeper.stream().map(ObjectPrefix::new).toList());
  }

  @Override
  public synchronized InputStream read(ObjectPath path, ByteRange range, ObjectVersion version) {
    byte[] bytes = pinned(path, version).bytes();
    if (range.end() > bytes.length) {
      throw new StoreException(
          Effect.NONE_DO_NOT_RETRY,
          StoreProblem.OTHER,
          "%s has %d bytes; cannot read up to %d".formatted(path, bytes.length, range.end()));
    }
    return new ByteArrayInputStream(bytes, (int) range.offset(), (int) range.length());
  }

  @Override
  public synchronized Optional<ObjectEntry> find(ObjectPath path) {
    requireRoot();
    return Optional.ofNullable(objects.get(path)).map(Stored::entry);
  }

  @Override
  public ObjectEntry write(
      ObjectPath path,
      InputStream content,
      long sizeBytes,
      ObjectMetadata metadata,
      Expected expected) {
    byte[] bytes = readExactly(path, content, sizeBytes);
    return put(path, bytes, metadata, expected);
  }

  @Override
  public synchronized void delete(ObjectPath path, ObjectVersion version) {
    requireRoot();
    Stored stored = objects.get(path);
    if (stored == null) {
      return;
    }
    if (!stored.entry().version().equals(version)) {
      throw new PreconditionFailedException(path, Expected.version(version));
    }
    objects.remove(path);
  }

  @Override
  public boolean canCopyFrom(ObjectReader source) {
    return source instanceof MemoryStore;
  }

  @Override
  public long maxCopyBytes() {
    return 256L << 20;
  }

  @Override
  public Copied copy(
      ObjectReader source,
      ObjectEntry object,
      ObjectPath to,
      ObjectMetadata metadata,
      Expected expected) {
    Stored stored = ((MemoryStore) source).pinnedCopy(object);
    // As the service has it: any metadata in the request replaces all of the source's; headers are
    // carried over.
    ObjectMetadata kept =
        new ObjectMetadata(
            stored.entry().metadata().headers(),
            metadata.user().isEmpty() ? stored.entry().metadata().user() : metadata.user());
    return new Copied(put(to, stored.bytes(), kept, expected), Optional.empty());
  }

  @Override
  public BlockLimits blockLimits() {
    return new BlockLimits(4000L << 20, 50_000);
  }

  @Override
  public void stage(ObjectPath path, String blockId, InputStream content, long sizeBytes) {
    byte[] bytes = readExactly(path, content, sizeBytes);
    putBlock(path, blockId, bytes);
  }

  @Override
  public Optional<Crc64> stageFrom(
      ObjectReader source, ObjectEntry object, ByteRange range, ObjectPath path, String blockId) {
    byte[] all = ((MemoryStore) source).pinnedCopy(object).bytes();
    byte[] part = new byte[(int) range.length()];
    System.arraycopy(all, (int) range.offset(), part, 0, part.length);
    putBlock(path, blockId, part);
    return Optional.empty();
  }

  @Override
  public synchronized Map<String, Long> staged(ObjectPath path) {
    requireRoot();
    Map<String, Long> lengths = new LinkedHashMap<>();
    blocks
        .getOrDefault(path, Map.of())
        .forEach((id, bytes) -> lengths.put(id, (long) bytes.length));
    return lengths;
  }

  @Override
  public synchronized ObjectEntry commit(
      ObjectPath path,
      List<String> blockIds,
      long sizeBytes,
      ObjectMetadata metadata,
      Expected expected) {
    Map<String, byte[]> staged = blocks.getOrDefault(path, Map.of());
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    for (String id : blockIds) {
      byte[] block = staged.get(id);
      if (block == null) {
        throw new StoreException(
            Effect.NONE_MAY_RETRY,
            StoreProblem.OTHER,
            "Block %s of %s was never staged. Nothing was written.".formatted(id, path));
      }
      whole.writeBytes(block);
    }
    if (whole.size() != sizeBytes) {
      throw new StoreException(
          Effect.NONE_DO_NOT_RETRY,
          StoreProblem.CORRUPTED,
          "The blocks of %s hold %d bytes, not %d. Nothing was written."
              .formatted(path, whole.size(), sizeBytes));
    }
    ObjectEntry entry = put(path, whole.toByteArray(), metadata, expected);
    blocks.remove(path);
    return entry;
  }

  @Override
  public void close() {}

  private synchronized ObjectEntry put(
      ObjectPath path, byte[] bytes, ObjectMetadata metadata, Expected expected) {
    requireRoot();
    Optional<ObjectVersion> there =
        Optional.ofNullable(objects.get(path)).map(s -> s.entry().version());
    if (!there.equals(expected.version())) {
      throw new PreconditionFailedException(path, expected);
    }
    ObjectEntry entry =
        new ObjectEntry(
            path,
            bytes.length,
            ObjectVersion.strong("m" + versions.incrementAndGet()),
            clock.instant(),
            ObjectType.FILE,
            metadata);
    objects.put(path, new Stored(bytes, entry));
    return entry;
  }

  private synchronized void putBlock(ObjectPath path, String blockId, byte[] bytes) {
    requireRoot();
    blocks.computeIfAbsent(path, p -> new LinkedHashMap<>()).put(blockId, bytes);
  }

  private synchronized Stored pinnedCopy(ObjectEntry object) {
    return pinned(object.path(), object.version());
  }

  private Stored pinned(ObjectPath path, ObjectVersion version) {
    requireRoot();
    Stored stored = objects.get(path);
    if (stored == null) {
      throw VersionChangedException.gone(path, version);
    }
    if (!stored.entry().version().equals(version)) {
      throw VersionChangedException.changed(path, version);
    }
    return stored;
  }

  private void requireRoot() {
    if (!exists) {
      throw new StoreException(
          Effect.NONE_DO_NOT_RETRY, StoreProblem.ROOT_MISSING, root + " does not exist.");
    }
  }

  private static byte[] readExactly(ObjectPath path, InputStream content, long sizeBytes) {
    byte[] bytes;
    try {
      bytes = content.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (bytes.length != sizeBytes) {
      throw new StoreException(
          Effect.NONE_MAY_RETRY,
          StoreProblem.CORRUPTED,
          "%s was to have %d bytes, but %d arrived. Nothing was written."
              .formatted(path, sizeBytes, bytes.length));
    }
    return bytes;
  }
}
