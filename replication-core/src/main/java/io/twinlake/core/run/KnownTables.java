package io.twinlake.core.run;

import io.twinlake.core.plan.PrefixSet;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * The tables of a dataset that the last recovery point knows. What lies in them is theirs: no path
 * of it is decided by itself.
 *
 * @param alive roots below the dataset's of those that the source had
 * @param gone roots of those that it had not any more: plain files may lie in their place by now,
 *     which are decided as such; what only the ledger knows is still the table's
 * @param skipped whether a listing passes over the first; where it does not, tables inside of them
 *     are found that are new
 */
public record KnownTables(PrefixSet alive, PrefixSet gone, boolean skipped)
    implements Serializable {
  public static final KnownTables NONE = new KnownTables(new PrefixSet(), new PrefixSet(), false);

  /** What a listing passes over. */
  public PrefixSet passedOver() {
    return skipped ? alive : NONE.alive();
  }

  /** Every root. */
  List<ObjectPrefix> roots() {
    List<ObjectPrefix> all = new ArrayList<>(alive.all());
    all.addAll(gone.all());
    return all;
  }

  /** Whether {@code path} belongs to one of them, and is not decided by itself. */
  boolean own(ObjectPath path, boolean atSource) {
    return alive.covers(path) || (!atSource && gone.covers(path));
  }
}
