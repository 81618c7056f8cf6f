package io.twinlake.core.transfer;

import io.twinlake.core.store.Ability;
import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.Level;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.ObjectVersion;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A store that can neither copy nor take blocks. */
class PlainStore implements ObjectStore {
  private final ObjectStore inner;

  PlainStore(ObjectStore inner) {
    this.inner = inner;
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
    return Set.of();
  }

  @Override
  public Stream<ObjectEntry> list(ObjectPrefix prefix) {
    return inner.list(prefix);
  }

  @Override
  public Level listLevel(ObjectPrefix prefix) {
    return inner.listLevel(prefix);
  }

  @Override
  public InputStream read(ObjectPath path, ByteRange range, ObjectVersion version) {
    return inner.read(path, range, version);
  }

  @Override
  public Optional<ObjectEntry> find(ObjectPath path) {
    return inner.find(path);
  }

  @Override
  public ObjectEntry write(
      ObjectPath path,
      InputStream content,
      long sizeBytes,
      ObjectMetadata metadata,
      Expected expected) {
    return inner.write(path, content, sizeBytes, metadata, expected);
  }

  @Override
  public void delete(ObjectPath path, ObjectVersion version) {
    inner.delete(path, version);
  }

  @Override
  public void createRoot() {
    inner.createRoot();
  }

  @Override
  public void close() {
    inner.close();
  }
}
