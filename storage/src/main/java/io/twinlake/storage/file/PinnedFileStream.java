package io.twinlake.storage.file;

import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectVersion;
import io.twinlake.core.store.VersionChangedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/**
 * Reads a range of a file, and before it says "end" makes sure that nobody wrote into the file
 * meanwhile. A file that was replaced by a rename stays readable: the channel still holds the old
 * one.
 */
final class PinnedFileStream extends InputStream {
  private final FileChannel channel;
  private final Path file;
  private final ObjectPath path;
  private final ObjectVersion version;
  private final Object fileKey;
  private final long end;
  private long position;

  PinnedFileStream(
      FileChannel channel,
      Path file,
      ObjectPath path,
      ByteRange range,
      ObjectVersion version,
      Object fileKey) {
    this.channel = channel;
    this.file = file;
    this.path = path;
    this.version = version;
    this.fileKey = fileKey;
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
      requireUntouched();
      return -1;
    }
    int wanted = (int) Math.min(length, end - position);
    int got = channel.read(ByteBuffer.wrap(buffer, offset, wanted), position);
    if (got <= 0) {
      throw VersionChangedException.changed(path, version);
    }
    position += got;
    if (position == end) {
      requireUntouched();
    }
    return got;
  }

  private void requireUntouched() throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
    boolean sameFile = Objects.equals(now.fileKey(), fileKey);
    if (sameFile && !FileListing.entry(path, now).version().equals(version)) {
      throw VersionChangedException.changed(path, version);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
