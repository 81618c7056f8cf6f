package io.twinlake.jobs.validate;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.validation.Pair;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.spark.sql.Row;

/**
 * Makes pairs of rows that are sorted by path. A side that shows a path twice cannot be believed,
 * and ends the comparison.
 */
final class PairReader implements Iterator<Pair> {
  private final Iterator<Row> rows;
  private Row ahead;

  PairReader(Iterator<Row> rows) {
    this.rows = rows;
    advance();
  }

  @Override
  public boolean hasNext() {
    return ahead != null;
  }

  @Override
  public Pair next() {
    if (ahead == null) {
      throw new NoSuchElementException();
    }
    byte[] path = ahead.getAs(1);
    Optional<ObjectEntry> source = Optional.empty();
    Optional<ObjectEntry> target = Optional.empty();
    Optional<LedgerRow> ledger = Optional.empty();
    long newest = Long.MIN_VALUE;
    while (ahead != null && Arrays.equals(path, ahead.getAs(1))) {
      switch (ahead.getInt(0)) {
        case ObjectRows.SOURCE -> source = once("source", source, ahead);
        case ObjectRows.TARGET -> target = once("target", target, ahead);
        case ObjectRows.LEDGER -> {
          if (ObjectRows.age(ahead) >= newest) {
            newest = ObjectRows.age(ahead);
            ledger = Optional.of(ObjectRows.ledger(ahead));
          }
        }
        default -> throw new IllegalStateException("Not seen: " + ahead.getInt(0));
      }
      advance();
    }
    Optional<ObjectEntry> there = target;
    Optional<ObjectEntry> here = source;
    return ledger.map(row -> Pair.of(row, there)).orElseGet(() -> Pair.of(here, there));
  }

  private static Optional<ObjectEntry> once(String side, Optional<ObjectEntry> seen, Row row) {
    if (seen.isPresent()) {
      throw new ReplicationException(
          Effect.NONE_DO_NOT_RETRY,
          "The %s shows '%s' twice, so nothing can be said about this dataset. Report it as a bug, with the kind of store."
              .formatted(side, seen.get().path()));
    }
    return Optional.of(ObjectRows.entry(row));
  }

  private void advance() {
    ahead = rows.hasNext() ? rows.next() : null;
  }
}
