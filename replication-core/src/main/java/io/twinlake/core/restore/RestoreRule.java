package io.twinlake.core.restore;

import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.restore.RestoreAction.Blocked;
import io.twinlake.core.restore.RestoreAction.BringBack;
import io.twinlake.core.restore.RestoreAction.Keep;
import io.twinlake.core.restore.RestoreAction.Leave;
import io.twinlake.core.restore.RestoreAction.Reason;
import io.twinlake.core.restore.RestoreAction.Remove;
import io.twinlake.core.restore.RestoreAction.Take;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides what one path needs to be again what it was at a recovery point. No clock and no I/O.
 *
 * <p>What a path was is the row in that point's own ledger. Its bytes are at the target if nothing
 * changed it since, else in history, where what run n replaced lies under n. The first that was
 * kept after the point is not always it: a run that lost its number to another one leaves bytes
 * that no point ever named. So the mark decides that every kept object carries; where stores keep
 * no marks, the hash in the ledger does.
 *
 * @param point the point that is wanted
 */
public record RestoreRule(long point) {

  /** What {@code state} needs; empty for a path that neither is nor was there. */
  public Optional<RestoreAction> decide(PathState state) {
    return state.then().isPresent()
        ? Optional.of(back(state, state.then().get()))
        : state.there().isPresent()
            ? Optional.of(away(state, state.there().get()))
            : state.now().filter(LedgerRow::isPut).map(row -> gone(state));
  }

  private RestoreAction back(PathState state, LedgerRow then) {
    if (state.there().filter(there -> isSame(then, there)).isPresent()) {
      ObjectEntry there = state.there().get();
      boolean known =
          state
              .now()
              .filter(LedgerRow::isPut)
              .filter(now -> now.targetVersion().equals(there.version()))
              .filter(now -> now.sourceVersion().equals(then.sourceVersion()))
              .isPresent();
      return known ? new Keep(state.path(), there.sizeBytes()) : new Take(then, there);
    }
    List<Kept> marked = new ArrayList<>();
    List<Kept> possible = new ArrayList<>();
    for (Kept kept : inOrderOfLikelihood(state.kept())) {
      if (kept.entry().sizeBytes() == then.targetSize()) {
        Optional<ObjectVersion> mark = kept.entry().metadata().sourceVersion();
        if (mark.isEmpty()) {
          possible.add(kept);
        } else if (mark.get().equals(then.sourceVersion())) {
          marked.add(kept);
        }
      }
    }
    boolean ours = state.there().filter(there -> isOurs(state, there)).isPresent();
    boolean mayBeDone =
        state
            .there()
            .filter(there -> there.sizeBytes() == then.targetSize())
            .filter(there -> there.metadata().sourceVersion().isEmpty())
            .filter(there -> !isNow(state, there))
            .isPresent();
    if (state.there().isPresent() && !ours && !mayBeDone) {
      return new Blocked(
          state.path(),
          "it was changed at the target by somebody else: it is neither what the newest recovery point says nor marked as a copy. Nothing was written. Move it away, or keep it with --partial");
    }
    if (!marked.isEmpty()) {
      return new BringBack(then, marked, true, state.there(), mayBeDone, ours);
    }
    if (!possible.isEmpty()) {
      return new BringBack(then, possible, false, state.there(), mayBeDone, ours);
    }
    return new Blocked(state.path(), notKept(state, then));
  }

  private String notKept(PathState state, LedgerRow then) {
    if (!state.kept().isEmpty()) {
      return "history has other bytes of it (%s) than the ledger of point %d names (%d bytes, version %s)"
          .formatted(
              state.kept().size() == 1
                  ? "%d bytes, of point %d"
                      .formatted(
                          state.kept().get(0).entry().sizeBytes(), state.kept().get(0).point())
                  : state.kept().size() + " objects",
              point,
              then.targetSize(),
              then.sourceVersion());
    }
    return state.there().isPresent()
        ? "its bytes are not in history any more: their retention has ended, or somebody removed them"
        : "it is gone at the target, and history has no bytes of it";
  }

  private RestoreAction away(PathState state, ObjectEntry there) {
    if (state.place() == Place.TABLE_DATA) {
      return new Leave(state.path(), Reason.TABLE_DATA, there.sizeBytes());
    }
    if (isOurs(state, there)) {
      return new Remove(state.path(), state.now(), state.there());
    }
    return state.place() == Place.TABLE_LOG
        ? new Blocked(
            state.path(),
            "somebody else wrote it into the table's log at the target. The table cannot be put back under its writer. Stop that writer and move the file away")
        : new Leave(state.path(), Reason.NOT_OURS, there.sizeBytes());
  }

  private static RestoreAction gone(PathState state) {
    return new Remove(state.path(), state.now(), Optional.empty());
  }

  /** The bytes that the point named, by their version or by their mark. */
  private static boolean isSame(LedgerRow then, ObjectEntry there) {
    if (there.sizeBytes() != then.targetSize()) {
      return false;
    }
    return there.version().equals(then.targetVersion())
        || (then.sourceVersion().strength() == ObjectVersion.Strength.STRONG
            && there.metadata().sourceVersion().filter(then.sourceVersion()::equals).isPresent());
  }

  private static boolean isNow(PathState state, ObjectEntry there) {
    return state.now().filter(now -> now.targetVersion().equals(there.version())).isPresent();
  }

  /** What Twinlake wrote: by the ledger, by a claim, or by the mark. */
  private static boolean isOurs(PathState state, ObjectEntry there) {
    return isNow(state, there)
        || state.claimed().filter(there.version()::equals).isPresent()
        || there.metadata().sourceVersion().isPresent();
  }

  /** What was replaced first after the point; what a run kept that lost its number to it, last. */
  private List<Kept> inOrderOfLikelihood(List<Kept> kept) {
    List<Kept> ordered = new ArrayList<>();
    kept.stream().filter(k -> k.point() > point).forEach(ordered::add);
    kept.stream().filter(k -> k.point() <= point).forEach(ordered::add);
    return ordered;
  }
}
