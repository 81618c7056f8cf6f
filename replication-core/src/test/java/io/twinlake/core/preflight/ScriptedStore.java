package io.twinlake.core.preflight;

import io.twinlake.core.memory.MemoryStore;
import io.twinlake.core.store.Ability;
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
import io.twinlake.core.store.StoreFacts;
import java.io.InputStream;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A store in memory whose calls can be made to fail, and whose promises can be broken. */
final class ScriptedStore implements ObjectStore, ServerSideCopy {
  final MemoryStore memory;
  final List<String> changes = Collections.synchronizedList(new ArrayList<>());
  final Map<String, Supplier<RuntimeException>> failing = new HashMap<>();
  Runnable beforeListing = () -> {};
  UnaryOperator<ObjectEntry> listed = UnaryOperator.identity();
  Duration clockAhead = Duration.ZERO;
  Instant time = Instant.parse("2026-11-22T00:00:00Z");
  StoreFacts facts = StoreFacts.UNKNOWN;
  Set<Ability> abilities = EnumSet.allOf(Ability.class);
  boolean direct = true;
  boolean ignoresConditions;
  boolean copies = true;

  ScriptedStore(URI root) {
    this.memory = new MemoryStore(root, Clock.systemUTC());
  }

  private void attempt(String call) {
    if (failing.containsKey(call)) {
      throw failing.get(call).get();
    }
  }

  @Override
  public URI root() {
    return memory.root();
  }

  @Override
  public Instant now() {
    return time.plus(clockAhead);
  }

  @Override
  public StoreFacts inspect() {
    return facts;
  }

  @Override
  public Set<Ability> abilities() {
    return abilities;
  }

  @Override
  public void createRoot() {
    attempt("createRoot");
    changes.add("createRoot");
    memory.createRoot();
  }

  @Override
  public Stream<ObjectEntry> list(ObjectPrefix prefix) {
    beforeListing.run();
    attempt("list");
    return memory.list(prefix).map(listed);
  }

  @Override
  public Level listLevel(ObjectPrefix prefix) {
    return memory.listLevel(prefix);
  }

  @Override
  public InputStream read(ObjectPath path, ByteRange range, ObjectVersion version) {
    attempt("read");
    return memory.read(path, range, version);
  }

  @Override
  public Optional<ObjectEntry> find(ObjectPath path) {
    return memory.find(path);
  }

  @Override
  public ObjectEntry write(
      ObjectPath path,
      InputStream content,
      long sizeBytes,
      ObjectMetadata metadata,
      Expected expected) {
    attempt("write");
    Expected asked =
        ignoresConditions
            ? memory.find(path).map(e -> Expected.version(e.version())).orElse(Expected.absent())
            : expected;
    ObjectEntry written = memory.write(path, content, sizeBytes, metadata, asked);
    changes.add("write " + path);
    return written;
  }

  @Override
  public void delete(ObjectPath path, ObjectVersion version) {
    attempt("delete");
    Optional<ObjectEntry> there = memory.find(path);
    memory.delete(path, ignoresConditions && there.isPresent() ? there.get().version() : version);
    there.ifPresent(e -> changes.add("delete " + path));
  }

  @Override
  public boolean canCopyFrom(ObjectReader source) {
    return copies && source instanceof ScriptedStore;
  }

  @Override
  public long maxCopyBytes() {
    return 1 << 20;
  }

  @Override
  public Copied copy(
      ObjectReader source,
      ObjectEntry object,
      ObjectPath to,
      ObjectMetadata metadata,
      Expected expected) {
    attempt("copy");
    changes.add("write " + to);
    return memory.copy(((ScriptedStore) source).memory, object, to, metadata, expected);
  }

  @Override
  public void close() {}
}
