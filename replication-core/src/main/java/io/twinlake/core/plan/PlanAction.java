package io.twinlake.core.plan;

import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import java.io.Serializable;
import java.util.Optional;

/**
 * What one path needs before the target agrees with the source. Paths are below the dataset's root.
 */
public sealed interface PlanAction {
  ObjectPath path();

  Reason reason();

  /** The length of what the action is about, in bytes. */
  long bytes();

  /**
   * Transfer {@code source}, replacing exactly {@code expected}.
   *
   * @param expected what the target holds now, as far as is known; its bytes go to history first
   * @param expectedBytes length of what is replaced; 0 where nothing is
   * @param prior the newest row of this path in the parent point
   */
  record Copy(
      ObjectEntry source,
      Expected expected,
      long expectedBytes,
      Optional<LedgerRow> prior,
      Reason reason)
      implements PlanAction {
    @Override
    public ObjectPath path() {
      return source.path();
    }

    @Override
    public long bytes() {
      return source.sizeBytes();
    }
  }

  /**
   * Take what is at the target into the ledger, if it proves to be {@code source}; otherwise
   * transfer.
   *
   * @param found what is believed to be at the target
   * @param claim what an unfinished run said of it
   */
  record Adopt(
      ObjectEntry source,
      Expected found,
      long foundBytes,
      Optional<LedgerRow> claim,
      Optional<LedgerRow> prior,
      Reason reason)
      implements PlanAction {
    @Override
    public ObjectPath path() {
      return source.path();
    }

    @Override
    public long bytes() {
      return source.sizeBytes();
    }
  }

  /**
   * Remove what {@code row} says is at the target, if it still is that version. Its bytes are in
   * history by then.
   */
  record Delete(LedgerRow row) implements PlanAction {
    @Override
    public ObjectPath path() {
      return row.path();
    }

    @Override
    public long bytes() {
      return row.targetSize();
    }

    @Override
    public Reason reason() {
      return Reason.DELETED_AT_SOURCE;
    }
  }

  /** Nothing to do. Planned all the same, so that every path is accounted for. */
  record Keep(ObjectPath path, long bytes, Reason reason) implements PlanAction {}

  /** Not replicated, for a reason that the report counts. */
  record Skip(ObjectPath path, long bytes, Reason reason) implements PlanAction, Serializable {}

  /** One function for each kind of action. */
  interface Cases<R> {
    R copy(Copy action);

    R adopt(Adopt action);

    R delete(Delete action);

    R keep(Keep action);

    R skip(Skip action);
  }

  /** Calls the case that fits. Wherever a new action is forgotten, the code stops compiling. */
  default <R> R match(Cases<R> cases) {
    if (this instanceof Copy copy) {
      return cases.copy(copy);
    } else if (this instanceof Adopt adopt) {
      return cases.adopt(adopt);
    } else if (this instanceof Delete delete) {
      return cases.delete(delete);
    } else if (this instanceof Keep keep) {
      return cases.keep(keep);
    }
    return cases.skip((Skip) this);
  }
}
