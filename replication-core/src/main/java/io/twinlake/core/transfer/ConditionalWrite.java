package io.twinlake.core.transfer;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.store.Ability;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.ObjectVersion;
import io.twinlake.core.store.OutcomeUnknownException;
import io.twinlake.core.store.PreconditionFailedException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * One write that happens once, although the store may not answer: what is at the path is looked up
 * before anything is repeated. For one write and one thread.
 *
 * @param <T> what the write answers
 */
final class ConditionalWrite<T> {

  /** What a look at the path says about a write that was not answered. */
  enum Verdict {
    /** It happened: what it wrote is there. */
    DONE,
    /** It has not happened: what was expected is still there. */
    NOT_DONE,
    /** Somebody else was there. */
    ANOTHER
  }

  private final ObjectStore store;
  private final Retry retry;
  private final ObjectPath path;
  private final long sizeBytes;
  private final Optional<ObjectVersion> mark;
  private final Expected expected;
  private final Function<ObjectEntry, T> found;
  private final Predicate<ObjectEntry> sameContent;
  private boolean unanswered;

  /**
   * @param store where to look things up
   * @param found the answer where a look shows that the write happened
   * @param sameContent whether an object holds what was written; asked where no mark can tell
   */
  ConditionalWrite(
      ObjectStore store,
      Retry retry,
      ObjectPath path,
      long sizeBytes,
      ObjectMetadata metadata,
      Expected expected,
      Function<ObjectEntry, T> found,
      Predicate<ObjectEntry> sameContent) {
    this.store = store;
    this.retry = retry;
    this.path = path;
    this.sizeBytes = sizeBytes;
    this.mark =
        store.abilities().contains(Ability.METADATA) ? metadata.sourceVersion() : Optional.empty();
    this.expected = expected;
    this.found = found;
    this.sameContent = sameContent;
  }

  /** Judges what is at the path. Pure but for {@code sameContent}. */
  static Verdict judge(
      Optional<ObjectEntry> there,
      Expected expected,
      long sizeBytes,
      Optional<ObjectVersion> mark,
      Predicate<ObjectEntry> sameContent) {
    if (there.map(ObjectEntry::version).equals(expected.version())) {
      return Verdict.NOT_DONE;
    }
    if (there.isEmpty() || there.get().sizeBytes() != sizeBytes) {
      return Verdict.ANOTHER;
    }
    boolean ours =
        mark.isPresent()
            ? there.get().metadata().sourceVersion().equals(mark)
            : sameContent.test(there.get());
    return ours ? Verdict.DONE : Verdict.ANOTHER;
  }

  /**
   * Makes the attempts.
   *
   * @param attempt sends the write once
   * @param repeatable whether it can be sent again
   * @throws PreconditionFailedException if somebody else was there; nothing of ours is
   * @throws OutcomeUnknownException if the last attempt was not answered, or the path could not be
   *     looked up
   */
  T run(Supplier<T> attempt, BooleanSupplier repeatable) {
    for (int failed = 1; ; failed++) {
      ReplicationException why;
      try {
        return attempt.get();
      } catch (PreconditionFailedException e) {
        // An attempt that was not answered may have arrived after it was looked for.
        Optional<ObjectEntry> late = unanswered ? store.find(path) : Optional.empty();
        if (late.isPresent() && judge(late) == Verdict.DONE) {
          return found.apply(late.get());
        }
        throw e;
      } catch (ReplicationException e) {
        why = e;
      }
      if (why.effect() == Effect.UNKNOWN) {
        unanswered = true;
        Optional<T> done = lookUp(why);
        if (done.isPresent()) {
          return done.get();
        }
      }
      if (why.effect() == Effect.NONE_DO_NOT_RETRY
          || !repeatable.getAsBoolean()
          || !retry.pause(failed, why)) {
        throw why;
      }
    }
  }

  /** The answer if the write happened; empty if it did not. */
  private Optional<T> lookUp(ReplicationException silence) {
    Optional<ObjectEntry> there;
    Verdict verdict;
    try {
      there = store.find(path);
      verdict = judge(there);
    } catch (ReplicationException e) {
      silence.addSuppressed(e);
      throw silence;
    }
    return switch (verdict) {
      case DONE -> there.map(found);
      case NOT_DONE -> Optional.empty();
      case ANOTHER -> {
        PreconditionFailedException refused = new PreconditionFailedException(path, expected);
        refused.addSuppressed(silence);
        throw refused;
      }
    };
  }

  private Verdict judge(Optional<ObjectEntry> there) {
    return judge(there, expected, sizeBytes, mark, sameContent);
  }
}
