package io.twinlake.core.checksum;

/**
 * Polynomials over GF(2) modulo that of CRC-64/NVME, the way zlib combines CRCs. The most
 * significant bit of a long is the coefficient of x^0.
 */
final class Gf2 {
  /** 0xAD93D23594C93659 with its bits reversed. */
  static final long POLYNOMIAL = 0x9A6C9329AC4BC9B5L;

  private static final long ONE = 1L << 63;

  /** x^(8 * 2^k) at index k: what 2^k zero bytes do to a CRC. */
  private static final long[] BYTE_POWERS = bytePowers();

  private Gf2() {}

  /** {@code a * b} modulo the polynomial. */
  static long multiply(long a, long b) {
    long product = 0;
    long shifted = b;
    for (long rest = a; rest != 0; rest <<= 1) {
      if (rest < 0) {
        product ^= shifted;
      }
      shifted = timesX(shifted);
    }
    return product;
  }

  /** x^(8 * bytes) modulo the polynomial. */
  static long powerOfBytes(long bytes) {
    long power = ONE;
    for (int k = 0; k < BYTE_POWERS.length; k++) {
      if ((bytes >>> k & 1) != 0) {
        power = multiply(BYTE_POWERS[k], power);
      }
    }
    return power;
  }

  /** {@code a * x} modulo the polynomial. */
  static long timesX(long a) {
    return (a & 1) == 0 ? a >>> 1 : a >>> 1 ^ POLYNOMIAL;
  }

  private static long[] bytePowers() {
    long[] powers = new long[Long.SIZE - 1];
    powers[0] = ONE >>> 8;
    for (int k = 1; k < powers.length; k++) {
      powers[k] = multiply(powers[k - 1], powers[k - 1]);
    }
    return powers;
  }
}
