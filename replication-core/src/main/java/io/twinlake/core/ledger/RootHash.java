package io.twinlake.core.ledger;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A sum over all objects of a dataset of the first 128 bits of SHA-256(path, size, source version).
 * Being a sum, a run updates it from its changes alone; equal sets have equal hashes whatever the
 * order they came in.
 */
public record RootHash(long high, long low) implements Serializable {
  public static final RootHash EMPTY = new RootHash(0, 0);

  /** The hash of one object. */
  public static RootHash of(LedgerRow row) {
    MessageDigest sha;
    try {
      sha = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
    sha.update(row.path().value().getBytes(StandardCharsets.UTF_8));
    sha.update((byte) 0);
    sha.update(Long.toString(row.sourceSize()).getBytes(StandardCharsets.UTF_8));
    sha.update((byte) 0);
    sha.update(row.sourceVersion().encoded().getBytes(StandardCharsets.UTF_8));
    ByteBuffer digest = ByteBuffer.wrap(sha.digest());
    return new RootHash(digest.getLong(), digest.getLong());
  }

  public static RootHash parse(String hex) {
    return new RootHash(
        Long.parseUnsignedLong(hex.substring(0, 16), 16),
        Long.parseUnsignedLong(hex.substring(16), 16));
  }

  public RootHash plus(RootHash other) {
    long sum = low + other.low;
    long carry = Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
    return new RootHash(high + other.high + carry, sum);
  }

  public RootHash minus(RootHash other) {
    long borrow = Long.compareUnsigned(low, other.low) < 0 ? 1 : 0;
    return new RootHash(high - other.high - borrow, low - other.low);
  }

  /** Thirty-two hexadecimal digits. */
  public String hex() {
    return "%016x%016x".formatted(high, low);
  }
}
