package io.twinlake.core.transfer;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import io.twinlake.core.store.VersionChangedException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * A pinned body that goes on where it broke off, by reading the rest of the same version anew. A
 * failure counts against the attempts unless {@link #PROGRESS_BYTES} came since the one before.
 *
 * <p>Can be marked and reset at any distance: resetting reads again from the mark. Fails with an
 * {@link IOException} that carries the last failure, and with {@link VersionChangedException} if
 * the object changed before the rest could be read. For one thread.
 */
final class ResumingStream extends InputStream {
  /** So many bytes between two failures show that the connection works. */
  static final long PROGRESS_BYTES = 1 << 20;

  private final ObjectPath path;
  private final ByteRange range;
  private final Function<ByteRange, InputStream> open;
  private final Retry retry;
  private Optional<InputStream> body;
  private long position;
  private long marked;
  private int failures;
  private long failedAt;

  /**
   * @param open reads a range of the pinned version, once; called for the whole range at once
   */
  ResumingStream(
      ObjectPath path,
      ByteRange range,
      InputStream first,
      Function<ByteRange, InputStream> open,
      Retry retry) {
    this.path = path;
    this.range = range;
    this.body = Optional.of(first);
    this.open = open;
    this.retry = retry;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (length == 0) {
      return 0;
    }
    while (true) {
      ReplicationException why;
      try {
        int read = current().read(bytes, offset, length);
        if (read > 0) {
          position += read;
          return read;
        }
        if (position >= range.length()) {
          return -1;
        }
        why = broken(StoreProblem.CORRUPTED, "ended", null);
      } catch (IOException e) {
        if (position >= range.length()) {
          return -1;
        }
        why = broken(StoreProblem.UNAVAILABLE, "broke off", e);
      } catch (ReplicationException e) {
        if (e.effect() != Effect.NONE_MAY_RETRY) {
          throw e;
        }
        why = e;
      }
      giveUpOrPause(why);
    }
  }

  @Override
  public boolean markSupported() {
    return true;
  }

  @Override
  public synchronized void mark(int readLimit) {
    marked = position;
  }

  @Override
  public synchronized void reset() {
    if (position != marked || body.isEmpty()) {
      drop();
      position = marked;
      failures = 0;
    }
  }

  @Override
  public void close() {
    drop();
  }

  private InputStream current() {
    if (body.isEmpty()) {
      body =
          Optional.of(
              open.apply(new ByteRange(range.offset() + position, range.length() - position)));
    }
    return body.get();
  }

  private void giveUpOrPause(ReplicationException why) throws IOException {
    drop();
    failures = position - failedAt >= PROGRESS_BYTES ? 1 : failures + 1;
    failedAt = position;
    if (!retry.pause(failures, why)) {
      throw new IOException(why.getMessage(), why);
    }
  }

  private StoreException broken(StoreProblem problem, String how, IOException cause) {
    return new StoreException(
        Effect.NONE_MAY_RETRY,
        problem,
        "Reading %s %s after %d of %d bytes, again and again. Nothing of it was committed; run again."
            .formatted(path, how, position, range.length()),
        cause);
  }

  private void drop() {
    Optional<InputStream> dropped = body;
    body = Optional.empty();
    if (dropped.isPresent()) {
      try {
        dropped.get().close();
      } catch (IOException e) {
        // What it had to say has been read, or is read anew.
        failedAt = position;
      }
    }
  }
}
