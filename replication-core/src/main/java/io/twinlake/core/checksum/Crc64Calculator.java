package io.twinlake.core.checksum;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.zip.Checksum;

/**
 * Hashes bytes as they come, by the CRC of {@link Crc64}, eight at a time (slicing-by-8). For one
 * thread.
 */
public final class Crc64Calculator implements Checksum {
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
    for (; end - at >= Long.BYTES; at += Long.BYTES) {
      crc ^= (long) LITTLE_ENDIAN_LONG.get(bytes, at);
      crc =
          TABLE[7 * 256 + (int) (crc & 0xff)]
              ^ TABLE[6 * 256 + (int) (crc >>> 8 & 0xff)]
              ^ TABLE[5 * 256 + (int) (crc >>> 16 & 0xff)]
              ^ TABLE[4 * 256 + (int) (crc >>> 24 & 0xff)]
              ^ TABLE[3 * 256 + (int) (crc >>> 32 & 0xff)]
              ^ TABLE[2 * 256 + (int) (crc >>> 40 & 0xff)]
              ^ TABLE[256 + (int) (crc >>> 48 & 0xff)]
              ^ TABLE[(int) (crc >>> 56)];
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
    long[] table = new long[8 * 256];
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
