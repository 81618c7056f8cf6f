package io.twinlake.core.checksum;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.zip.Checksum;

/**
 * Hashes bytes as they come, by the CRC of {@link Crc64}, sixteen at a time (slicing-by-16). For
 * one thread.
 */
public final class Crc64Calculator implements Checksum {
  private static final int SLICE = 16;
  private static final VarHandle LITTLE_ENDIAN_LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** At {@code k * 256 + b}: what byte b does when k more bytes follow it. */
  private static final long[] TABLE = table();

  private long state = ~0L;

  @Override
  public void update(int b) {
    state = next(state, b);
  }

  @Override
  public void update(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    long crc = state;
    int at = offset;
    int end = offset + length;
    for (; end - at >= SLICE; at += SLICE) {
      // The second half does not wait for the first, so the processor looks both up at once.
      long first = crc ^ (long) LITTLE_ENDIAN_LONG.get(bytes, at);
      long second = (long) LITTLE_ENDIAN_LONG.get(bytes, at + Long.BYTES);
      crc =
          TABLE[15 * 256 + (int) (first & 0xff)]
              ^ TABLE[14 * 256 + (int) (first >>> 8 & 0xff)]
              ^ TABLE[13 * 256 + (int) (first >>> 16 & 0xff)]
              ^ TABLE[12 * 256 + (int) (first >>> 24 & 0xff)]
              ^ TABLE[11 * 256 + (int) (first >>> 32 & 0xff)]
              ^ TABLE[10 * 256 + (int) (first >>> 40 & 0xff)]
              ^ TABLE[9 * 256 + (int) (first >>> 48 & 0xff)]
              ^ TABLE[8 * 256 + (int) (first >>> 56)]
              ^ TABLE[7 * 256 + (int) (second & 0xff)]
              ^ TABLE[6 * 256 + (int) (second >>> 8 & 0xff)]
              ^ TABLE[5 * 256 + (int) (second >>> 16 & 0xff)]
              ^ TABLE[4 * 256 + (int) (second >>> 24 & 0xff)]
              ^ TABLE[3 * 256 + (int) (second >>> 32 & 0xff)]
              ^ TABLE[2 * 256 + (int) (second >>> 40 & 0xff)]
              ^ TABLE[256 + (int) (second >>> 48 & 0xff)]
              ^ TABLE[(int) (second >>> 56)];
    }
    for (; at < end; at++) {
      crc = next(crc, bytes[at]);
    }
    state = crc;
  }

  /** The hash of all bytes so far. More may follow. */
  public Crc64 crc64() {
    return new Crc64(getValue());
  }

  @Override
  public long getValue() {
    return ~state;
  }

  @Override
  public void reset() {
    state = ~0L;
  }

  /** Goes on from where {@code crc} had come to. */
  void resume(Crc64 crc) {
    state = ~crc.value();
  }

  private static long next(long crc, int b) {
    return TABLE[(int) ((crc ^ b) & 0xff)] ^ crc >>> 8;
  }

  private static long[] table() {
    long[] table = new long[SLICE * 256];
    for (int b = 0; b < 256; b++) {
      long crc = b;
      for (int bit = 0; bit < 8; bit++) {
        crc = Gf2.timesX(crc);
      }
      table[b] = crc;
    }
    for (int i = 256; i < table.length; i++) {
      long shorter = table[i - 256];
      table[i] = table[(int) (shorter & 0xff)] ^ shorter >>> 8;
    }
    return table;
  }
}
