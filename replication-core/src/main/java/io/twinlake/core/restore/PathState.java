package io.twinlake.core.restore;

import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectVersion;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Everything that is known of one path.
 *
 * @param path below the dataset's root
 * @param place what it is part of
 * @param then its row in the ledger of the point that is wanted, if the target held it then
 * @param now its newest row, be it a deletion
 * @param claimed the version that a run which has not committed says it wrote
 * @param there what the target holds
 * @param kept what history holds of it, from the wanted point on, in the order of the points
 */
public record PathState(
    ObjectPath path,
    Place place,
    Optional<LedgerRow> then,
    Optional<LedgerRow> now,
    Optional<ObjectVersion> claimed,
    Optional<ObjectEntry> there,
    List<Kept> kept) {
  public PathState {
    Objects.requireNonNull(path);
    Objects.requireNonNull(place);
    Objects.requireNonNull(then);
    Objects.requireNonNull(now);
    Objects.requireNonNull(claimed);
    Objects.requireNonNull(there);
    kept = List.copyOf(kept);
  }
}
