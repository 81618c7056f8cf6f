package io.twinlake.validation;

import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.Level;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectReader;
import io.twinlake.core.store.ObjectVersion;
import io.twinlake.core.store.StoreException;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.util.Iterator;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A root that is listed by another way than it is read. ETags are the same by both; an entry
 * without one is read by the way that listed it.
 */
final class TwoRoutes implements ObjectReader {
  private static final String HINT =
      " It was listed by another way than replication takes; 'validation: { listBy: same }' lists by that one.";

  private final ObjectReader reads;
  private final ObjectReader lists;

  TwoRoutes(ObjectReader reads, ObjectReader lists) {
    this.reads = reads;
    this.lists = lists;
  }

  @Override
  public URI root() {
    return reads.root();
  }

  @Override
  public Instant now() {
    return lists.now();
  }

  @Override
  public Stream<ObjectEntry> list(ObjectPrefix prefix) {
    Stream<ObjectEntry> listed = hinting(() -> lists.list(prefix));
    Iterator<ObjectEntry> entries = listed.iterator();
    Iterator<ObjectEntry> told =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return hinting(entries::hasNext);
          }

          @Override
          public ObjectEntry next() {
            return hinting(entries::next);
          }
        };
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(told, Spliterator.ORDERED | Spliterator.NONNULL),
            false)
        .onClose(listed::close);
  }

  @Override
  public Level listLevel(ObjectPrefix prefix) {
    return hinting(() -> lists.listLevel(prefix));
  }

  private static <T> T hinting(Supplier<T> listing) {
    try {
      return listing.get();
    } catch (StoreException e) {
      throw new StoreException(e.effect(), e.problem(), e.getMessage() + HINT, e);
    }
  }

  @Override
  public InputStream read(ObjectPath path, ByteRange range, ObjectVersion version) {
    return version.strength() == ObjectVersion.Strength.STRONG
        ? reads.read(path, range, version)
        : lists.read(path, range, version);
  }

  @Override
  public Optional<ObjectEntry> find(ObjectPath path) {
    return lists.find(path);
  }

  @Override
  public void close() {
    try {
      lists.close();
    } finally {
      reads.close();
    }
  }
}
