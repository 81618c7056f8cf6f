package io.twinlake.workspace.sync;

import io.twinlake.workspace.ledger.Row;
import io.twinlake.workspace.model.Item;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What is gone at the source. The first run that misses an object only notes it. A later one
 * removes the copy, if deletions are wanted, the archive is complete for that kind, the copy is
 * what was written, and it is neither a person nor a switch.
 */
final class Tombstones {
  private final WorkspaceImport run;

  Tombstones(WorkspaceImport run) {
    this.run = run;
  }

  void carry() {
    List<Row> gone = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      if (run.options().scope().has(kind) && run.source().complete().contains(kind)) {
        run.ledger().of(kind).values().stream()
            .filter(row -> run.source().find(kind, row.fromId()).isEmpty())
            .filter(row -> !isFile(kind) || run.options().scope().isInDirectories(row.key()))
            .filter(row -> !isWalked(kind) || run.options().scope().isInPaths(row.key()))
            .forEach(gone::add);
      }
    }
    // What refers to others goes first, and what lies in a directory before it.
    gone.sort(Comparator.comparing(Row::kind).thenComparing(Row::key).reversed());
    for (Row row : gone) {
      Optional<Item> there = run.target().find(row.kind(), row.toId());
      if (there.isEmpty() && isSeen(row.kind())) {
        run.forget(row);
      } else if (there.isPresent()
          && row.goneSince() > 0
          && run.options().deletions()
          && isRemovable(row.kind())) {
        Item item = there.get();
        run.guarded(item, () -> remove(row, item));
      } else {
        run.tallies().gone();
        if (row.goneSince() == 0) {
          run.noted(row.goneSince(run.ledger().generation() + 1), true);
        }
      }
    }
  }

  /** Others were carried because something named them; nobody says that they are gone. */
  private static boolean isFile(Kind kind) {
    return kind == Kind.DBFS_FILE || kind == Kind.VOLUME_FILE;
  }

  private static boolean isWalked(Kind kind) {
    return kind == Kind.DIRECTORY || kind == Kind.NOTEBOOK || kind == Kind.FILE;
  }

  private boolean isSeen(Kind kind) {
    return kind != Kind.MOUNT || run.sawMounts();
  }

  private static boolean isRemovable(Kind kind) {
    return !kind.isPrincipal()
        && kind != Kind.WORKSPACE_SETTING
        && kind != Kind.SECRET_SCOPE
        && kind != Kind.MOUNT;
  }

  private void remove(Row row, Item there) {
    if (!Hashes.of(run.options().starters(), there).equals(row.toHash())) {
      run.tallies().gone();
      run.tallies()
          .problem(
              Problem.failed(
                  row.kind(),
                  row.key(),
                  "is gone at the source, and its copy was changed by hand; it stays. Remove it by hand."));
      return;
    }
    run.catalogue().delete(run.api(), row.kind(), row.toId(), row.key());
    run.forget(row);
    run.tallies().deleted();
  }
}
