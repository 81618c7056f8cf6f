package io.twinlake.core.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.twinlake.core.checksum.Crc64;
import io.twinlake.core.memory.MemoryStore;
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
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A memory store that counts its calls, can lack abilities, and does what a test says before or
 * after the n-th call of a kind.
 */
final class ScriptedStore implements ObjectStore, ServerSideCopy, BlockWriter {
  private final MemoryStore inner;
  private final Set<Ability> abilities = EnumSet.allOf(Ability.class);
  private final Map<String, Integer> calls = new TreeMap<>();
  private final Map<String, Runnable> before = new ConcurrentHashMap<>();
  private final Map<String, Runnable> after = new ConcurrentHashMap<>();
  private UnaryOperator<InputStream> bodies = UnaryOperator.identity();
  private long maxCopyBytes = 100;
  private BlockLimits limits = new BlockLimits(4000L << 20, 50_000);
  private boolean attesting;

  ScriptedStore(String name) {
    this.inner = new MemoryStore(name);
  }

  ScriptedStore without(Ability... missing) {
    List.of(missing).forEach(abilities::remove);
    return this;
  }

  /** Says the CRC-64 of what it copied, as Azure does. */
  ScriptedStore attesting() {
    attesting = true;
    return this;
  }

  ScriptedStore maxCopyBytes(long bytes) {
    maxCopyBytes = bytes;
    return this;
  }

  ScriptedStore blockLimits(long maxBlockBytes, int maxBlocks) {
    limits = new BlockLimits(maxBlockBytes, maxBlocks);
    return this;
  }

  /**
   * Runs {@code action} instead of the n-th call if it throws, before it otherwise; once, n from 1.
   */
  ScriptedStore before(String call, int nth, Runnable action) {
    before.put(call + nth, action);
    return this;
  }

  /** Runs {@code action} when the n-th call has happened; what it throws hides the result. */
  ScriptedStore after(String call, int nth, Runnable action) {
    after.put(call + nth, action);
    return this;
  }

  /** Changes what {@link #read} hands out. */
  ScriptedStore bodies(UnaryOperator<InputStream> change) {
    bodies = change;
    return this;
  }

  int calls(String call) {
    return calls.getOrDefault(call, 0);
  }

  /** All calls so far, by kind. */
  Map<String, Integer> calls() {
    return new TreeMap<>(calls);
  }

  void forgetCalls() {
    calls.clear();
  }

  MemoryStore inner() {
    return inner;
  }

  /** Puts an object behind the script's back, whatever is there. */
  ObjectEntry put(String path, byte[] content, ObjectMetadata metadata) {
    ObjectPath at = ObjectPath.of(path);
    Expected there =
        inner.find(at).map(e -> Expected.version(e.version())).orElse(Expected.absent());
    return inner.write(at, new ByteArrayInputStream(content), content.length, metadata, there);
  }

  ObjectEntry put(String path, String content) {
    return put(path, content.getBytes(UTF_8), ObjectMetadata.NONE);
  }

  /** What is at a path, behind the script's back. */
  Optional<byte[]> content(String path) {
    return inner
        .find(ObjectPath.of(path))
        .map(
            e -> {
              try (InputStream in =
                  inner.read(e.path(), ByteRange.whole(e.sizeBytes()), e.version())) {
                return in.readAllBytes();
              } catch (IOException broken) {
                throw new UncheckedIOException(broken);
              }
            });
  }

  Optional<String> text(String path) {
    return content(path).map(b -> new String(b, UTF_8));
  }

  private <T> T call(String name, Supplier<T> call) {
    int nth;
    synchronized (calls) {
      nth = calls.merge(name, 1, Integer::sum);
    }
    Optional.ofNullable(before.remove(name + nth)).ifPresent(Runnable::run);
    T result = call.get();
    Optional.ofNullable(after.remove(name + nth)).ifPresent(Runnable::run);
    return result;
  }

  private void call(String name, Runnable call) {
    call(
        name,
        () -> {
          call.run();
          return true;
        });
  }

  @Override
  public URI root() {
    return inner.root();
  }

  @Override
  public Instant now() {
    return inner.now();
  }

  @Override
  public Set<Ability> abilities() {
    return abilities;
  }

  @Override
  public Stream<ObjectEntry> list(ObjectPrefix prefix) {
    return call("list", () -> inner.list(prefix));
  }

  @Override
  public Level listLevel(ObjectPrefix prefix) {
    return call("listLevel", () -> inner.listLevel(prefix));
  }

  @Override
  public InputStream read(ObjectPath path, ByteRange range, ObjectVersion version) {
    return call("read", () -> bodies.apply(inner.read(path, range, version)));
  }

  @Override
  public Optional<ObjectEntry> find(ObjectPath path) {
    return call("find", () -> inner.find(path));
  }

  @Override
  public ObjectEntry write(
      ObjectPath path,
      InputStream content,
      long sizeBytes,
      ObjectMetadata metadata,
      Expected expected) {
    return call("write", () -> inner.write(path, content, sizeBytes, metadata, expected));
  }

  @Override
  public void delete(ObjectPath path, ObjectVersion version) {
    call("delete", () -> inner.delete(path, version));
  }

  @Override
  public void createRoot() {
    call("createRoot", inner::createRoot);
  }

  @Override
  public boolean canCopyFrom(ObjectReader source) {
    return source instanceof ScriptedStore;
  }

  @Override
  public long maxCopyBytes() {
    return maxCopyBytes;
  }

  @Override
  public Copied copy(
      ObjectReader source,
      ObjectEntry object,
      ObjectPath to,
      ObjectMetadata metadata,
      Expected expected) {
    MemoryStore from = ((ScriptedStore) source).inner;
    return call(
        "copy",
        () -> {
          Copied copied = inner.copy(from, object, to, metadata, expected);
          return new Copied(copied.target(), attested(() -> content(to.value()).orElseThrow()));
        });
  }

  @Override
  public BlockLimits blockLimits() {
    return limits;
  }

  @Override
  public void stage(ObjectPath path, String blockId, InputStream content, long sizeBytes) {
    call("stage", () -> inner.stage(path, blockId, content, sizeBytes));
  }

  @Override
  public Optional<Crc64> stageFrom(
      ObjectReader source, ObjectEntry object, ByteRange range, ObjectPath path, String blockId) {
    MemoryStore from = ((ScriptedStore) source).inner;
    return call(
        "stageFrom",
        () -> {
          inner.stageFrom(from, object, range, path, blockId);
          return attested(
              () -> {
                try (InputStream in = from.read(object.path(), range, object.version())) {
                  return in.readAllBytes();
                } catch (IOException broken) {
                  throw new UncheckedIOException(broken);
                }
              });
        });
  }

  @Override
  public Map<String, Long> staged(ObjectPath path) {
    return call("staged", () -> inner.staged(path));
  }

  @Override
  public ObjectEntry commit(
      ObjectPath path,
      List<String> blockIds,
      long sizeBytes,
      ObjectMetadata metadata,
      Expected expected) {
    return call("commit", () -> inner.commit(path, blockIds, sizeBytes, metadata, expected));
  }

  @Override
  public void close() {
    call("close", inner::close);
  }

  private Optional<Crc64> attested(Supplier<byte[]> content) {
    return attesting ? Optional.of(Crc64.of(content.get())) : Optional.empty();
  }
}
