package io.twinlake.core.transfer;

/** Where the bytes of one block are while they pass through us. */
interface BlockBuffer {
  /** A buffer of at least {@code length} bytes; what was in it is lost. */
  byte[] of(int length);

  /** A new buffer at each call, for many threads. */
  static BlockBuffer perCall() {
    return length -> new byte[length];
  }

  /** One buffer again and again, for one thread. The first block is the longest. */
  static BlockBuffer reused() {
    return new BlockBuffer() {
      private byte[] buffer = new byte[0];

      @Override
      public byte[] of(int length) {
        if (buffer.length < length) {
          buffer = new byte[length];
        }
        return buffer;
      }
    };
  }
}
