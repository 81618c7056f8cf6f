package io.twinlake.core.plan;

import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.partition.PartitionWindow;
import io.twinlake.core.settings.DatasetSettings;
import io.twinlake.core.settings.DatasetSettings.Adopt;
import io.twinlake.core.settings.DatasetSettings.Deletions;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectType;
import io.twinlake.core.store.ObjectVersion;
import io.twinlake.core.transfer.Replacing;
import java.io.Serializable;
import java.util.Optional;

/**
 * Decides what one path needs. No clock and no I/O: equal input gives an equal action.
 *
 * @param dataset its settings, with relative dates resolved
 * @param adopt what happens with objects at the target that are not ours
 * @param markers whether the target keeps directory markers
 * @param replacing whether objects at the target are replaced, and how
 */
public record PlanRule(DatasetSettings dataset, Adopt adopt, boolean markers, Replacing replacing)
    implements Serializable {

  /** The rule for a target that replaces in one step. */
  public PlanRule(DatasetSettings dataset, Adopt adopt, boolean markers) {
    this(dataset, adopt, markers, Replacing.ATOMIC);
  }

  public PlanAction decide(Seen seen) {
    Optional<LedgerRow> put = seen.row().filter(LedgerRow::isPut);
    if (seen.source().isEmpty()) {
      return put.map(this::gone)
          .orElseGet(() -> new PlanAction.Skip(seen.path(), 0, Reason.VANISHED));
    }
    ObjectEntry source = seen.source().get();
    PlanAction action = present(seen, source, put);
    if (action instanceof PlanAction.Copy || action instanceof PlanAction.Adopt) {
      Optional<PartitionWindow.Outside> outside = dataset.partitions().outside(source.path());
      if (outside.isPresent()) {
        return new PlanAction.Skip(
            source.path(),
            source.sizeBytes(),
            outside.get() == PartitionWindow.Outside.REPORT
                ? Reason.OUTSIDE_WINDOW
                : Reason.OUTSIDE_IGNORED);
      }
    }
    return action;
  }

  /** Whether a path that only the ledger or a claim knows has anything to be decided. */
  public static boolean concerns(Seen seen) {
    return seen.source().isPresent() || seen.row().filter(LedgerRow::isPut).isPresent();
  }

  private PlanAction present(Seen seen, ObjectEntry source, Optional<LedgerRow> put) {
    Optional<Reason> refused = refused(source);
    if (refused.isPresent()) {
      return new PlanAction.Skip(source.path(), source.sizeBytes(), refused.get());
    }
    if (put.isPresent() && same(source, put.get())) {
      return new PlanAction.Keep(source.path(), source.sizeBytes(), Reason.UNCHANGED);
    }
    Optional<LedgerRow> newerClaim = seen.claim().filter(c -> isNewer(c, seen.row()));
    if (newerClaim.isPresent()) {
      LedgerRow claim = newerClaim.get();
      Expected claimed = Expected.version(claim.targetVersion());
      return same(source, claim)
          ? new PlanAction.Adopt(
              source, claimed, claim.targetSize(), newerClaim, seen.row(), Reason.CLAIMED)
          : copy(seen, source, claimed, claim.targetSize(), changed(source, claim));
    }
    if (put.isPresent()) {
      return copy(
          seen,
          source,
          Expected.version(put.get().targetVersion()),
          put.get().targetSize(),
          changed(source, put.get()));
    }
    if (seen.target().isPresent()) {
      return found(seen, source, seen.target().get());
    }
    return copy(seen, source, Expected.absent(), 0, Reason.NEW);
  }

  /** A claim for a point that has been committed since says nothing: its rows did not make it. */
  private static boolean isNewer(LedgerRow claim, Optional<LedgerRow> row) {
    return claim.isPut() && row.filter(r -> r.recoveryPoint() >= claim.recoveryPoint()).isEmpty();
  }

  private PlanAction found(Seen seen, ObjectEntry source, ObjectEntry target) {
    Expected there = Expected.version(target.version());
    if (isMarkedCopy(source, target)) {
      return new PlanAction.Adopt(
          source, there, target.sizeBytes(), Optional.empty(), seen.row(), Reason.FOUND_MARKED);
    }
    return switch (adopt) {
      case VERIFY ->
          target.sizeBytes() == source.sizeBytes()
              ? new PlanAction.Adopt(
                  source,
                  there,
                  target.sizeBytes(),
                  Optional.empty(),
                  seen.row(),
                  Reason.FOUND_AT_TARGET)
              : copy(seen, source, there, target.sizeBytes(), Reason.TARGET_REPLACED);
      case COPY -> copy(seen, source, there, target.sizeBytes(), Reason.TARGET_REPLACED);
      case REFUSE -> new PlanAction.Skip(source.path(), source.sizeBytes(), Reason.NOT_ADOPTED);
    };
  }

  /** Whether {@code target} says of itself that it is our copy of exactly this version. */
  public static boolean isMarkedCopy(ObjectEntry source, ObjectEntry target) {
    Optional<ObjectVersion> mark = target.metadata().sourceVersion();
    return mark.isPresent()
        && mark.get().equals(source.version())
        && source.version().strength() == ObjectVersion.Strength.STRONG
        && target.sizeBytes() == source.sizeBytes();
  }

  private PlanAction copy(
      Seen seen, ObjectEntry source, Expected expected, long expectedBytes, Reason reason) {
    if (expected.version().isPresent() && replacing == Replacing.REFUSED) {
      return new PlanAction.Skip(source.path(), source.sizeBytes(), Reason.NOT_REPLACED);
    }
    return new PlanAction.Copy(source, expected, expectedBytes, seen.row(), reason);
  }

  private PlanAction gone(LedgerRow row) {
    boolean inScope =
        dataset.filter().accepts(row.path()) && dataset.partitions().contains(row.path());
    if (!inScope) {
      return new PlanAction.Keep(row.path(), row.targetSize(), Reason.OUT_OF_SCOPE);
    }
    return dataset.deletions() == Deletions.PROPAGATE
        ? new PlanAction.Delete(row)
        : new PlanAction.Keep(row.path(), row.targetSize(), Reason.GONE_AT_SOURCE);
  }

  private Optional<Reason> refused(ObjectEntry source) {
    if (!dataset.filter().accepts(source.path())) {
      return Optional.of(Reason.EXCLUDED);
    }
    if (source.type() == ObjectType.APPEND_BLOB || source.type() == ObjectType.PAGE_BLOB) {
      return Optional.of(Reason.UNSUPPORTED_TYPE);
    }
    if (source.type() == ObjectType.ARCHIVED) {
      return Optional.of(Reason.ARCHIVED);
    }
    if (source.type() == ObjectType.DIRECTORY_MARKER && !markers) {
      return Optional.of(Reason.DIRECTORY_MARKER);
    }
    return Optional.empty();
  }

  /** Why {@code source} is copied again: another version, or one that may hide a change. */
  private static Reason changed(ObjectEntry source, LedgerRow row) {
    return source.version().equals(row.sourceVersion())
        ? Reason.VERSION_TOO_YOUNG
        : Reason.SOURCE_VERSION_CHANGED;
  }

  private static boolean same(ObjectEntry source, LedgerRow row) {
    return source.version().equals(row.sourceVersion())
        && source.sizeBytes() == row.sourceSize()
        && row.sourceVersion().provesSameness(row.listedAt());
  }
}
