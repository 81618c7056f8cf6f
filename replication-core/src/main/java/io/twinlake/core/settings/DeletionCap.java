package io.twinlake.core.settings;

import java.io.Serializable;

/**
 * How much one run may delete of one dataset; a run that would delete more deletes nothing and says
 * so.
 *
 * @param count objects
 * @param share part of the dataset's objects, between 0 and 1
 */
public record DeletionCap(long count, double share) implements Serializable {
  public static final DeletionCap DEFAULT = new DeletionCap(10_000, 0.01);

  /**
   * Whether {@code deletions} of {@code objects} stay within both bounds. A single deletion passes
   * the share.
   */
  public boolean allows(long deletions, long objects) {
    return deletions <= count && deletions <= Math.max(1, (long) Math.floor(share * objects));
  }
}
