package io.twinlake.validation;

import io.twinlake.core.Effect;
import io.twinlake.core.checksum.Crc64;
import io.twinlake.core.checksum.HashingStream;
import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectReader;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Reads objects and hashes them, or compares two of them byte by byte; ranges of a large one side
 * by side. Each read is bound to the version that the entry names, so nothing ever mixes two. Safe
 * for use by many threads.
 */
final class Hasher implements AutoCloseable {
  /** Large enough that asking for bytes costs nothing, small enough to stay in the cache. */
  static final int BUFFER_BYTES = 128 << 10;

  private final long rangeBytes;
  private final ExecutorService ranges;
  private final AtomicLong bytesRead = new AtomicLong();

  /**
   * The hashes of one object.
   *
   * @param md5 in Base64, where it was asked for
   */
  record Hashes(Crc64 crc64, Optional<String> md5) {}

  /**
   * Whether two objects have the same bytes.
   *
   * @param md5 that of both, in Base64, where it was asked for and they are the same
   */
  record Same(boolean same, Optional<String> md5) {}

  /**
   * @param threads ranges that are read at once
   * @param rangeBytes length of one range, in bytes
   */
  Hasher(int threads, long rangeBytes) {
    this.rangeBytes = rangeBytes;
    this.ranges =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "twinlake-hash");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * The hash of all bytes of {@code entry}, whose path is below {@code store}'s root.
   *
   * @throws io.twinlake.core.store.VersionChangedException if it is no longer that version, or gone
   * @throws StoreException if it cannot be read
   */
  Crc64 hash(ObjectReader store, ObjectEntry entry) {
    Crc64 whole = Crc64.EMPTY;
    List<ByteRange> cut = cut(entry.sizeBytes());
    List<Crc64> parts = each(entry.path(), cut, range -> hash(store, entry, range));
    for (int i = 0; i < cut.size(); i++) {
      whole = Crc64.combine(whole, parts.get(i), cut.get(i).length());
    }
    return whole;
  }

  /** The same with the MD5, for which it is read by one thread from its beginning to its end. */
  Hashes hashWithMd5(ObjectReader store, ObjectEntry entry) {
    MessageDigest md5 = md5();
    Crc64 crc64 = hash(store, entry, ByteRange.whole(entry.sizeBytes()), Optional.of(md5));
    return new Hashes(crc64, Optional.of(text(md5)));
  }

  /** The hash of {@code range} of it, read by this thread. */
  Crc64 hash(ObjectReader store, ObjectEntry entry, ByteRange range) {
    return hash(store, entry, range, Optional.empty());
  }

  private Crc64 hash(
      ObjectReader store, ObjectEntry entry, ByteRange range, Optional<MessageDigest> md5) {
    if (range.length() == 0) {
      return Crc64.EMPTY;
    }
    try (InputStream in = store.read(entry.path(), range, entry.version());
        HashingStream hashing = new HashingStream(in)) {
      byte[] buffer = new byte[(int) Math.min(BUFFER_BYTES, range.length())];
      for (int got = hashing.read(buffer, 0, buffer.length);
          got >= 0;
          got = hashing.read(buffer, 0, buffer.length)) {
        if (md5.isPresent()) {
          md5.get().update(buffer, 0, got);
        }
      }
      bytesRead.addAndGet(hashing.count());
      if (hashing.count() != range.length()) {
        throw endedEarly(entry.path(), hashing.count(), range.length());
      }
      return hashing.crc64();
    } catch (IOException e) {
      throw unreadable(entry.path(), e);
    }
  }

  /**
   * Compares two objects of one length byte by byte: nothing is stronger, and it costs a fraction
   * of two hashes. Ends at the first byte that differs.
   *
   * @param withMd5 whether the MD5 is asked for, too: then one thread reads both to their ends
   */
  Same compare(SideBySide.Of source, SideBySide.Of target, boolean withMd5) {
    long size = source.entry().sizeBytes();
    if (withMd5) {
      MessageDigest md5 = md5();
      boolean same = compare(source, target, ByteRange.whole(size), Optional.of(md5));
      return new Same(same, same ? Optional.of(text(md5)) : Optional.empty());
    }
    List<Boolean> parts =
        each(
            source.entry().path(),
            cut(size),
            range -> compare(source, target, range, Optional.empty()));
    return new Same(!parts.contains(false), Optional.empty());
  }

  private boolean compare(
      SideBySide.Of source, SideBySide.Of target, ByteRange range, Optional<MessageDigest> md5) {
    try (SideBySide both = new SideBySide(source, target, range)) {
      try {
        return both.areSame(md5);
      } finally {
        bytesRead.addAndGet(both.bytesRead());
      }
    }
  }

  private List<ByteRange> cut(long size) {
    List<ByteRange> cut = new ArrayList<>();
    for (long at = 0; at < size; at += rangeBytes) {
      cut.add(new ByteRange(at, Math.min(rangeBytes, size - at)));
    }
    return cut;
  }

  /** Works on all ranges, a single one by this thread, several by those of the pool. */
  private <T> List<T> each(ObjectPath path, List<ByteRange> cut, Function<ByteRange, T> work) {
    if (cut.size() <= 1) {
      return cut.stream().map(work).toList();
    }
    List<Future<T>> parts = new ArrayList<>();
    cut.forEach(range -> parts.add(ranges.submit(() -> work.apply(range))));
    try {
      List<T> done = new ArrayList<>();
      for (Future<T> part : parts) {
        done.add(part.get());
      }
      return done;
    } catch (ExecutionException e) {
      parts.forEach(part -> part.cancel(true));
      throw e.getCause() instanceof RuntimeException known ? known : new CompletionException(e);
    } catch (InterruptedException e) {
      parts.forEach(part -> part.cancel(true));
      Thread.currentThread().interrupt();
      throw new StoreException(
          Effect.NONE_MAY_RETRY, StoreProblem.UNAVAILABLE, "Stopped while reading " + path);
    }
  }

  static StoreException endedEarly(ObjectPath path, long after, long of) {
    return new StoreException(
        Effect.NONE_MAY_RETRY,
        StoreProblem.CORRUPTED,
        "%s ended after %d of %d bytes".formatted(path, after, of));
  }

  static StoreException unreadable(ObjectPath path, IOException cause) {
    return new StoreException(
        Effect.NONE_MAY_RETRY,
        StoreProblem.UNAVAILABLE,
        "%s could not be read: %s".formatted(path, cause.getMessage()),
        cause);
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JVM has MD5", e);
    }
  }

  private static String text(MessageDigest md5) {
    return Base64.getEncoder().encodeToString(md5.digest());
  }

  /** Bytes that were read so far, on both sides. */
  long bytesRead() {
    return bytesRead.get();
  }

  @Override
  public void close() {
    ranges.shutdownNow();
  }
}
