package io.twinlake.testing;

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
import io.twinlake.core.store.ObjectVersion;
import io.twinlake.core.store.ServerSideCopy;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A store in front of another one that counts what is asked and fails when told: on the k-th call
 * of a kind, before the effect or after it.
 *
 * <pre>{@code
 * FaultyStore target = new FaultyStore(new MemoryStore("target"));
 * target.failAfter(Call.WRITE, 3, () -> new OutcomeUnknownException(path, "the write", null));
 * }</pre>
 *
 * <p>It has the abilities of the store behind it; what that store cannot do, it refuses with {@link
 * UnsupportedOperationException}. As a source of copies it stands for the store behind it.
 */
public final class FaultyStore implements ObjectStore, ServerSideCopy, BlockWriter {
  /** The kinds of calls that are counted. */
  public enum Call {
    LIST,
    LIST_LEVEL,
    READ,
    FIND,
    WRITE,
    DELETE,
    COPY,
    STAGE,
    STAGE_FROM,
    STAGED,
    COMMIT,
    CREATE_ROOT
  }

  private record Fault(
      Call call, long number, boolean afterEffect, Supplier<? extends RuntimeException> failure) {}

  private final ObjectStore store;
  private final Map<Call, Long> counts = new EnumMap<>(Call.class);
  private final List<Fault> faults = new ArrayList<>();

  public FaultyStore(ObjectStore store) {
    this.store = store;
  }

  /** Fails the {@code k}-th call from now on (the next one is 1), without asking the store. */
  public synchronized void failBefore(
      Call call, long k, Supplier<? extends RuntimeException> failure) {
    faults.add(new Fault(call, count(call) + k, false, failure));
  }

  /**
   * Lets the store do the {@code k}-th call from now on, and then fails as if it had not answered.
   */
  public synchronized void failAfter(
      Call call, long k, Supplier<? extends RuntimeException> failure) {
    faults.add(new Fault(call, count(call) + k, true, failure));
  }

  /** How often {@code call} was asked, with what failed. */
  public synchronized long count(Call call) {
    return counts.getOrDefault(call, 0L);
  }

  /** The counts of all kinds that were asked at least once. */
  public synchronized Map<Call, Long> counts() {
    return Map.copyOf(counts);
  }

  private <T> T through(Call call, Supplier<T> effect) {
    Optional<Fault> fault = next(call);
    if (fault.isPresent() && !fault.get().afterEffect()) {
      throw fault.get().failure().get();
    }
    T result = effect.get();
    if (fault.isPresent()) {
      throw fault.get().failure().get();
    }
    return result;
  }

  private void run(Call call, Runnable effect) {
    through(
        call,
        () -> {
          effect.run();
          return Boolean.TRUE;
        });
  }

  private synchronized Optional<Fault> next(Call call) {
    long number = counts.merge(call, 1L, Long::sum);
    Optional<Fault> due =
        faults.stream().filter(f -> f.call() == call && f.number() == number).findFirst();
    due.ifPresent(faults::remove);
    return due;
  }

  private static ObjectReader behind(ObjectReader source) {
    return source instanceof FaultyStore faulty ? faulty.store : source;
  }

  private ServerSideCopy copier() {
    if (store instanceof ServerSideCopy copier) {
      return copier;
    }
    throw new UnsupportedOperationException(store + " does not copy by itself");
  }

  private BlockWriter blocks() {
    if (store instanceof BlockWriter blocks) {
      return blocks;
    }
    throw new UnsupportedOperationException(store + " does not write blocks");
  }

  @Override
  public URI root() {
    return store.root();
  }

  @Override
  public Instant now() {
    return store.now();
  }

  @Override
  public Set<Ability> abilities() {
    return store.abilities();
  }

  @Override
  public void createRoot() {
    run(Call.CREATE_ROOT, store::createRoot);
  }

  @Override
  public Stream<ObjectEntry> list(ObjectPrefix prefix) {
    return through(Call.LIST, () -> store.list(prefix));
  }

  @Override
  public Level listLevel(ObjectPrefix prefix) {
    return through(Call.LIST_LEVEL, () -> store.listLevel(prefix));
  }

  @Override
  public InputStream read(ObjectPath path, ByteRange range, ObjectVersion version) {
    return through(Call.READ, () -> store.read(path, range, version));
  }

  @Override
  public Optional<ObjectEntry> find(ObjectPath path) {
    return through(Call.FIND, () -> store.find(path));
  }

  @Override
  public ObjectEntry write(
      ObjectPath path,
      InputStream content,
      long sizeBytes,
      ObjectMetadata metadata,
      Expected expected) {
    return through(Call.WRITE, () -> store.write(path, content, sizeBytes, metadata, expected));
  }

  @Override
  public void delete(ObjectPath path, ObjectVersion version) {
    run(Call.DELETE, () -> store.delete(path, version));
  }

  @Override
  public boolean canCopyFrom(ObjectReader source) {
    return store instanceof ServerSideCopy copier && copier.canCopyFrom(behind(source));
  }

  @Override
  public long maxCopyBytes() {
    return copier().maxCopyBytes();
  }

  @Override
  public Copied copy(
      ObjectReader source,
      ObjectEntry object,
      ObjectPath to,
      ObjectMetadata metadata,
      Expected expected) {
    return through(Call.COPY, () -> copier().copy(behind(source), object, to, metadata, expected));
  }

  @Override
  public BlockLimits blockLimits() {
    return blocks().blockLimits();
  }

  @Override
  public void stage(ObjectPath path, String blockId, InputStream content, long sizeBytes) {
    run(Call.STAGE, () -> blocks().stage(path, blockId, content, sizeBytes));
  }

  @Override
  public Optional<Crc64> stageFrom(
      ObjectReader source, ObjectEntry object, ByteRange range, ObjectPath path, String blockId) {
    return through(
        Call.STAGE_FROM, () -> blocks().stageFrom(behind(source), object, range, path, blockId));
  }

  @Override
  public Map<String, Long> staged(ObjectPath path) {
    return through(Call.STAGED, () -> blocks().staged(path));
  }

  @Override
  public ObjectEntry commit(
      ObjectPath path,
      List<String> blockIds,
      long sizeBytes,
      ObjectMetadata metadata,
      Expected expected) {
    return through(
        Call.COMMIT, () -> blocks().commit(path, blockIds, sizeBytes, metadata, expected));
  }

  @Override
  public void close() {
    store.close();
  }

  @Override
  public String toString() {
    return "FaultyStore[" + store + "]";
  }
}
