package io.twinlake.validation;

import io.twinlake.core.checksum.Crc64;
import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectReader;
import io.twinlake.core.store.VersionChangedException;
import java.util.Optional;

/**
 * Compares one pair by the bytes of both sides. An object that changes meanwhile is looked up and
 * read again, a few times, then called {@link Outcome#MOVING}: a writer at work is no difference.
 */
final class ContentCheck {
  static final int ATTEMPTS = 4;

  static final String TARGET_CHANGED = "the target changed while it was read";
  static final String SOURCE_MOVED_ON =
      "the ledger has no hash of it, and the source has moved on since";

  static final String NOT_TWICE =
      "the sides were read twice: the first time their bytes differed, the second time their hashes were equal, so that what reads them cannot be trusted";

  private final ObjectReader source;
  private final ObjectReader target;
  private final ObjectPrefix directory;
  private final Judge judge;
  private final Hasher hasher;
  private final boolean checksMd5;
  private final long largeFrom;

  /**
   * @param directory where the dataset lies below both roots
   * @param checksMd5 whether MD5s that the stores keep are compared with the bytes
   * @param largeFrom the MD5 of objects of more bytes is not checked
   */
  ContentCheck(
      ObjectReader source,
      ObjectReader target,
      ObjectPrefix directory,
      Judge judge,
      Hasher hasher,
      boolean checksMd5,
      long largeFrom) {
    this.source = source;
    this.target = target;
    this.directory = directory;
    this.judge = judge;
    this.hasher = hasher;
    this.checksMd5 = checksMd5;
    this.largeFrom = largeFrom;
  }

  /** Compares both sites as they are now. */
  Finding now(Pair listed) {
    Pair pair = listed;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Finding byListing = judge.byListing(pair);
      if (byListing.outcome() != Outcome.UNVERIFIED) {
        return byListing;
      }
      try {
        return compare(pair, stored(pair, true));
      } catch (VersionChangedException e) {
        Optional<Pair> again = lookUp(pair.path());
        if (again.isEmpty()) {
          return Finding.of(pair, Outcome.MATCH, "deleted at both sites meanwhile");
        }
        pair = again.get();
      }
    }
    return Finding.of(pair, Outcome.MOVING, changedTimes(ATTEMPTS));
  }

  /**
   * Compares the target with what the recovery point recorded: by the ledger's hash, or by the
   * source's bytes where the source still holds the recorded version.
   */
  Finding recorded(Pair pair) {
    LedgerRow row = pair.row().orElseThrow();
    Md5Sides md5;
    Hasher.Hashes there;
    try {
      md5 = stored(pair, false);
      there = hash(side(pair, false), hasMd5ToCheck(pair, md5));
    } catch (VersionChangedException e) {
      return Finding.of(pair, Outcome.MOVING, TARGET_CHANGED);
    }
    md5 = md5.read(Optional.empty(), there.md5());
    if (row.crc64().isPresent()) {
      return judge.seen(pair, judge.byContent(pair, row.crc64().get(), there.crc64()), md5);
    }
    try {
      Crc64 recorded = hash(side(pair, true), false).crc64();
      return judge.seen(pair, judge.byContent(pair, recorded, there.crc64()), md5);
    } catch (VersionChangedException e) {
      return judge.seen(
          pair,
          Finding.of(pair, Outcome.UNVERIFIED, SOURCE_MOVED_ON)
              .withHashes(Optional.empty(), Optional.of(there.crc64().hex())),
          md5);
    }
  }

  /** Byte by byte; only where the sides differ are they hashed, so that the finding names both. */
  private Finding compare(Pair pair, Md5Sides md5) {
    boolean digests = hasMd5ToCheck(pair, md5);
    Hasher.Same same = hasher.compare(side(pair, true), side(pair, false), digests);
    if (same.same()) {
      return judge.seen(pair, judge.sameBytes(pair), md5.read(same.md5(), same.md5()));
    }
    Hasher.Hashes left = hash(side(pair, true), digests);
    Hasher.Hashes right = hash(side(pair, false), digests);
    if (left.crc64().equals(right.crc64())) {
      return Finding.of(pair, Outcome.UNREADABLE, NOT_TWICE);
    }
    return judge.seen(
        pair,
        judge.byContent(pair, left.crc64(), right.crc64()),
        md5.read(left.md5(), right.md5()));
  }

  /**
   * What the stores keep beside the sides that are read.
   *
   * @param both whether the source is read, too
   */
  private Md5Sides stored(Pair pair, boolean both) {
    return checksMd5
        ? new Md5Sides(
            both ? Optional.of(stored(side(pair, true))) : Optional.empty(),
            Optional.of(stored(side(pair, false))))
        : Md5Sides.NOT_ASKED;
  }

  private static Md5Sides.Side stored(SideBySide.Of side) {
    return side.naming(() -> Md5Sides.stored(side.store(), side.entry()));
  }

  private boolean hasMd5ToCheck(Pair pair, Md5Sides md5) {
    return md5.isAnyStored() && LargePair.bytes(pair) <= largeFrom;
  }

  /** The finding of a pair that was hashed by ranges, with what is so not known of its MD5s. */
  Finding byRanges(Pair pair, Finding finding) {
    if (finding.targetHash().isEmpty()) {
      return finding;
    }
    try {
      return judge.seen(pair, finding, stored(pair, pair.row().isEmpty()));
    } catch (VersionChangedException e) {
      // It changed after it was read, so nobody can say what was stored then.
      Optional<StoredMd5> unknown =
          checksMd5 ? Optional.of(StoredMd5.NOT_CHECKED) : Optional.empty();
      return finding.with(
          new ContentSeen(pair.row().isEmpty() ? unknown : Optional.empty(), unknown));
    }
  }

  static String changedTimes(int times) {
    return "changed %d times while it was read".formatted(times);
  }

  /** The hash of a range of one side of a pair. */
  Crc64 hash(boolean atSource, Pair pair, ByteRange range) {
    SideBySide.Of side = side(pair, atSource);
    return side.naming(() -> hasher.hash(side.store(), side.entry(), range));
  }

  private Hasher.Hashes hash(SideBySide.Of side, boolean withMd5) {
    return side.naming(
        () ->
            withMd5
                ? hasher.hashWithMd5(side.store(), side.entry())
                : new Hasher.Hashes(hasher.hash(side.store(), side.entry()), Optional.empty()));
  }

  private SideBySide.Of side(Pair pair, boolean atSource) {
    ObjectEntry entry = (atSource ? pair.source() : pair.target()).orElseThrow();
    return new SideBySide.Of(
        atSource ? "source" : "target",
        atSource ? source : target,
        entry.at(directory.resolve(entry.path())));
  }

  /** Both sides as they are now; empty if neither has it. */
  Optional<Pair> lookUp(ObjectPath path) {
    Optional<ObjectEntry> left = find(source, path);
    Optional<ObjectEntry> right = find(target, path);
    return left.isEmpty() && right.isEmpty()
        ? Optional.empty()
        : Optional.of(new Pair(path, left, right, Optional.empty()));
  }

  private Optional<ObjectEntry> find(ObjectReader store, ObjectPath path) {
    return store.find(directory.resolve(path)).map(found -> found.at(path));
  }
}
