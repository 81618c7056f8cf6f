package io.twinlake.core.checksum;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.zip.Checksum;

/**
 * Hashes bytes as they come, by the CRC of {@link Crc64}, eight at a time (slicing-by-8) in three
 * lanes side by side: each look-up in a lane waits for the one before it, so the processor works on
 * the other lanes meanwhile. For one thread.
 */
public final class Crc64Calculator implements Checksum {
  private static final int SLICE = Long.BYTES;

  /** Bytes of one lane. Longer is little faster, and leaves more to the slow end. */
  private static final int LANE = 1024;

  private static final int LANES = 3;
  private static final VarHandle LITTLE_ENDIAN_LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** At {@code k * 256 + b}: what byte b does when k more bytes follow it. */
  private static final long[] TABLE = table();

  /** At {@code k * 256 + b}: what byte b at place k of a state does when a lane follows it. */
  private static final long[] BEHIND_LANE = behindLane();

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
    for (; end - at >= LANES * LANE; at += LANES * LANE) {
      crc = lanes(crc, bytes, at);
    }
    for (; end - at >= SLICE; at += SLICE) {
      crc = slice(crc ^ (long) LITTLE_ENDIAN_LONG.get(bytes, at));
    }
    for (; at < end; at++) {
      crc = next(crc, bytes[at]);
    }
    state = crc;
  }

  /** The state behind three lanes. The second and third begin with none, as a CRC is linear. */
  private static long lanes(long crc, byte[] bytes, int from) {
    long first = crc;
    long second = 0;
    long third = 0;
    for (int at = from; at < from + LANE; at += SLICE) {
      first = slice(first ^ (long) LITTLE_ENDIAN_LONG.get(bytes, at));
      second = slice(second ^ (long) LITTLE_ENDIAN_LONG.get(bytes, at + LANE));
      third = slice(third ^ (long) LITTLE_ENDIAN_LONG.get(bytes, at + 2 * LANE));
    }
    return behindLane(behindLane(first) ^ second) ^ third;
  }

  private static long slice(long x) {
    return TABLE[7 * 256 + (int) (x & 0xff)]
        ^ TABLE[6 * 256 + (int) (x >>> 8 & 0xff)]
        ^ TABLE[5 * 256 + (int) (x >>> 16 & 0xff)]
        ^ TABLE[4 * 256 + (int) (x >>> 24 & 0xff)]
        ^ TABLE[3 * 256 + (int) (x >>> 32 & 0xff)]
        ^ TABLE[2 * 256 + (int) (x >>> 40 & 0xff)]
        ^ TABLE[256 + (int) (x >>> 48 & 0xff)]
        ^ TABLE[(int) (x >>> 56)];
  }

  private static long behindLane(long x) {
    long moved = 0;
    for (int k = 0; k < Long.BYTES; k++) {
      moved ^= BEHIND_LANE[k * 256 + (int) (x >>> Byte.SIZE * k & 0xff)];
    }
    return moved;
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

  private static long[] behindLane() {
    long[] table = new long[Long.BYTES * 256];
    for (int i = 0; i < table.length; i++) {
      long crc = (long) (i & 0xff) << Byte.SIZE * (i >>> 8);
      for (int byteOfLane = 0; byteOfLane < LANE; byteOfLane++) {
        crc = next(crc, 0);
      }
      table[i] = crc;
    }
    return table;
  }
}
