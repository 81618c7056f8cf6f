package io.twinlake.validation;

import io.twinlake.core.checksum.Crc64;
import io.twinlake.core.store.ObjectEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A pair whose bytes are hashed by many tasks, each a part of one side; the hashes of the sides are
 * composed of them. Functions but for the look-up.
 */
public final class LargePair {
  /** Most parts of one side, so that what is composed fits into memory. */
  private static final long MOST_PARTS = 10_000;

  /**
   * A range of one side.
   *
   * @param atSource whether of the source, else of the target
   * @param offset where it begins, in bytes
   * @param length how long it is, in bytes
   */
  public record Part(boolean atSource, long offset, long length) {}

  /**
   * What came of one part.
   *
   * @param part which
   * @param text the hash in hexadecimal digits; {@link #CHANGED}; or {@link #FAILED} and why
   */
  public record Answer(Part part, String text) {
    private static final String CHANGED = "changed";
    private static final String FAILED = "failed: ";

    static Answer hash(Part part, Crc64 crc64) {
      return new Answer(part, crc64.hex());
    }

    static Answer changed(Part part) {
      return new Answer(part, CHANGED);
    }

    static Answer failed(Part part, String why) {
      return new Answer(part, FAILED + why);
    }

    /** Bytes that were read for it. */
    public long bytesRead() {
      return isChanged() || failure().isPresent() ? 0 : part.length();
    }

    private boolean isChanged() {
      return text.equals(CHANGED);
    }

    private Optional<String> failure() {
      return text.startsWith(FAILED)
          ? Optional.of(text.substring(FAILED.length()))
          : Optional.empty();
    }
  }

  /**
   * How it goes on: exactly one of both is there.
   *
   * @param finding what it came to
   * @param again what is to be hashed now
   */
  public record Next(Optional<Finding> finding, Optional<Pair> again) {
    static Next of(Finding finding) {
      return new Next(Optional.of(finding), Optional.empty());
    }
  }

  private LargePair() {}

  /** Length of the longer side, in bytes. */
  static long bytes(Pair pair) {
    return Math.max(
        pair.source().map(e -> e.sizeBytes()).orElse(0L),
        pair.target().map(e -> e.sizeBytes()).orElse(0L));
  }

  /**
   * The parts that are to be hashed. Where the ledger knows the recorded hash, the source is not
   * read.
   *
   * @param rangeBytes length of one, in bytes; larger where there would be too many
   */
  public static List<Part> parts(Pair pair, long rangeBytes) {
    List<Part> parts = new ArrayList<>();
    boolean known = pair.row().isPresent() && pair.row().get().crc64().isPresent();
    if (!known) {
      cut(true, pair.source().map(e -> e.sizeBytes()).orElse(0L), rangeBytes, parts);
    }
    cut(false, pair.target().map(e -> e.sizeBytes()).orElse(0L), rangeBytes, parts);
    return parts;
  }

  private static void cut(boolean atSource, long size, long rangeBytes, List<Part> into) {
    long length = Math.max(rangeBytes, size / MOST_PARTS + 1);
    for (long at = 0; at < size; at += length) {
      into.add(new Part(atSource, at, Math.min(length, size - at)));
    }
  }

  /** See {@link ObjectComparison#judge}. */
  static Next judge(
      Pair pair,
      Iterable<Answer> answers,
      Judge judge,
      boolean lastTime,
      Supplier<Optional<Pair>> lookUp) {
    List<Answer> source = new ArrayList<>();
    List<Answer> target = new ArrayList<>();
    for (Answer answer : answers) {
      if (answer.failure().isPresent()) {
        return Next.of(Finding.of(pair, Outcome.UNREADABLE, answer.failure().get()));
      }
      (answer.part().atSource() ? source : target).add(answer);
    }
    boolean sourceChanged = source.stream().anyMatch(Answer::isChanged);
    boolean targetChanged = target.stream().anyMatch(Answer::isChanged);
    if (pair.row().isPresent()) {
      return Next.of(recorded(pair, source, target, sourceChanged, targetChanged, judge));
    }
    if (!sourceChanged && !targetChanged) {
      return Next.of(
          judge.byContent(pair, composed(pair.source(), source), composed(pair.target(), target)));
    }
    Optional<Pair> now = lookUp.get();
    if (now.isEmpty()) {
      return Next.of(Finding.of(pair, Outcome.MATCH, "deleted at both sites meanwhile"));
    }
    Finding byListing = judge.byListing(now.get());
    if (byListing.outcome() != Outcome.UNVERIFIED) {
      return Next.of(byListing);
    }
    return lastTime
        ? Next.of(
            Finding.of(now.get(), Outcome.MOVING, ContentCheck.changedTimes(ContentCheck.ATTEMPTS)))
        : new Next(Optional.empty(), now);
  }

  private static Finding recorded(
      Pair pair,
      List<Answer> source,
      List<Answer> target,
      boolean sourceChanged,
      boolean targetChanged,
      Judge judge) {
    if (targetChanged) {
      return Finding.of(pair, Outcome.MOVING, ContentCheck.TARGET_CHANGED);
    }
    Crc64 there = composed(pair.target(), target);
    Optional<Crc64> known = pair.row().orElseThrow().crc64();
    if (known.isPresent()) {
      return judge.byContent(pair, known.get(), there);
    }
    return sourceChanged
        ? Finding.of(pair, Outcome.UNVERIFIED, ContentCheck.SOURCE_MOVED_ON)
            .withHashes(Optional.empty(), Optional.of(there.hex()))
        : judge.byContent(pair, composed(pair.source(), source), there);
  }

  /** A part that is missing or there twice would make up a hash. */
  private static Crc64 composed(Optional<ObjectEntry> listed, List<Answer> answers) {
    ObjectEntry side = listed.orElseThrow();
    long size = side.sizeBytes();
    answers.sort(Comparator.comparingLong(answer -> answer.part().offset()));
    Crc64 whole = Crc64.EMPTY;
    long at = 0;
    for (Answer answer : answers) {
      if (answer.part().offset() != at) {
        break;
      }
      whole = Crc64.combine(whole, Crc64.parseHex(answer.text()), answer.part().length());
      at += answer.part().length();
    }
    if (at != size) {
      throw new UntrustworthyListingException(
          "%s was hashed up to byte %d of %d only. Report it as a bug."
              .formatted(side.path(), at, size));
    }
    return whole;
  }
}
