package io.twinlake.core.restore;

import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import java.util.List;
import java.util.Optional;

/** What one path needs before the target holds what it held at the wanted point. */
public sealed interface RestoreAction {
  ObjectPath path();

  /** Nothing: it is as it was. */
  record Keep(ObjectPath path, long sizeBytes) implements RestoreAction {}

  /**
   * The target holds the bytes already, and the ledger does not know: a restore that died brought
   * them back.
   */
  record Take(LedgerRow then, ObjectEntry there) implements RestoreAction {
    @Override
    public ObjectPath path() {
      return then.path();
    }
  }

  /**
   * Copy bytes from history over {@code replaced}, whose own bytes go there first.
   *
   * @param then what is wanted
   * @param from where the bytes may be, the likeliest first; at least one
   * @param proven whether the first is known to be what is wanted; otherwise their bytes decide
   * @param replaced what the target holds, if anything
   * @param mayBeDone whether what the target holds may be what is wanted; its bytes decide
   * @param replaceable whether what the target holds is known to be ours
   */
  record BringBack(
      LedgerRow then,
      List<Kept> from,
      boolean proven,
      Optional<ObjectEntry> replaced,
      boolean mayBeDone,
      boolean replaceable)
      implements RestoreAction {
    @Override
    public ObjectPath path() {
      return then.path();
    }
  }

  /**
   * Remove what came later, its bytes in history by then.
   *
   * @param now its newest row, if the ledger knows it
   * @param there what the target holds, if anything: without it only the row ends
   */
  record Remove(ObjectPath path, Optional<LedgerRow> now, Optional<ObjectEntry> there)
      implements RestoreAction {}

  /** Leave what came later: nobody reads it, or it is not ours. */
  record Leave(ObjectPath path, Reason reason, long sizeBytes) implements RestoreAction {}

  /** It cannot be as it was; {@code why} says what is in the way and what to do. */
  record Blocked(ObjectPath path, String why) implements RestoreAction {}

  /** Why something is left. */
  enum Reason {
    /** A file of a later version of a table, which the table's log does not name any more. */
    TABLE_DATA("of later versions of tables"),
    /** Nothing says that Twinlake wrote it. */
    NOT_OURS("not written by Twinlake");

    private final String meaning;

    Reason(String meaning) {
      this.meaning = meaning;
    }

    /** A few words for people. */
    public String meaning() {
      return meaning;
    }
  }
}
