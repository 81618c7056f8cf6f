package io.twinlake.core.transfer;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.checksum.Crc64;
import io.twinlake.core.checksum.HashingStream;
import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectReader;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Optional;

/**
 * The bytes of one range of one version, counted and hashed as they pass. Yields exactly the
 * range's length or fails, and remembers why, since a store that is fed with it may report its own
 * failure instead. Whether more bytes follow is looked at before the last ones are handed out, so
 * that a reader which stops at the announced length cannot commit a part.
 *
 * <p>Can be marked and reset where the store's stream can; a failure is then forgotten.
 */
final class PinnedBody extends InputStream {
  private final ObjectEntry object;
  private final long length;
  private final InputStream raw;
  private final HashingStream hashed;
  private boolean endSeen;
  private Optional<ReplicationException> failure = Optional.empty();

  PinnedBody(ObjectReader store, ObjectEntry object, ByteRange range) {
    this.object = object;
    this.length = range.length();
    this.raw = store.read(object.path(), range, object.version());
    this.hashed = new HashingStream(raw);
  }

  /** The hash of what was read so far. */
  Crc64 crc64() {
    return hashed.crc64();
  }

  /** Why the bytes did not come, if so. */
  Optional<ReplicationException> failure() {
    return failure;
  }

  /**
   * Reads everything, which is {@code buffer} up to the range's length.
   *
   * @throws ReplicationException if fewer or more bytes come
   */
  void readInto(byte[] buffer) {
    try {
      readNBytes(buffer, 0, (int) length);
      verifyEnd();
    } catch (IOException e) {
      throw failure.orElseThrow(() -> new IllegalStateException(e));
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int wanted) throws IOException {
    Objects.checkFromIndexSize(offset, wanted, bytes.length);
    if (wanted == 0) {
      return 0;
    }
    long left = length - hashed.count();
    if (left == 0) {
      verifyEnd();
      return -1;
    }
    int read = guarded(() -> hashed.read(bytes, offset, (int) Math.min(wanted, left)));
    if (read < 0) {
      throw failed(
          new StoreException(
              Effect.NONE_MAY_RETRY,
              StoreProblem.CORRUPTED,
              "%s ended after %d of %d bytes. Nothing of it was committed; try again."
                  .formatted(object.path(), hashed.count(), length)));
    }
    if (read == left) {
      verifyEnd();
    }
    return read;
  }

  @Override
  public boolean markSupported() {
    return hashed.markSupported();
  }

  @Override
  public synchronized void mark(int readLimit) {
    hashed.mark(readLimit);
  }

  @Override
  public synchronized void reset() throws IOException {
    hashed.reset();
    endSeen = false;
    failure = Optional.empty();
  }

  @Override
  public void close() {
    try {
      hashed.close();
    } catch (IOException e) {
      // All that was needed has been read or has failed by now; closing adds nothing to either.
      endSeen = true;
    }
  }

  private void verifyEnd() throws IOException {
    if (endSeen) {
      return;
    }
    if (guarded(raw::read) >= 0) {
      throw failed(
          new StoreException(
              Effect.NONE_MAY_RETRY,
              StoreProblem.CORRUPTED,
              "%s yields more than the %d bytes it was listed with. Nothing of it was committed; try again."
                  .formatted(object.path(), length)));
    }
    endSeen = true;
  }

  private interface Read {
    int read() throws IOException;
  }

  private int guarded(Read read) throws IOException {
    try {
      return read.read();
    } catch (IOException e) {
      throw failed(e.getCause() instanceof ReplicationException known ? known : brokenOff(e));
    } catch (ReplicationException e) {
      throw failed(e);
    }
  }

  private StoreException brokenOff(IOException e) {
    // The cause's message is the client's and may hold a URL with its signature.
    return new StoreException(
        Effect.NONE_MAY_RETRY,
        StoreProblem.UNAVAILABLE,
        "Reading %s broke off after %d of %d bytes (%s). Nothing of it was committed; try again."
            .formatted(object.path(), hashed.count(), length, e.getClass().getSimpleName()),
        e);
  }

  private IOException failed(ReplicationException why) {
    failure = Optional.of(why);
    return new IOException(why.getMessage(), why);
  }
}
