package io.twinlake.core.transfer;

import io.twinlake.core.checksum.HashingStream;
import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * The content of a write that may have to be sent again. It can be where its stream can be marked
 * and reset, as a buffer can and a body from a {@link RetryingStore}. Otherwise it is hashed on its
 * way, so that it can at least be recognised.
 */
final class Replay {
  private final InputStream content;
  private final long sizeBytes;
  private final boolean rewinds;
  private final HashingStream hashed;
  private boolean begun;

  Replay(InputStream content, long sizeBytes) {
    this.content = content;
    this.sizeBytes = sizeBytes;
    this.rewinds = content.markSupported();
    this.hashed = new HashingStream(content);
    if (rewinds) {
      content.mark(Integer.MAX_VALUE);
    }
  }

  /** Whether the content can be sent now: for the first time, or again. */
  boolean canBeSent() {
    return rewinds || !begun;
  }

  /** The content from its beginning; whoever reads it can neither close nor mark it. */
  InputStream send() {
    if (begun) {
      rewind();
    }
    begun = true;
    return new Unclosed(rewinds ? content : hashed);
  }

  /**
   * Whether {@code there} holds the same bytes. Reads it, and the content again where that is
   * possible, else only what is left of it.
   */
  boolean isContentOf(ObjectReader store, ObjectEntry there) {
    if (there.sizeBytes() != sizeBytes) {
      return false;
    }
    try (PinnedBody body = new PinnedBody(store, there, ByteRange.whole(sizeBytes))) {
      if (rewinds) {
        rewind();
        return SameContent.isEqual(content, body);
      }
      hashed.transferTo(OutputStream.nullOutputStream());
      body.transferTo(OutputStream.nullOutputStream());
      return hashed.count() == sizeBytes && hashed.crc64().equals(body.crc64());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void rewind() {
    try {
      content.reset();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Unclosed extends FilterInputStream {
    Unclosed(InputStream in) {
      super(in);
    }

    @Override
    public boolean markSupported() {
      return false;
    }

    @Override
    public synchronized void mark(int readLimit) {}

    @Override
    public synchronized void reset() throws IOException {
      throw new IOException("Not markable");
    }

    @Override
    public void close() {}
  }
}
