package io.twinlake.validation;

import io.twinlake.core.ReplicationException;
import io.twinlake.core.checksum.Crc64;
import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.ObjectReader;
import io.twinlake.core.store.VersionChangedException;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Takes the pairs of one dataset to findings, as strongly as the job says: by what the listings
 * say, then by both sides' bytes. The same steps on one machine or on many. Safe for use by many
 * threads.
 */
public final class ObjectComparison implements AutoCloseable {
  /** An object of more ranges is hashed by several tasks where there are several. */
  private static final int RANGES_OF_ONE_TASK = 4;

  private final ObjectJob job;
  private final Judge judge;
  private final ContentCheck check;
  private final Hasher hasher;
  private final int threads;

  /**
   * @param source the source's data root
   * @param target the target's data root
   * @param threads ranges that are read at once
   */
  public ObjectComparison(ObjectJob job, ObjectReader source, ObjectReader target, int threads) {
    this.job = job;
    this.judge = new Judge(job.scope());
    this.hasher = new Hasher(threads, job.transfer().partSize().bytes());
    this.check = new ContentCheck(source, target, job.dataset().directory(), judge, hasher);
    this.threads = threads;
  }

  /** Hands each pair's finding to {@code take}, in their order. */
  void run(Iterator<Pair> pairs, Consumer<Finding> take) {
    if (!job.level().readsObjects()) {
      pairs.forEachRemaining(pair -> take.accept(byName(pair).orElseThrow()));
    } else {
      byBytes(pairs, take);
    }
  }

  /** Hands each pair's finding to {@code take}, in their order; many are read at once. */
  public void byBytes(Iterator<Pair> pairs, Consumer<Finding> take) {
    each(pairs, pair -> byName(pair).orElseGet(() -> byBytes(pair)), take);
  }

  /** Does {@code work} for many at once; {@code take} is called by this thread, in their order. */
  public <I, O> void each(Iterator<I> items, Function<I, O> work, Consumer<O> take) {
    InOrder.run(threads, items, work, take);
  }

  /** What a pair comes to by what both listings (or the ledger) say; empty if it is to be read. */
  public Optional<Finding> byName(Pair pair) {
    Finding first =
        pair.row().map(row -> judge.byLedger(pair, row)).orElseGet(() -> judge.byListing(pair));
    boolean alike = first.outcome() == Outcome.UNVERIFIED || first.outcome() == Outcome.MATCH;
    if (alike && pair.target().isPresent() && reads(pair)) {
      return Optional.empty();
    }
    return Optional.of(
        first.outcome() == Outcome.UNVERIFIED && job.level() == Level.LISTING
            ? Finding.of(pair, Outcome.MATCH, "")
            : first);
  }

  private Finding byBytes(Pair pair) {
    try {
      return pair.row().isPresent() ? check.recorded(pair) : check.now(pair);
    } catch (ReplicationException e) {
      return Finding.of(pair, Outcome.UNREADABLE, e.getMessage());
    }
  }

  private boolean reads(Pair pair) {
    return switch (job.level()) {
      case LISTING, LEDGER, TABLE, FINGERPRINT -> false;
      case SAMPLE ->
          job.drawn().orElseThrow().draws(pair.source().or(pair::target).orElseThrow(), job.now());
      case CONTENT -> true;
    };
  }

  /** Whether a pair that is to be read is worth several tasks. */
  public boolean isLarge(Pair pair) {
    return LargePair.bytes(pair) > RANGES_OF_ONE_TASK * job.transfer().partSize().bytes();
  }

  /** Hashes one part of a large pair. What goes wrong is an answer, too. */
  public LargePair.Answer hash(Pair pair, LargePair.Part part) {
    try {
      Crc64 crc64 = check.hash(part.atSource(), pair, new ByteRange(part.offset(), part.length()));
      return LargePair.Answer.hash(part, crc64);
    } catch (VersionChangedException e) {
      return LargePair.Answer.changed(part);
    } catch (ReplicationException e) {
      return LargePair.Answer.failed(part, e.getMessage());
    }
  }

  /**
   * What a large pair comes to once all its parts are hashed. One that changed meanwhile is looked
   * up: where both sides are alike by name again, the pair to be hashed next is told.
   *
   * @param lastTime whether it is moving if it has changed again
   */
  public LargePair.Next judge(Pair pair, Iterable<LargePair.Answer> answers, boolean lastTime) {
    try {
      return LargePair.judge(pair, answers, judge, lastTime, () -> check.lookUp(pair.path()));
    } catch (ReplicationException e) {
      return LargePair.Next.of(Finding.of(pair, Outcome.UNREADABLE, e.getMessage()));
    }
  }

  /** Bytes that were read and hashed so far, on both sides. */
  public long bytesRead() {
    return hasher.bytesRead();
  }

  @Override
  public void close() {
    hasher.close();
  }
}
