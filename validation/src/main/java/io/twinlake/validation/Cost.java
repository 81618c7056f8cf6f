package io.twinlake.validation;

import io.twinlake.core.traffic.Traffic;

/**
 * What a validation took.
 *
 * @param traffic requests and bytes by side, as far as Twinlake asked for itself
 * @param rowsRead rows of tables that were read and hashed, on both sides
 * @param tableBytesRead bytes that Spark's own readers reported for them, which are in no other
 *     number here
 * @param tasks tasks that Spark ran for it; 0 where the driver's JVM did all
 */
public record Cost(Traffic traffic, long rowsRead, long tableBytesRead, long tasks) {
  public static final Cost NONE = new Cost(Traffic.NONE, 0, 0, 0);

  public Cost plus(Cost other) {
    return new Cost(
        traffic.plus(other.traffic),
        rowsRead + other.rowsRead,
        tableBytesRead + other.tableBytesRead,
        tasks + other.tasks);
  }
}
