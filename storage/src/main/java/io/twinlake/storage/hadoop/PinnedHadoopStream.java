package io.twinlake.storage.hadoop;

import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectVersion;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.VersionChangedException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.hadoop.fs.FSDataInputStream;

/**
 * Reads a range of a file, and before it says "end", or that it broke, looks whether the file is
 * still the version that was opened.
 */
final class PinnedHadoopStream extends InputStream {
  private final FSDataInputStream in;
  private final ObjectPath path;
  private final ObjectVersion version;
  private final Supplier<Optional<ObjectVersion>> look;
  private final long end;
  private long position;
  private boolean checked;

  /**
   * @param in positioned at the range's offset
   * @param look tells the version that the file has now
   */
  PinnedHadoopStream(
      FSDataInputStream in,
      ObjectPath path,
      ByteRange range,
      ObjectVersion version,
      Supplier<Optional<ObjectVersion>> look) {
    this.in = in;
    this.path = path;
    this.version = version;
    this.look = look;
    this.position = range.offset();
    this.end = range.end();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    if (length == 0) {
      return 0;
    }
    if (position >= end) {
      requireSame();
      return -1;
    }
    int got;
    try {
      got = in.read(buffer, offset, (int) Math.min(length, end - position));
    } catch (IOException | RuntimeException e) {
      explain(e);
      throw e;
    }
    if (got < 0) {
      requireSame();
      throw VersionChangedException.changed(path, version);
    }
    position += got;
    if (position == end) {
      requireSame();
    }
    return got;
  }

  /** Throws if the file changed, which is why the read failed. */
  private void explain(Throwable failure) {
    try {
      requireSame();
    } catch (StoreException e) {
      failure.addSuppressed(e);
    }
  }

  private void requireSame() {
    if (checked) {
      return;
    }
    ObjectVersion now = look.get().orElseThrow(() -> VersionChangedException.gone(path, version));
    if (!now.equals(version)) {
      throw VersionChangedException.changed(path, version);
    }
    checked = position >= end;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
