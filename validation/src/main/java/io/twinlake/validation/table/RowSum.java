package io.twinlake.validation.table;

import java.io.Serializable;

/**
 * Rows counted, and their hashes added modulo 2<sup>128</sup>. A sum does not depend on the order
 * of rows or on the files they lie in, and unlike an exclusive-or it does not lose pairs of equal
 * rows.
 *
 * @param rows how many
 * @param high upper half of the sum
 * @param low lower half of the sum
 */
public record RowSum(long rows, long high, long low) implements Serializable {
  public static final RowSum EMPTY = new RowSum(0, 0, 0);

  /** How many numbers {@link #limbs} gives. */
  public static final int LIMBS = 4;

  private static final long LIMB = 0xffffffffL;

  public RowSum plus(RowSum other) {
    long sum = low + other.low;
    long carry = Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
    return new RowSum(rows + other.rows, high + other.high + carry, sum);
  }

  /**
   * The sum as four numbers below 2<sup>32</sup>, the lowest first. An engine that knows only long
   * integers may add those of up to two billion sums, in any order, and hand them to {@link #of}.
   */
  public long[] limbs() {
    return new long[] {low & LIMB, low >>> 32, high & LIMB, high >>> 32};
  }

  /** The sum of sums whose {@link #limbs} were added one by one. */
  public static RowSum of(long rows, long[] added) {
    long carried = 0;
    long[] limbs = new long[LIMBS];
    for (int i = 0; i < LIMBS; i++) {
      long sum = added[i] + carried;
      limbs[i] = sum & LIMB;
      carried = sum >>> 32;
    }
    return new RowSum(rows, limbs[3] << 32 | limbs[2], limbs[1] << 32 | limbs[0]);
  }

  /** Thirty-two hexadecimal digits. */
  public String hex() {
    return "%016x%016x".formatted(high, low);
  }
}
