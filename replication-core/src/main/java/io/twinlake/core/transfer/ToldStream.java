package io.twinlake.core.transfer;

import io.twinlake.core.store.Wire;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A body whose bytes are told to a wire as they come. */
final class ToldStream extends FilterInputStream {
  private final Wire wire;

  ToldStream(InputStream body, Wire wire) {
    super(body);
    this.wire = wire;
  }

  @Override
  public int read() throws IOException {
    int read = super.read();
    if (read >= 0) {
      wire.received(1);
    }
    return read;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int read = super.read(bytes, offset, length);
    if (read > 0) {
      wire.received(read);
    }
    return read;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
