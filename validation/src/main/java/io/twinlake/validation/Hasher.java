package io.twinlake.validation;

import io.twinlake.core.Effect;
import io.twinlake.core.checksum.Crc64;
import io.twinlake.core.checksum.HashingStream;
import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectReader;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads objects and hashes them, ranges of a large one side by side. Each read is bound to the
 * version that the entry names, so a hash never mixes two. Safe for use by many threads.
 */
final class Hasher implements AutoCloseable {
  /** Large enough that asking for bytes costs nothing, small enough to stay in the cache. */
  private static final int BUFFER_BYTES = 128 << 10;

  private final long rangeBytes;
  private final ExecutorService ranges;
  private final AtomicLong bytesRead = new AtomicLong();

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
    if (entry.sizeBytes() <= rangeBytes) {
      return hash(store, entry, ByteRange.whole(entry.sizeBytes()));
    }
    List<Future<Crc64>> parts = new ArrayList<>();
    List<Long> lengths = new ArrayList<>();
    for (long at = 0; at < entry.sizeBytes(); at += rangeBytes) {
      ByteRange range = new ByteRange(at, Math.min(rangeBytes, entry.sizeBytes() - at));
      lengths.add(range.length());
      parts.add(ranges.submit(() -> hash(store, entry, range)));
    }
    Crc64 whole = Crc64.EMPTY;
    try {
      for (int i = 0; i < parts.size(); i++) {
        whole = Crc64.combine(whole, parts.get(i).get(), lengths.get(i));
      }
      return whole;
    } catch (ExecutionException e) {
      parts.forEach(part -> part.cancel(true));
      throw e.getCause() instanceof RuntimeException known ? known : new CompletionException(e);
    } catch (InterruptedException e) {
      parts.forEach(part -> part.cancel(true));
      Thread.currentThread().interrupt();
      throw new StoreException(
          Effect.NONE_MAY_RETRY, StoreProblem.UNAVAILABLE, "Stopped while hashing " + entry.path());
    }
  }

  /** The hash of {@code range} of it, read by this thread. */
  Crc64 hash(ObjectReader store, ObjectEntry entry, ByteRange range) {
    if (range.length() == 0) {
      return Crc64.EMPTY;
    }
    try (InputStream in = store.read(entry.path(), range, entry.version());
        HashingStream hashing = new HashingStream(in)) {
      byte[] buffer = new byte[(int) Math.min(BUFFER_BYTES, range.length())];
      while (hashing.read(buffer, 0, buffer.length) >= 0) {
        // Reading is hashing.
      }
      bytesRead.addAndGet(hashing.count());
      if (hashing.count() != range.length()) {
        throw new StoreException(
            Effect.NONE_MAY_RETRY,
            StoreProblem.CORRUPTED,
            "%s ended after %d of %d bytes"
                .formatted(entry.path(), hashing.count(), range.length()));
      }
      return hashing.crc64();
    } catch (IOException e) {
      throw new StoreException(
          Effect.NONE_MAY_RETRY,
          StoreProblem.UNAVAILABLE,
          "%s could not be read: %s".formatted(entry.path(), e.getMessage()),
          e);
    }
  }

  /** Bytes that were read and hashed so far, on both sides. */
  long bytesRead() {
    return bytesRead.get();
  }

  @Override
  public void close() {
    ranges.shutdownNow();
  }
}
