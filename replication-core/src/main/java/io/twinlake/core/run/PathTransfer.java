package io.twinlake.core.run;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.checksum.Crc64;
import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.ledger.Proof;
import io.twinlake.core.ledger.Totals;
import io.twinlake.core.plan.PlanAction;
import io.twinlake.core.plan.Reason;
import io.twinlake.core.settings.DatasetSettings.Adopt;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectReader;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.ObjectType;
import io.twinlake.core.store.PreconditionFailedException;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import io.twinlake.core.store.VersionChangedException;
import io.twinlake.core.transfer.History;
import io.twinlake.core.transfer.ObjectTransfer;
import io.twinlake.core.transfer.TargetConflictException;
import io.twinlake.core.transfer.Transferred;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one path of the target to what the plan says: what is there goes to history, then the
 * source is transferred, bound to both versions. A source that changes meanwhile is looked at
 * again; a target that is not what was expected is looked at, and replaced only if it is ours or
 * the settings say so.
 */
final class PathTransfer {
  private static final Logger LOG = LoggerFactory.getLogger(PathTransfer.class);

  /**
   * What was to be kept in history is no longer at the target as it was; told apart from a source
   * that changed.
   */
  private static final class TargetMovedException extends ReplicationException {
    private static final long serialVersionUID = 1L;

    TargetMovedException(VersionChangedException cause) {
      super(Effect.NONE_DO_NOT_RETRY, cause.getMessage(), cause);
    }
  }

  /**
   * How often a changing source or a surprising target is looked at again before the path counts as
   * failed.
   */
  static final int LOOKS = 4;

  private final DatasetJob job;
  private final ObjectReader source;
  private final ObjectStore target;
  private final ObjectTransfer transfer;
  private final History history;
  private final Clock clock;

  PathTransfer(
      DatasetJob job,
      ObjectReader source,
      ObjectStore target,
      ObjectTransfer transfer,
      History history,
      Clock clock) {
    this.job = job;
    this.source = source;
    this.target = target;
    this.transfer = transfer;
    this.history = history;
    this.clock = clock;
  }

  /**
   * Does {@code action}. Failures of the path are results; only what stops the whole run is thrown.
   */
  PathResult run(PlanAction action) {
    try {
      if (action instanceof PlanAction.Adopt adopt) {
        return adopt(adopt);
      } else if (action instanceof PlanAction.Copy copy) {
        boolean foreign =
            copy.reason() == Reason.TARGET_REPLACED || copy.reason() == Reason.TARGET_DAMAGED;
        return copy(copy.source(), copy.expected(), copy.expectedBytes(), copy.prior(), foreign);
      } else if (action instanceof PlanAction.Delete delete) {
        return bury(delete.row());
      }
      throw new IllegalArgumentException("Nothing to transfer: " + action);
    } catch (ReplicationException e) {
      return failed(action.path(), action.bytes(), e);
    }
  }

  private PathResult adopt(PlanAction.Adopt action) {
    ObjectEntry entry = action.source();
    if (action.claim().isPresent()) {
      LedgerRow claim = action.claim().get();
      Optional<ObjectEntry> there = target.find(at(entry.path()));
      return there.isPresent() && there.get().version().equals(claim.targetVersion())
          ? done(restamped(claim), action.prior(), true, false)
          : overWhatIsThere(entry, there, action.prior());
    }
    ObjectEntry there = believed(entry.path(), action.found(), action.foundBytes());
    if (action.reason() == Reason.FOUND_MARKED) {
      return done(
          row(entry, job.listedAt(), there, Optional.empty(), Proof.LENGTH, Optional.empty()),
          action.prior(),
          true,
          false);
    }
    try {
      Optional<PathResult> same = ifSame(entry, job.listedAt(), there, action.prior());
      if (same.isPresent()) {
        return same.get();
      }
    } catch (VersionChangedException e) {
      LOG.debug("{} moved while it was compared; the copy is bound to both versions", entry.path());
    }
    return copy(entry, action.found(), action.foundBytes(), action.prior(), true);
  }

  /**
   * @param replacesForeign whether what is at the target now is somebody else's
   */
  private PathResult copy(
      ObjectEntry planned,
      Expected plannedTarget,
      long plannedBytes,
      Optional<LedgerRow> prior,
      boolean replacesForeign) {
    ObjectEntry entry = planned;
    Instant listedAt = job.listedAt();
    Expected expected = plannedTarget;
    long expectedBytes = plannedBytes;
    boolean foreign = replacesForeign;
    for (int look = 1; ; look++) {
      Optional<ObjectEntry> there;
      try {
        transfer.requireReplaceable(at(entry.path()), expected);
        if (foreign) {
          requirePlaceInHistory(entry.path(), expected, expectedBytes);
        }
        Optional<String> kept = keep(entry.path(), expected, expectedBytes);
        Transferred done =
            transfer.transfer(entry.at(at(entry.path())), at(entry.path()), expected);
        return done(
            row(entry, listedAt, done.target(), done.crc64(), done.proof(), kept),
            prior,
            done.adopted(),
            done.route().isInsideService() && !done.adopted());
      } catch (TargetMovedException | TargetConflictException e) {
        there = target.find(at(entry.path()));
        Optional<PathResult> same =
            there.isEmpty() ? Optional.empty() : ifSame(entry, listedAt, there.get(), prior);
        if (same.isPresent()) {
          return same.get();
        }
        requireReplaceable(entry, expected, there, prior, look);
        foreign = there.isPresent() && !isOurs(there.get(), prior);
        expected = there.map(t -> Expected.version(t.version())).orElseGet(Expected::absent);
        expectedBytes = there.map(ObjectEntry::sizeBytes).orElse(0L);
      } catch (VersionChangedException e) {
        listedAt = source.now();
        Optional<ObjectEntry> again = source.find(at(entry.path()));
        if (again.isEmpty()) {
          return PathResult.skipped(
              new PlanAction.Skip(entry.path(), entry.sizeBytes(), Reason.VANISHED));
        }
        if (look >= LOOKS) {
          return hot(entry, look);
        }
        entry = again.get().at(entry.path());
      }
    }
  }

  private PathResult hot(ObjectEntry entry, int looks) {
    return PathResult.failed(
        new Failure(
            job.dataset().name(),
            entry.path().value(),
            Failure.Kind.HOT_OBJECT,
            "%s changed %d times while it was copied. The target keeps its last version; the next run tries again."
                .formatted(entry.path(), looks),
            entry.sizeBytes()));
  }

  /** Copies over what was found where a claim was not true: the prior version, ours, or nothing. */
  private PathResult overWhatIsThere(
      ObjectEntry entry, Optional<ObjectEntry> there, Optional<LedgerRow> prior) {
    if (there.isEmpty()) {
      return copy(entry, Expected.absent(), 0, prior, false);
    }
    Optional<PathResult> same = ifSame(entry, job.listedAt(), there.get(), prior);
    if (same.isPresent()) {
      return same.get();
    }
    Expected expected = Expected.version(there.get().version());
    requireReplaceable(entry, expected, there, prior, 1);
    return copy(entry, expected, there.get().sizeBytes(), prior, !isOurs(there.get(), prior));
  }

  /** A result if what is at the target proves to be a copy of {@code entry}. */
  private Optional<PathResult> ifSame(
      ObjectEntry entry, Instant listedAt, ObjectEntry there, Optional<LedgerRow> prior) {
    return transfer
        .adoptIfSame(entry.at(at(entry.path())), there)
        .map(
            done ->
                done(
                    row(
                        entry,
                        listedAt,
                        done.target(),
                        done.crc64(),
                        done.proof(),
                        keptEarlier(entry.path())),
                    prior,
                    true,
                    false));
  }

  /**
   * The bytes that a run that died replaced are in the history of the point that it, too, tried to
   * commit.
   */
  private Optional<String> keptEarlier(ObjectPath path) {
    return history.find(job.point(), job.dataset().name(), path);
  }

  /**
   * Throws unless what is at the target may be replaced: nothing, something of ours by the ledger
   * or by its mark, or something the settings give up.
   */
  private void requireReplaceable(
      ObjectEntry entry,
      Expected expected,
      Optional<ObjectEntry> there,
      Optional<LedgerRow> prior,
      int look) {
    boolean ours = there.isEmpty() || isOurs(there.get(), prior);
    boolean given =
        job.dataset().adopt().filter(a -> a == Adopt.COPY || a == Adopt.VERIFY).isPresent();
    if ((!ours && !given) || look >= LOOKS) {
      throw new TargetConflictException(at(entry.path()), expected, there);
    }
  }

  private static boolean isOurs(ObjectEntry there, Optional<LedgerRow> prior) {
    return isMarked(there)
        || prior.filter(p -> p.targetVersion().equals(there.version())).isPresent();
  }

  private static boolean isMarked(ObjectEntry there) {
    return there.metadata().sourceVersion().isPresent();
  }

  /** Keeps the bytes of what is about to be deleted, and returns the tombstone. */
  private PathResult bury(LedgerRow row) {
    Optional<String> kept;
    try {
      kept = keep(row.path(), Expected.version(row.targetVersion()), row.targetSize());
    } catch (TargetMovedException e) {
      Optional<ObjectEntry> there = target.find(at(row.path()));
      if (there.isPresent() && !isMarked(there.get())) {
        throw new TargetConflictException(
            at(row.path()), Expected.version(row.targetVersion()), there);
      }
      if (there.isPresent()) {
        return buryUncommitted(row, there.get());
      }
      kept = Optional.empty();
    }
    LedgerRow tombstone = row.tombstone(kept, job.point(), job.epoch(), clock.instant());
    return done(tombstone, Optional.of(row), false, false);
  }

  /** What a run that died wrote over the row's object, before its source went, goes too. */
  private PathResult buryUncommitted(LedgerRow row, ObjectEntry there) {
    Optional<String> kept = keep(row.path(), Expected.version(there.version()), there.sizeBytes());
    LedgerRow tombstone = row.tombstone(kept, job.point(), job.epoch(), clock.instant());
    return done(
        tombstone.removing(there.version(), there.sizeBytes()), Optional.of(row), false, false);
  }

  /**
   * History keeps one predecessor of a path for each point: that of the point before. What somebody
   * else wrote behind it, after a run of ours had died, has no place until the next point.
   */
  private void requirePlaceInHistory(ObjectPath path, Expected expected, long bytes) {
    try {
      if (expected.version().isPresent()
          && history.keepsOther(
              believed(path, expected, bytes), job.point(), job.dataset().name(), path)) {
        throw new ReplicationException(
            Effect.NONE_MAY_RETRY,
            "%s was changed at the target by somebody else, and point %d already keeps the bytes of its predecessor. Both are kept, and nothing was copied; the next run replaces it."
                .formatted(at(path), job.point()));
      }
    } catch (VersionChangedException e) {
      throw new TargetMovedException(e);
    }
  }

  private Optional<String> keep(ObjectPath path, Expected expected, long bytes) {
    if (expected.version().isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          history.keep(believed(path, expected, bytes), job.point(), job.dataset().name(), path));
    } catch (VersionChangedException e) {
      throw new TargetMovedException(e);
    }
  }

  /** What is believed to be at the target, as far as it is known. */
  private ObjectEntry believed(ObjectPath path, Expected expected, long bytes) {
    return new ObjectEntry(
        at(path),
        bytes,
        expected.version().orElseThrow(),
        job.listedAt(),
        ObjectType.FILE,
        ObjectMetadata.NONE);
  }

  private ObjectPath at(ObjectPath path) {
    return job.dataset().directory().resolve(path);
  }

  private LedgerRow row(
      ObjectEntry entry,
      Instant listedAt,
      ObjectEntry there,
      Optional<Crc64> crc64,
      Proof proof,
      Optional<String> kept) {
    return new LedgerRow(
        job.dataset().name(),
        entry.path(),
        LedgerRow.Op.PUT,
        entry.version(),
        entry.sizeBytes(),
        listedAt,
        there.version(),
        there.sizeBytes(),
        crc64,
        proof,
        kept,
        job.point(),
        job.epoch(),
        clock.instant());
  }

  private LedgerRow restamped(LedgerRow claim) {
    return new LedgerRow(
        claim.dataset(),
        claim.path(),
        claim.op(),
        claim.sourceVersion(),
        claim.sourceSize(),
        claim.listedAt(),
        claim.targetVersion(),
        claim.targetSize(),
        claim.crc64(),
        claim.proof(),
        claim.history(),
        job.point(),
        job.epoch(),
        clock.instant());
  }

  private static PathResult done(
      LedgerRow row, Optional<LedgerRow> prior, boolean adopted, boolean insideService) {
    return PathResult.done(row, Totals.change(prior, row), adopted, insideService);
  }

  private PathResult failed(ObjectPath path, long bytes, ReplicationException e) {
    Failure.Kind kind = Failure.Kind.OTHER;
    if (e instanceof TargetConflictException || e instanceof PreconditionFailedException) {
      kind = Failure.Kind.TARGET_CONFLICT;
    } else if (e instanceof StoreException store) {
      if (store.problem() == StoreProblem.ROOT_MISSING) {
        throw store;
      }
      kind = Failure.Kind.of(store.problem());
    } else if (e.effect() == Effect.UNKNOWN) {
      kind = Failure.Kind.UNAVAILABLE;
    }
    return PathResult.failed(
        new Failure(job.dataset().name(), path.value(), kind, e.getMessage(), bytes));
  }
}
