package io.twinlake.validation;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectReader;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import io.twinlake.core.store.VersionChangedException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reads one range of two objects beside each other and compares byte by byte. For one thread, which
 * holds a buffer of each side.
 */
final class SideBySide implements AutoCloseable {
  /**
   * One of them.
   *
   * @param name {@code source} or {@code target}, for an error
   * @param store where it is
   * @param entry it, with its path below the store's root
   */
  record Of(String name, ObjectReader store, ObjectEntry entry) {
    /** Says in a failure which side it was. */
    <T> T naming(Supplier<T> work) {
      try {
        return work.get();
      } catch (VersionChangedException e) {
        throw e;
      } catch (ReplicationException e) {
        throw new SideException(name, e);
      }
    }
  }

  private final Of source;
  private final Of target;
  private final ByteRange range;
  private InputStream left;
  private InputStream right;
  private long bytesRead;

  SideBySide(Of source, Of target, ByteRange range) {
    this.source = source;
    this.target = target;
    this.range = range;
  }

  /**
   * Reads until the first difference.
   *
   * @param md5 takes up the bytes as long as they are the same on both sides
   */
  boolean areSame(Optional<MessageDigest> md5) {
    if (range.length() == 0) {
      return true;
    }
    left = open(source);
    right = open(target);
    int most = (int) Math.min(Hasher.BUFFER_BYTES, range.length());
    byte[] ours = new byte[most];
    byte[] theirs = new byte[most];
    for (long at = 0; at < range.length(); ) {
      int wanted = (int) Math.min(most, range.length() - at);
      fill(source, left, ours, wanted, at);
      fill(target, right, theirs, wanted, at);
      if (!Arrays.equals(ours, 0, wanted, theirs, 0, wanted)) {
        return false;
      }
      if (md5.isPresent()) {
        md5.get().update(ours, 0, wanted);
      }
      at += wanted;
    }
    end(source, left);
    end(target, right);
    return true;
  }

  private InputStream open(Of side) {
    return side.naming(() -> side.store().read(side.entry().path(), range, side.entry().version()));
  }

  private void fill(Of side, InputStream in, byte[] buffer, int wanted, long at) {
    int got = side.naming(() -> read(side, in, buffer, wanted));
    bytesRead += got;
    if (got < wanted) {
      side.naming(
          () -> {
            throw Hasher.endedEarly(side.entry().path(), at + got, range.length());
          });
    }
  }

  /** Some stores look only at the end whether it is still that version. */
  private void end(Of side, InputStream in) {
    int more = side.naming(() -> read(side, in, new byte[1], 1));
    if (more > 0) {
      side.naming(
          () -> {
            throw new StoreException(
                Effect.NONE_MAY_RETRY,
                StoreProblem.CORRUPTED,
                "%s went on after %d bytes".formatted(side.entry().path(), range.length()));
          });
    }
  }

  private static int read(Of side, InputStream in, byte[] buffer, int wanted) {
    try {
      return in.readNBytes(buffer, 0, wanted);
    } catch (IOException e) {
      throw Hasher.unreadable(side.entry().path(), e);
    }
  }

  /** Bytes that were read so far, on both sides. */
  long bytesRead() {
    return bytesRead;
  }

  @Override
  public void close() {
    close(left);
    close(right);
  }

  private static void close(InputStream in) {
    try {
      if (in != null) {
        in.close();
      }
    } catch (IOException e) {
      // What was needed of it was read.
      return;
    }
  }
}
