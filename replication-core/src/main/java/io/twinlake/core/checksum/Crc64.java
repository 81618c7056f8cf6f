package io.twinlake.core.checksum;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;

/**
 * A CRC-64/NVME value, the content hash of the ledger and the one that Azure Storage computes.
 *
 * <p>Polynomial 0x9A6C9329AC4BC9B5 reflected, initial value and final xor all ones; {@code
 * 123456789} gives {@code ae8b14860a799888}. The hash of a whole follows from the hashes of its
 * parts ({@link #combine}), so parts may be hashed by several tasks and in any order.
 */
public record Crc64(long value) implements Serializable {
  /** The hash of no bytes at all. */
  public static final Crc64 EMPTY = new Crc64(0);

  /** The hash of all of {@code bytes}. */
  public static Crc64 of(byte[] bytes) {
    Crc64Calculator calculator = new Crc64Calculator();
    calculator.update(bytes, 0, bytes.length);
    return calculator.crc64();
  }

  /**
   * The hash of two parts, one behind the other. Associative; {@link #EMPTY} with length 0 is
   * neutral on both sides. Takes microseconds, whatever the length.
   *
   * @param secondLength length of the second part, in bytes; the first part's is not needed
   */
  public static Crc64 combine(Crc64 first, Crc64 second, long secondLength) {
    if (secondLength < 0) {
      throw new IllegalArgumentException("Negative length: " + secondLength + " bytes");
    }
    return new Crc64(Gf2.multiply(Gf2.powerOfBytes(secondLength), first.value) ^ second.value);
  }

  public static Crc64 parseHex(String hex) {
    return new Crc64(Long.parseUnsignedLong(hex, 16));
  }

  /**
   * Reads what the service prints in {@code x-ms-content-crc64}: Base64 of the eight bytes, least
   * significant first.
   *
   * @throws IllegalArgumentException if {@code base64} is not that
   */
  public static Crc64 parseService(String base64) {
    byte[] bytes = Base64.getDecoder().decode(base64);
    if (bytes.length != Long.BYTES) {
      throw new IllegalArgumentException(
          "A CRC-64 has 8 bytes, but '%s' has %d".formatted(base64, bytes.length));
    }
    return new Crc64(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong());
  }

  /** Twelve characters of Base64, as the service prints it: see {@link #parseService}. */
  public String service() {
    byte[] bytes =
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** Sixteen lower-case hexadecimal digits. */
  public String hex() {
    return "%016x".formatted(value);
  }

  @Override
  public String toString() {
    return hex();
  }
}
