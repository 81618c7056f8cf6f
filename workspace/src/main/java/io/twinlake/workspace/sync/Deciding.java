package io.twinlake.workspace.sync;

import io.twinlake.workspace.ledger.Row;
import io.twinlake.workspace.model.Item;
import java.util.Optional;

/** What becomes of an object, by what both sides say and what the ledger remembers. */
final class Deciding {
  private final WorkspaceImport run;

  Deciding(WorkspaceImport run) {
    this.run = run;
  }

  Merge.Decision decide(Item item, Item wanted, Optional<Item> there) {
    Starters starters = run.options().starters();
    String comes = Hashes.of(starters, wanted);
    Optional<Merge.Base> base =
        run.row(item)
            .filter(row -> !row.isIntended())
            .map(
                row ->
                    new Merge.Base(
                        row.renderedHash().isEmpty()
                            ? row.fromHash().equals(Hashes.of(starters, item))
                            : row.renderedHash().equals(comes),
                        row.toHash()));
    boolean ours =
        there.map(t -> t.mark().equals(wanted.mark())).orElse(false)
            || run.row(item).map(Row::isIntended).orElse(false);
    Merge.Decision decision =
        new Merge(run.options().overwrite())
            .decide(base, ours, there.map(t -> Hashes.of(starters, t)), comes);
    boolean woken = there.isPresent() && starters.isActive(item.kind(), there.get().body());
    if (woken && (decision == Merge.Decision.KEEP || decision == Merge.Decision.ADOPT)) {
      return run.options().overwrite() ? Merge.Decision.OVERWRITE : Merge.Decision.KEEP_CHANGED;
    }
    return decision;
  }

  static Outcome outcome(Merge.Decision decision) {
    return switch (decision) {
      case CREATE -> Outcome.CREATED;
      case UPDATE -> Outcome.UPDATED;
      case KEEP -> Outcome.KEPT;
      case ADOPT -> Outcome.ADOPTED;
      case KEEP_CHANGED -> Outcome.CHANGED_BY_HAND;
      case OVERWRITE -> Outcome.OVERWRITTEN;
    };
  }
}
