package io.twinlake.validation;

import io.twinlake.core.ReplicationException;
import io.twinlake.core.checksum.Crc64;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectReader;
import io.twinlake.core.store.ObjectType;
import io.twinlake.core.store.VersionChangedException;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Hashes the objects of one side for a fingerprint. One that changes meanwhile is looked up and
 * read again, a few times; what has no hash in the end is never equal to anything. Safe for use by
 * many threads.
 */
public final class SideHasher implements AutoCloseable {
  /** What stands for a hash where there is none. Never equal to the other site's. */
  static final String MOVING = "moving at ";

  static final String UNREADABLE = "unreadable at ";

  private static final int ATTEMPTS = 4;

  private final ObjectReader store;
  private final ObjectPrefix directory;
  private final String site;
  private final int threads;
  private final Hasher hasher;

  /**
   * @param store the site's data root
   * @param directory where the dataset lies below it
   * @param site its name
   * @param threads how many are read at once
   * @param rangeBytes length of one range, in bytes
   */
  public SideHasher(
      ObjectReader store, ObjectPrefix directory, String site, int threads, long rangeBytes) {
    this.store = store;
    this.directory = directory;
    this.site = site;
    this.threads = threads;
    this.hasher = new Hasher(threads, rangeBytes);
  }

  /** Whether a listed object belongs into a tree. */
  public static boolean counts(ObjectEntry listed) {
    // They hold no data, and Hadoop's driver leaves them on one side only.
    return listed.type() != ObjectType.DIRECTORY_MARKER;
  }

  static boolean isSettled(String hash) {
    return !hash.startsWith(MOVING) && !hash.startsWith(UNREADABLE);
  }

  /** Does {@code work} for many at once; {@code take} is called by this thread, in their order. */
  public <I> void each(
      Iterator<I> items, Function<I, HashEngine.Hashed> work, Consumer<HashEngine.Hashed> take) {
    InOrder.run(threads, items, work, take);
  }

  /** Reads and hashes one object, whose path is below the dataset's root. */
  public HashEngine.Hashed hash(ObjectEntry listed) {
    ObjectEntry entry = listed;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        Crc64 crc64 = hasher.hash(store, entry.at(directory.resolve(entry.path())));
        return new HashEngine.Hashed(entry, crc64.hex(), true);
      } catch (VersionChangedException e) {
        Optional<ObjectEntry> now = store.find(directory.resolve(entry.path()));
        if (now.isEmpty()) {
          break;
        }
        entry = now.get().at(entry.path());
      } catch (ReplicationException e) {
        return new HashEngine.Hashed(entry, UNREADABLE + site + ": " + e.getMessage(), true);
      }
    }
    return new HashEngine.Hashed(entry, MOVING + site, true);
  }

  /** Bytes that were read so far. */
  public long bytesRead() {
    return hasher.bytesRead();
  }

  @Override
  public void close() {
    hasher.close();
  }
}
