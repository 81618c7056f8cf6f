package io.twinlake.workspace.sync;

import io.twinlake.workspace.ledger.Row;
import io.twinlake.workspace.model.Item;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Problem;
import io.twinlake.workspace.model.Snapshot;
import java.util.List;
import java.util.Optional;

/**
 * Whether somebody must look at the target's mounts. No interface tells them: it takes a notebook
 * and a run on a cluster there. So nobody looks while the ledger says that they were seen or made
 * as they are wanted now, and a plan or a comparison looks only where it is told to.
 */
final class MountLook {
  /** In a row's stamp: somebody changed the mount by hand, so it is looked at until that ends. */
  static final String CHANGED = "changed";

  private static final String TAKES =
      "looking takes a notebook and a run on a cluster. --look-at-mounts looks";

  private final WorkspaceImport run;
  private final Looks looks;
  private boolean looked;
  private boolean settled;

  MountLook(WorkspaceImport run, Looks looks) {
    this.run = run;
    this.looks = looks;
  }

  private boolean isCarried() {
    return run.options().scope().has(Kind.MOUNT);
  }

  /** Whether the target's mounts are read with all else. */
  boolean isAtOnce() {
    looked = looks == Looks.AT_ONCE;
    return looked;
  }

  /**
   * What the target's mounts are, as far as the ledger says; nothing if somebody must look.
   *
   * @param target without mounts
   */
  Snapshot known(Snapshot target) {
    List<Item> all = run.source().of(Kind.MOUNT);
    settled = isCarried() && looks != Looks.ALWAYS && all.stream().allMatch(this::isSettled);
    return settled
        ? target.with(Kind.MOUNT, all.stream().map(i -> run.wanted(i).withId(i.key())).toList())
        : target;
  }

  private boolean isSettled(Item item) {
    Optional<Row> row = run.row(item).filter(r -> !r.isIntended());
    String wanted = Hashes.of(run.options().starters(), run.wanted(item));
    return row.isPresent()
        && row.get().renderedHash().equals(wanted)
        && row.get().toHash().equals(wanted)
        && row.get().toStamp().isEmpty();
  }

  /** Whether what the target holds is known well enough to plan with. */
  boolean isKnown() {
    return looked || settled;
  }

  /** Whether the run has to look now, before it makes any mount. */
  boolean isNeeded() {
    return isCarried() && !isKnown() && !run.source().of(Kind.MOUNT).isEmpty();
  }

  void wasDone() {
    looked = true;
  }

  /** Whether a mount that is not among those of the target is truly not there. */
  boolean sawAll() {
    return looked;
  }

  /** What was taken for granted, for a plan or a report. */
  Optional<Problem> note() {
    if (!isCarried() || looked || run.source().of(Kind.MOUNT).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        Problem.note(
            Kind.MOUNT,
            "",
            settled
                ? "taken to be as the last import left them; %s.".formatted(TAKES)
                : "not looked at: %s; an import looks by itself.".formatted(TAKES)));
  }

  /** What a comparison did not compare. */
  Optional<Problem> gap() {
    return isCarried() && !looked
        ? Optional.of(
            Problem.failed(Kind.MOUNT, "", "not looked at at either side: %s.".formatted(TAKES)))
        : Optional.empty();
  }
}
