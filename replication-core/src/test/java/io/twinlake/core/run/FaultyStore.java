package io.twinlake.core.run;

import io.twinlake.core.checksum.Crc64;
import io.twinlake.core.memory.MemoryStore;
import io.twinlake.core.run.Faults.Call;
import io.twinlake.core.run.Faults.Kind;
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
import io.twinlake.core.store.ObjectVersion;
import io.twinlake.core.store.ServerSideCopy;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A memory store that tells {@link Faults} of every call, and lets them decide how it ends. */
final class FaultyStore implements ObjectStore, ServerSideCopy, BlockWriter {
  private final MemoryStore inner;
  private final URI root;
  private final String name;
  private final Faults faults;

  FaultyStore(MemoryStore inner, URI root, String name, Faults faults) {
    this.inner = inner;
    this.root = root;
    this.name = name;
    this.faults = faults;
  }

  @Override
  public URI root() {
    return root;
  }

  @Override
  public Instant now() {
    return faults.isWeak() ? faults.now() : inner.now();
  }

  @Override
  public Set<Ability> abilities() {
    Set<Ability> abilities = EnumSet.copyOf(inner.abilities());
    abilities.removeAll(faults.missing());
    return abilities;
  }

  @Override
  public Stream<ObjectEntry> list(ObjectPrefix prefix) {
    return call(Kind.LIST, prefix.value(), () -> inner.list(prefix))
        .peek(
            e -> {
              if (faults.breaksAt(e)) {
                throw TwoSites.unavailable("the page with " + e.path());
              }
            })
        .map(this::shown)
        .map(faults::disguised);
  }

  @Override
  public Level listLevel(ObjectPrefix prefix) {
    return call(
        Kind.LEVEL,
        prefix.value(),
        () -> {
          Level level = inner.listLevel(prefix);
          return new Level(level.objects().stream().map(this::shown).toList(), level.prefixes());
        });
  }

  @Override
  public InputStream read(ObjectPath path, ByteRange range, ObjectVersion version) {
    return call(Kind.READ, path.value(), () -> inner.read(path, range, real(path, version)));
  }

  @Override
  public Optional<ObjectEntry> find(ObjectPath path) {
    return call(Kind.FIND, path.value(), () -> inner.find(path).map(this::shown));
  }

  @Override
  public ObjectEntry write(
      ObjectPath path,
      InputStream content,
      long sizeBytes,
      ObjectMetadata metadata,
      Expected expected) {
    return call(
        Kind.WRITE,
        path.value(),
        () -> shown(inner.write(path, content, sizeBytes, kept(metadata), real(path, expected))));
  }

  @Override
  public void delete(ObjectPath path, ObjectVersion version) {
    call(
        Kind.DELETE,
        path.value(),
        () -> {
          inner.delete(path, real(path, version));
          return true;
        });
  }

  @Override
  public void createRoot() {
    call(
        Kind.CREATE_ROOT,
        "",
        () -> {
          inner.createRoot();
          return true;
        });
  }

  @Override
  public boolean canCopyFrom(ObjectReader source) {
    return source instanceof FaultyStore;
  }

  @Override
  public long maxCopyBytes() {
    return inner.maxCopyBytes();
  }

  @Override
  public Copied copy(
      ObjectReader source,
      ObjectEntry object,
      ObjectPath to,
      ObjectMetadata metadata,
      Expected expected) {
    FaultyStore from = (FaultyStore) source;
    return call(
        Kind.COPY,
        to.value(),
        () -> {
          Copied copied =
              inner.copy(from.inner, from.real(object), to, kept(metadata), real(to, expected));
          return new Copied(shown(copied.target()), copied.serviceCrc64());
        });
  }

  @Override
  public BlockLimits blockLimits() {
    return inner.blockLimits();
  }

  @Override
  public void stage(ObjectPath path, String blockId, InputStream content, long sizeBytes) {
    call(
        Kind.STAGE,
        path.value(),
        () -> {
          inner.stage(path, blockId, content, sizeBytes);
          return true;
        });
  }

  @Override
  public Optional<Crc64> stageFrom(
      ObjectReader source, ObjectEntry object, ByteRange range, ObjectPath path, String blockId) {
    FaultyStore from = (FaultyStore) source;
    return call(
        Kind.STAGE,
        path.value(),
        () -> inner.stageFrom(from.inner, from.real(object), range, path, blockId));
  }

  @Override
  public Map<String, Long> staged(ObjectPath path) {
    return call(Kind.STAGED, path.value(), () -> inner.staged(path));
  }

  @Override
  public ObjectEntry commit(
      ObjectPath path,
      List<String> blockIds,
      long sizeBytes,
      ObjectMetadata metadata,
      Expected expected) {
    return call(
        Kind.COMMIT,
        path.value(),
        () -> shown(inner.commit(path, blockIds, sizeBytes, kept(metadata), real(path, expected))));
  }

  @Override
  public void close() {}

  private <T> T call(Kind kind, String path, Supplier<T> effect) {
    Call call = new Call(name, kind, path);
    faults.begin(call);
    T result = effect.get();
    faults.end(call);
    return result;
  }

  private ObjectMetadata kept(ObjectMetadata metadata) {
    return faults.missing().contains(Ability.METADATA) ? ObjectMetadata.NONE : metadata;
  }

  /** What a listing shows: the version as it is, or only a time and a length. */
  private ObjectEntry shown(ObjectEntry entry) {
    if (!faults.isWeak()) {
      return entry;
    }
    Instant modified = faults.modified(entry.path().value());
    return new ObjectEntry(
        entry.path(),
        entry.sizeBytes(),
        ObjectVersion.weak(modified, entry.sizeBytes()),
        modified,
        entry.type(),
        entry.metadata());
  }

  private ObjectEntry real(ObjectEntry shown) {
    return new ObjectEntry(
        shown.path(),
        shown.sizeBytes(),
        real(shown.path(), shown.version()),
        shown.modifiedAt(),
        shown.type(),
        shown.metadata());
  }

  private Expected real(ObjectPath path, Expected shown) {
    return shown.version().map(v -> Expected.version(real(path, v))).orElse(shown);
  }

  /** The version that is there, if it shows as {@code shown}. */
  private ObjectVersion real(ObjectPath path, ObjectVersion shown) {
    if (!faults.isWeak()) {
      return shown;
    }
    return inner
        .find(path)
        .filter(e -> shown(e).version().equals(shown))
        .map(ObjectEntry::version)
        .orElse(shown);
  }
}
