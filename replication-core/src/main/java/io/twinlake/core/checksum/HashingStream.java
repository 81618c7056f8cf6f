package io.twinlake.core.checksum;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Counts and hashes the bytes that are read through it. Skipped bytes are read and count too.
 *
 * <p>Where the stream below can be marked and reset, so can this one: count and hash then go back
 * with it. For one thread. Closing it closes the stream below.
 */
public final class HashingStream extends FilterInputStream {
  private static final int SKIP_BYTES = 8192;

  private final Crc64Calculator calculator = new Crc64Calculator();
  private long count;
  private long markedCount;
  private Crc64 markedCrc64 = Crc64.EMPTY;

  public HashingStream(InputStream in) {
    super(in);
  }

  /** How many bytes were read so far. */
  public long count() {
    return count;
  }

  /** The hash of the bytes that were read so far. */
  public Crc64 crc64() {
    return calculator.crc64();
  }

  @Override
  public int read() throws IOException {
    int b = in.read();
    if (b >= 0) {
      calculator.update(b);
      count++;
    }
    return b;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int read = in.read(bytes, offset, length);
    if (read > 0) {
      calculator.update(bytes, offset, read);
      count += read;
    }
    return read;
  }

  @Override
  public long skip(long wanted) throws IOException {
    byte[] skipped = new byte[(int) Math.min(SKIP_BYTES, Math.max(0, wanted))];
    long before = count;
    while (count - before < wanted) {
      int next = (int) Math.min(skipped.length, wanted - (count - before));
      if (read(skipped, 0, next) < 0) {
        break;
      }
    }
    return count - before;
  }

  @Override
  public synchronized void mark(int readLimit) {
    in.mark(readLimit);
    markedCount = count;
    markedCrc64 = calculator.crc64();
  }

  @Override
  public synchronized void reset() throws IOException {
    in.reset();
    count = markedCount;
    calculator.resume(markedCrc64);
  }
}
