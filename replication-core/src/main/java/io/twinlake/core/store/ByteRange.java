package io.twinlake.core.store;

import java.io.Serializable;

/** {@code length} bytes from {@code offset} on; both in bytes, neither negative. */
public record ByteRange(long offset, long length) implements Serializable {
  public ByteRange {
    if (offset < 0 || length < 0 || offset + length < 0) {
      throw new IllegalArgumentException("Not a range of bytes: " + offset + "+" + length);
    }
  }

  /** All bytes of an object of {@code sizeBytes}. */
  public static ByteRange whole(long sizeBytes) {
    return new ByteRange(0, sizeBytes);
  }

  /** The first byte behind the range. */
  public long end() {
    return offset + length;
  }
}
