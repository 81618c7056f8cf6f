package io.twinlake.validation;

import io.twinlake.core.ReplicationException;
import java.time.Instant;
import java.util.Iterator;
import java.util.function.Consumer;

/** Takes pairs to findings, as strongly as the request says. */
final class Comparison {
  private final ValidationRequest request;
  private final Judge judge;
  private final ContentCheck check;
  private final Instant now;
  private final int threads;

  Comparison(ValidationRequest request, Judge judge, ContentCheck check, Instant now, int threads) {
    this.request = request;
    this.judge = judge;
    this.check = check;
    this.now = now;
    this.threads = threads;
  }

  /** Hands each pair's finding to {@code take}, in their order. */
  void run(Iterator<Pair> pairs, Consumer<Finding> take) {
    if (!request.level().readsObjects()) {
      pairs.forEachRemaining(pair -> take.accept(find(pair)));
    } else {
      InOrder.run(threads, pairs, this::find, take);
    }
  }

  private Finding find(Pair pair) {
    Finding first =
        pair.row().map(row -> judge.byLedger(pair, row)).orElseGet(() -> judge.byListing(pair));
    boolean alike = first.outcome() == Outcome.UNVERIFIED || first.outcome() == Outcome.MATCH;
    if (!alike || pair.target().isEmpty() || !reads(pair)) {
      return first.outcome() == Outcome.UNVERIFIED && request.level() == Level.LISTING
          ? Finding.of(pair, Outcome.MATCH, "")
          : first;
    }
    try {
      return pair.row().isPresent() ? check.recorded(pair) : check.now(pair);
    } catch (ReplicationException e) {
      return Finding.of(pair, Outcome.UNREADABLE, e.getMessage());
    }
  }

  private boolean reads(Pair pair) {
    return switch (request.level()) {
      case LISTING, LEDGER, TABLE -> false;
      case SAMPLE ->
          request.sample().orElseThrow().draws(pair.source().or(pair::target).orElseThrow(), now);
      case CONTENT -> true;
    };
  }
}
