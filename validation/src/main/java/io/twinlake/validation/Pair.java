package io.twinlake.validation;

import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectType;
import java.util.Optional;

/**
 * One path as both sides show it.
 *
 * @param path below the dataset's root
 * @param source empty where the source (or the recovery point) has nothing of that name
 * @param target empty where the target has nothing of that name
 * @param row the newest ledger row of the path, where the comparison is with a recovery point
 */
public record Pair(
    ObjectPath path,
    Optional<ObjectEntry> source,
    Optional<ObjectEntry> target,
    Optional<LedgerRow> row) {

  /** Two sides as they are now, of which one at least is there. */
  public static Pair of(Optional<ObjectEntry> source, Optional<ObjectEntry> target) {
    return new Pair(source.or(() -> target).orElseThrow().path(), source, target, Optional.empty());
  }

  /** The source as the recovery point recorded it. */
  public static Pair of(LedgerRow row, Optional<ObjectEntry> target) {
    Optional<ObjectEntry> recorded =
        row.isPut()
            ? Optional.of(
                new ObjectEntry(
                    row.path(),
                    row.sourceSize(),
                    row.sourceVersion(),
                    row.listedAt(),
                    ObjectType.FILE,
                    ObjectMetadata.NONE))
            : Optional.empty();
    return new Pair(row.path(), recorded, target, Optional.of(row));
  }
}
