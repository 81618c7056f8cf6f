package io.twinlake.core.ledger;

import java.io.Serializable;
import java.util.Optional;

/**
 * What a set of rows amounts to, or how a run changes it: counts and sizes may then be negative.
 *
 * @param objects how many
 * @param bytes their length together
 * @param hash their root hash
 */
public record Totals(long objects, long bytes, RootHash hash) implements Serializable {
  public static final Totals NONE = new Totals(0, 0, RootHash.EMPTY);

  /** What changes when {@code row} comes after {@code prior}. */
  public static Totals change(Optional<LedgerRow> prior, LedgerRow row) {
    Totals change = NONE;
    if (prior.isPresent() && prior.get().isPut()) {
      change =
          new Totals(-1, -prior.get().sourceSize(), RootHash.EMPTY.minus(RootHash.of(prior.get())));
    }
    return row.isPut() ? change.plus(new Totals(1, row.sourceSize(), RootHash.of(row))) : change;
  }

  public Totals plus(Totals other) {
    return new Totals(objects + other.objects, bytes + other.bytes, hash.plus(other.hash));
  }
}
