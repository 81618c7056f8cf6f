package io.twinlake.core.plan;

import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import java.util.Optional;

/**
 * Everything that is known of one path when it is decided.
 *
 * @param path below the dataset's root
 * @param source what the source lists
 * @param row the newest row of the parent point
 * @param claim what an unfinished run said it copied
 * @param target what the target lists; only looked at when a dataset is adopted
 */
public record Seen(
    ObjectPath path,
    Optional<ObjectEntry> source,
    Optional<LedgerRow> row,
    Optional<LedgerRow> claim,
    Optional<ObjectEntry> target) {}
