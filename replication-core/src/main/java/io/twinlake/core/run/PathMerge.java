package io.twinlake.core.run;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.ledger.LedgerCursor;
import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.plan.Seen;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * Joins listings, ledger and claims of one dataset in one pass. All come in path order, so memory
 * does not grow.
 */
final class PathMerge implements Iterator<Seen> {
  private final String dataset;
  private final Ahead<ObjectEntry> source;
  private final Ahead<ObjectEntry> target;
  private final LedgerCursor ledger;
  private final Map<ObjectPath, LedgerRow> claims;

  /**
   * @param source paths below the dataset, in order
   * @param target the same, empty where the target is not looked at
   */
  PathMerge(
      String dataset,
      Iterator<ObjectEntry> source,
      Iterator<ObjectEntry> target,
      LedgerCursor ledger,
      Map<ObjectPath, LedgerRow> claims) {
    this.dataset = dataset;
    this.source = new Ahead<>(source);
    this.target = new Ahead<>(target);
    this.ledger = ledger;
    this.claims = claims;
    ledger.skipTo(dataset);
  }

  @Override
  public boolean hasNext() {
    return source.next.isPresent() || target.next.isPresent() || ledger.peek(dataset).isPresent();
  }

  @Override
  public Seen next() {
    Optional<ObjectPath> row = ledger.peek(dataset).map(LedgerRow::path);
    ObjectPath path =
        smaller(
                smaller(source.next.map(ObjectEntry::path), target.next.map(ObjectEntry::path)),
                row)
            .orElseThrow(NoSuchElementException::new);
    Optional<LedgerRow> taken =
        row.filter(path::equals).isPresent() ? Optional.of(ledger.take()) : Optional.empty();
    return new Seen(
        path,
        source.takeIf(path),
        taken,
        Optional.ofNullable(claims.get(path)),
        target.takeIf(path));
  }

  private static Optional<ObjectPath> smaller(Optional<ObjectPath> a, Optional<ObjectPath> b) {
    if (a.isEmpty() || b.isEmpty()) {
      return a.isEmpty() ? b : a;
    }
    return a.get().compareTo(b.get()) <= 0 ? a : b;
  }

  /** A listing with its next entry in hand. */
  private static final class Ahead<T extends ObjectEntry> {
    private final Iterator<T> entries;
    private Optional<T> next = Optional.empty();

    Ahead(Iterator<T> entries) {
      this.entries = entries;
      advance();
    }

    Optional<T> takeIf(ObjectPath path) {
      if (next.isEmpty() || !next.get().path().equals(path)) {
        return Optional.empty();
      }
      Optional<T> taken = next;
      advance();
      return taken;
    }

    private void advance() {
      Optional<T> last = next;
      next = entries.hasNext() ? Optional.of(entries.next()) : Optional.empty();
      if (last.isPresent()
          && next.isPresent()
          && next.get().path().compareTo(last.get().path()) <= 0) {
        throw outOfOrder(last.get().path(), next.get().path());
      }
    }

    /** Joined all the same, an object listed too late would look as if it were gone. */
    private static ReplicationException outOfOrder(ObjectPath first, ObjectPath second) {
      return new ReplicationException(
          Effect.NONE_DO_NOT_RETRY,
          ("The store lists %s after %s, which is not the order of their UTF-8 bytes. Nothing was decided."
                  + " Report this: the store's listing cannot be used as it is.")
              .formatted(second, first));
    }
  }
}
