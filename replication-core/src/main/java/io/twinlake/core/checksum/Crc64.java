package io.twinlake.core.checksum;

import java.io.Serializable;

/**
 * A CRC-64/NVME value, the content hash of the ledger and the one that Azure Storage computes.
 *
 * <p>Polynomial 0x9A6C9329AC4BC9B5 reflected, initial value and final xor all ones; {@code
 * 123456789} gives {@code ae8b14860a799888}.
 */
public record Crc64(long value) implements Serializable {

  public static Crc64 parseHex(String hex) {
    return new Crc64(Long.parseUnsignedLong(hex, 16));
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
