package io.twinlake.core.transfer;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A body that ends early, or breaks off with an error. */
final class ShortBody extends FilterInputStream {
  private final boolean breaks;
  private int left;

  ShortBody(InputStream in, int bytes, boolean breaks) {
    super(in);
    this.left = bytes;
    this.breaks = breaks;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (left == 0) {
      if (breaks) {
        throw new IOException("Connection reset by peer, url with sig=secret");
      }
      return -1;
    }
    int read = super.read(bytes, offset, Math.min(length, left));
    left -= Math.max(0, read);
    return read;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
