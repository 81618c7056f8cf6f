package io.twinlake.core.run;

import io.twinlake.core.traffic.Traffic;
import java.io.Serializable;

/**
 * What the changes of a plan will ask of services.
 *
 * @param changes for copies and adoptions: data, history, roles before each batch, the listings
 *     behind it
 * @param rows how many of them there are, each a row of the ledger
 * @param claims documents that say what was copied before the commit, put and removed
 * @param deletions for what is to be deleted: history, and the removals themselves
 * @param tombstones how many of them there are
 */
public record Forecast(Traffic changes, long rows, long claims, Traffic deletions, long tombstones)
    implements Serializable {
  public static final Forecast NONE = new Forecast(Traffic.NONE, 0, 0, Traffic.NONE, 0);

  public Forecast plus(Forecast other) {
    return new Forecast(
        changes.plus(other.changes),
        rows + other.rows,
        claims + other.claims,
        deletions.plus(other.deletions),
        tombstones + other.tombstones);
  }

  /** The same where nothing is deleted. */
  Forecast withoutDeletions() {
    return new Forecast(changes, rows, claims, Traffic.NONE, 0);
  }
}
