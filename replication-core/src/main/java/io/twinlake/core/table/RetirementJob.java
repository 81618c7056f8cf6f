package io.twinlake.core.table;

import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectReader;
import io.twinlake.core.store.ObjectStore;
import java.time.Instant;

/**
 * One replica whose old files may be removed.
 *
 * @param record what the newest recovery point says of the table
 * @param directory where the dataset is below its data roots
 * @param source the data root that is read
 * @param target the data root that is written
 * @param oldest the oldest version that must stay readable
 * @param before only what the target has had since before this may be removed
 * @param most more files than this are not removed
 * @param dryRun only count
 * @param requests runs several requests at once
 */
public record RetirementJob(
    TableRecord record,
    ObjectPrefix directory,
    ObjectReader source,
    ObjectStore target,
    long oldest,
    Instant before,
    long most,
    boolean dryRun,
    TableJob.Requests requests) {

  /**
   * What was removed, or would be.
   *
   * @param files how many
   * @param bytes their length together
   * @param note why nothing, or not more; empty if nothing is to be told
   */
  public record Result(long files, long bytes, String note) {
    public static Result nothing(String note) {
      return new Result(0, 0, note);
    }
  }
}
