package io.twinlake.core.transfer;

import io.twinlake.core.Effect;
import io.twinlake.core.ledger.Proof;
import io.twinlake.core.settings.DatasetSettings.Replace;
import io.twinlake.core.settings.TransferSettings;
import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.Copied;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectReader;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.OutcomeUnknownException;
import io.twinlake.core.store.PreconditionFailedException;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import io.twinlake.core.store.VersionChangedException;
import java.io.ByteArrayInputStream;
import java.util.Optional;

/**
 * Copies single objects from one store to another: inside the service where both ends can, through
 * a bounded buffer otherwise, in blocks where one request does not take them.
 *
 * <p>Each object is pinned to the version that its entry names and conditional on what is expected
 * at the target. Readers of the target see the old object or the new one. A small copy inside the
 * service costs one request at the target and none at the source.
 *
 * <p>Asks each store once: retries and limits are {@link RetryingStore}'s, which wraps either end.
 * Safe for use by many threads as far as its stores are, and of each object under way at most one
 * part is in memory: what is longer than {@code partSize}, or would take more than its share of
 * half the heap, is passed on while it is read.
 */
public final class ObjectTransfer {
  private final Ends ends;
  private final Replacing replacing;

  /**
   * @param source where objects come from; may be wrapped in a {@link RetryingStore}
   * @param target where they go to; may be wrapped in a {@link RetryingStore}
   */
  public ObjectTransfer(ObjectReader source, ObjectStore target, TransferSettings settings) {
    this(source, target, settings, Replace.ATOMIC);
  }

  /**
   * @param replace what is allowed where the target cannot replace in one step
   */
  public ObjectTransfer(
      ObjectReader source, ObjectStore target, TransferSettings settings, Replace replace) {
    this(
        new Ends(source, target, settings, Ends.Mark.SOURCE_VERSION),
        Replacing.of(target, replace));
  }

  ObjectTransfer(Ends ends) {
    this(ends, Replacing.of(ends.target(), Replace.ATOMIC));
  }

  ObjectTransfer(Ends ends, Replacing replacing) {
    this.ends = ends;
    this.replacing = replacing;
  }

  /**
   * Passes unless {@link #transfer} would refuse to replace what is expected; to be asked before
   * anything is kept in history.
   */
  public void requireReplaceable(ObjectPath to, Expected expected) {
    replacing.require(to, expected);
  }

  /** The way an object of {@code sizeBytes} takes. Costs no request. */
  public Route route(long sizeBytes) {
    return ends.route(sizeBytes);
  }

  /**
   * The same object in blocks, for several tasks; empty if it goes by one request. Costs no
   * request.
   */
  public Optional<LargeObject> large(ObjectEntry source) {
    refuseForeignTypes(source);
    Route route = ends.route(source.sizeBytes());
    return route.isInBlocks()
        ? ends.blockWriter().map(blocks -> new LargeObject(ends, blocks, route))
        : Optional.empty();
  }

  /**
   * Copies one object.
   *
   * <p>Where something else than {@code expected} is at the target, it is looked at: a copy of the
   * same source version (by a run that died, or a concurrent one) is adopted; one without our mark
   * is compared byte by byte and adopted if equal.
   *
   * @param source what to copy; its path is below the source store's root
   * @param to where to, below the target store's root
   * @param expected what must be there now
   * @throws VersionChangedException if the source is no longer that version or gone; the target is
   *     as it was
   * @throws TargetConflictException if another writer changed the target; the target is as it was
   * @throws OutcomeUnknownException if the target never answered and is not wrapped in a {@link
   *     RetryingStore}; look before trying again
   * @throws StoreException if a store refuses, or the source yields fewer or more bytes than its
   *     size; the target is as it was, unless its effect is {@link Effect#UNKNOWN}
   */
  public Transferred transfer(ObjectEntry source, ObjectPath to, Expected expected) {
    replacing.require(to, expected);
    Optional<LargeObject> large = large(source);
    if (large.isPresent()) {
      return inBlocks(large.get(), source, to, expected);
    }
    try {
      return whole(source, to, expected);
    } catch (PreconditionFailedException e) {
      return new Adoption(ends.source(), ends.target())
          .adopt(source, to, expected, ends.route(source.sizeBytes()));
    }
  }

  /**
   * Takes what is at the target as the copy that was wanted, if its mark or, without one, its
   * content says that it is. Nothing is written.
   *
   * @param there what the target holds now
   * @throws VersionChangedException if the source changed while both were compared
   */
  public Optional<Transferred> adoptIfSame(ObjectEntry source, ObjectEntry there) {
    return new Adoption(ends.source(), ends.target())
        .adoptIfSame(source, there, ends.route(source.sizeBytes()));
  }

  /**
   * The same by content alone, whatever version its mark names: for files that are never written
   * twice under one name. Reads both.
   *
   * @throws VersionChangedException if one of them changed while both were compared
   */
  public Optional<Transferred> adoptIfEqual(ObjectEntry source, ObjectEntry there) {
    return new Adoption(ends.source(), ends.target())
        .adoptIfEqual(source, there, ends.route(source.sizeBytes()));
  }

  /**
   * Copies one object, but looks at nothing when something else is at the target.
   *
   * @throws PreconditionFailedException if something else than {@code expected} is there
   */
  Transferred transferOnce(ObjectEntry source, ObjectPath to, Expected expected) {
    Optional<LargeObject> large = large(source);
    if (large.isPresent()) {
      BlockPlan plan = large.get().plan(source);
      return large
          .get()
          .commitOnce(source, to, expected, plan, large.get().stageAll(source, to, plan));
    }
    return whole(source, to, expected);
  }

  private static Transferred inBlocks(
      LargeObject large, ObjectEntry source, ObjectPath to, Expected expected) {
    BlockPlan plan = large.plan(source);
    return large
        .adopt(source, to, expected)
        .orElseGet(
            () -> large.commit(source, to, expected, plan, large.stageAll(source, to, plan)));
  }

  private Transferred whole(ObjectEntry source, ObjectPath to, Expected expected) {
    return ends.route(source.sizeBytes()).isInsideService()
        ? copied(source, to, expected)
        : streamed(source, to, expected);
  }

  private Transferred copied(ObjectEntry source, ObjectPath to, Expected expected) {
    Copied copied =
        ends.copier()
            .orElseThrow()
            .copy(ends.pullFrom(), source, to, ends.metadata(source), expected);
    Proof proof = copied.serviceCrc64().isPresent() ? ends.proof(Route.COPIED) : Proof.LENGTH;
    return ends.written(source, copied.target(), proof, copied.serviceCrc64(), Route.COPIED);
  }

  private Transferred streamed(ObjectEntry source, ObjectPath to, Expected expected) {
    long size = source.sizeBytes();
    try (PinnedBody body = new PinnedBody(ends.source(), source, ByteRange.whole(size))) {
      ObjectEntry written;
      if (size <= ends.bufferBytes()) {
        byte[] content = new byte[(int) size];
        body.readInto(content);
        written =
            ends.target()
                .write(
                    to, new ByteArrayInputStream(content), size, ends.metadata(source), expected);
      } else {
        written = writePassing(source, to, expected, body);
      }
      return ends.written(
          source, written, ends.proof(Route.STREAMED), Optional.of(body.crc64()), Route.STREAMED);
    }
  }

  private ObjectEntry writePassing(
      ObjectEntry source, ObjectPath to, Expected expected, PinnedBody body) {
    try {
      return ends.target().write(to, body, source.sizeBytes(), ends.metadata(source), expected);
    } catch (RuntimeException e) {
      // A store that is fed with a broken body reports its own failure; the body knows better.
      throw body.failure().<RuntimeException>map(f -> f).orElse(e);
    }
  }

  private static void refuseForeignTypes(ObjectEntry source) {
    StoreProblem problem =
        switch (source.type()) {
          case FILE, DIRECTORY_MARKER -> StoreProblem.OTHER;
          case APPEND_BLOB, PAGE_BLOB -> StoreProblem.UNSUPPORTED_TYPE;
          case ARCHIVED -> StoreProblem.ARCHIVED;
        };
    if (problem != StoreProblem.OTHER) {
      throw new StoreException(
          Effect.NONE_DO_NOT_RETRY,
          problem,
          "%s is of type %s: %s. Nothing was copied, and nothing is converted silently. Exclude it, or make it a block blob in an online tier."
              .formatted(source.path(), source.type(), problem.meaning()));
    }
  }
}
