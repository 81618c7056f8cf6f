package io.twinlake.validation;

import io.twinlake.core.checksum.Crc64;
import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectType;
import java.util.Optional;

/** What a pair means. Functions: equal input gives an equal finding. */
final class Judge {
  private static final String MARKER =
      "a directory marker, which holds no data; Hadoop's driver leaves one wherever it looks";

  private final Scope scope;

  Judge(Scope scope) {
    this.scope = scope;
  }

  /** By names and lengths. A pair of equal length is {@link Outcome#UNVERIFIED} so far. */
  Finding byListing(Pair pair) {
    if (isMarkerAlone(pair)) {
      return Finding.of(pair, Outcome.OUTSIDE, MARKER);
    }
    if (pair.target().isEmpty()) {
      return unlessOutside(pair, Outcome.MISSING_AT_TARGET, "");
    }
    if (pair.source().isEmpty()) {
      return unlessOutside(pair, Outcome.MISSING_AT_SOURCE, "");
    }
    ObjectEntry source = pair.source().get();
    ObjectEntry target = pair.target().get();
    if (source.sizeBytes() != target.sizeBytes()) {
      return unlessOutside(
          pair,
          Outcome.DIFFERS,
          "%d bytes at the source, %d at the target"
              .formatted(source.sizeBytes(), target.sizeBytes()));
    }
    return Finding.of(pair, Outcome.UNVERIFIED, "");
  }

  private static boolean isMarkerAlone(Pair pair) {
    return pair.source().isEmpty() != pair.target().isEmpty()
        && pair.source().or(pair::target).orElseThrow().type() == ObjectType.DIRECTORY_MARKER;
  }

  /** By both sides' hashes, each read just now from the version that the pair names. */
  Finding byContent(Pair pair, Crc64 source, Crc64 target) {
    Finding finding =
        source.equals(target)
            ? Finding.of(pair, Outcome.MATCH, "")
            : unlessOutside(pair, Outcome.DIFFERS, "equal lengths, different bytes");
    return finding.withHashes(Optional.of(source.hex()), Optional.of(target.hex()));
  }

  /** By both sides' bytes, which were read side by side and are equal. */
  Finding sameBytes(Pair pair) {
    return Finding.of(pair, Outcome.MATCH, "");
  }

  /**
   * The same finding with what reading told about stored MD5s. Where the sides are equal, a wrong
   * one is a finding of its own; where they differ, it tells which of them is to be doubted.
   */
  Finding seen(Pair pair, Finding finding, Md5Sides md5) {
    Finding told = finding.with(md5.seen());
    if (finding.outcome() == Outcome.MATCH && md5.isAnyWrong()) {
      return scope
          .outside(pair.path())
          .map(why -> told.with(Outcome.OUTSIDE, why))
          .orElseGet(() -> told.with(Outcome.STORED_MD5_WRONG, md5.words()));
    }
    return finding.outcome() == Outcome.DIFFERS && md5.isAnyChecked()
        ? told.with(Outcome.DIFFERS, md5.words())
        : told;
  }

  /** The target's entry against the newest ledger row of its path. */
  Finding byLedger(Pair pair, LedgerRow row) {
    if (!row.isPut()) {
      return pair.target().isEmpty()
          ? Finding.of(pair, Outcome.MATCH, "")
          : unlessOutside(pair, Outcome.MISSING_AT_SOURCE, "the recovery point deleted it");
    }
    if (pair.target().isEmpty()) {
      return Finding.of(pair, Outcome.MISSING_AT_TARGET, "the recovery point holds it");
    }
    ObjectEntry target = pair.target().get();
    if (target.sizeBytes() != row.targetSize()) {
      return Finding.of(
          pair,
          Outcome.DIFFERS,
          "%d bytes were written, %d are there".formatted(row.targetSize(), target.sizeBytes()));
    }
    if (!target.version().equals(row.targetVersion())) {
      return Finding.of(
          pair, Outcome.DIFFERS, "another writer replaced it, by one of the same length");
    }
    return Finding.of(pair, Outcome.MATCH, "");
  }

  private Finding unlessOutside(Pair pair, Outcome outcome, String detail) {
    return scope
        .outside(pair.path())
        .map(why -> Finding.of(pair, Outcome.OUTSIDE, why))
        .orElseGet(() -> Finding.of(pair, outcome, detail));
  }

  /** What the counts of one dataset come to. */
  static Verdict verdict(Level level, Counts counts, boolean keepsDeleted) {
    if (counts.of(Outcome.UNREADABLE).objects() > 0 || counts.of(Outcome.MOVING).objects() > 0) {
      return Verdict.COULD_NOT_TELL;
    }
    if (level == Level.CONTENT && counts.of(Outcome.UNVERIFIED).objects() > 0) {
      return Verdict.COULD_NOT_TELL;
    }
    boolean extra = !keepsDeleted && counts.of(Outcome.MISSING_AT_SOURCE).objects() > 0;
    boolean differs =
        counts.of(Outcome.DIFFERS).objects() > 0
            || counts.of(Outcome.MISSING_AT_TARGET).objects() > 0
            || counts.of(Outcome.STORED_MD5_WRONG).objects() > 0;
    return extra || differs ? Verdict.DIFFERENCES : Verdict.CLEAN;
  }
}
