package io.twinlake.core.run;

import io.twinlake.core.plan.PrefixSet;
import java.io.Serializable;

/**
 * The tables of a dataset that the last recovery point knows. What lies in them is theirs: no path
 * of it is decided by itself.
 *
 * @param roots their roots below the dataset's
 * @param skipped whether a listing passes over them; where it does not, tables inside of them are
 *     found that are new
 */
public record KnownTables(PrefixSet roots, boolean skipped) implements Serializable {
  public static final KnownTables NONE = new KnownTables(new PrefixSet(), false);

  /** What a listing passes over. */
  public PrefixSet passedOver() {
    return skipped ? roots : NONE.roots();
  }
}
