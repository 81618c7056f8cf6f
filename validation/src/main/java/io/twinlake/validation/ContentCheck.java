package io.twinlake.validation;

import io.twinlake.core.ReplicationException;
import io.twinlake.core.checksum.Crc64;
import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectReader;
import io.twinlake.core.store.VersionChangedException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Compares one pair by the bytes of both sides. An object that changes meanwhile is looked up and
 * read again, a few times, then called {@link Outcome#MOVING}: a writer at work is no difference.
 */
final class ContentCheck {
  static final int ATTEMPTS = 4;

  static final String TARGET_CHANGED = "the target changed while it was read";
  static final String SOURCE_MOVED_ON =
      "the ledger has no hash of it, and the source has moved on since";

  private final ObjectReader source;
  private final ObjectReader target;
  private final ObjectPrefix directory;
  private final Judge judge;
  private final Hasher hasher;

  /**
   * @param directory where the dataset lies below both roots
   */
  ContentCheck(
      ObjectReader source,
      ObjectReader target,
      ObjectPrefix directory,
      Judge judge,
      Hasher hasher) {
    this.source = source;
    this.target = target;
    this.directory = directory;
    this.judge = judge;
    this.hasher = hasher;
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
        Crc64 left = hash(source, pair.source().orElseThrow());
        Crc64 right = hash(target, pair.target().orElseThrow());
        return judge.byContent(pair, left, right);
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
    Crc64 there;
    try {
      there = hash(target, pair.target().orElseThrow());
    } catch (VersionChangedException e) {
      return Finding.of(pair, Outcome.MOVING, TARGET_CHANGED);
    }
    if (row.crc64().isPresent()) {
      return judge.byContent(pair, row.crc64().get(), there);
    }
    try {
      return judge.byContent(pair, hash(source, pair.source().orElseThrow()), there);
    } catch (VersionChangedException e) {
      return Finding.of(pair, Outcome.UNVERIFIED, SOURCE_MOVED_ON)
          .withHashes(Optional.empty(), Optional.of(there.hex()));
    }
  }

  static String changedTimes(int times) {
    return "changed %d times while it was read".formatted(times);
  }

  /** The hash of a range of one side of a pair. */
  Crc64 hash(boolean atSource, Pair pair, ByteRange range) {
    ObjectEntry entry = (atSource ? pair.source() : pair.target()).orElseThrow();
    ObjectReader store = atSource ? source : target;
    return naming(
        store, () -> hasher.hash(store, entry.at(directory.resolve(entry.path())), range));
  }

  private Crc64 hash(ObjectReader store, ObjectEntry entry) {
    return naming(store, () -> hasher.hash(store, entry.at(directory.resolve(entry.path()))));
  }

  /** Says in a failure which side it was. */
  private Crc64 naming(ObjectReader store, Supplier<Crc64> work) {
    try {
      return work.get();
    } catch (VersionChangedException e) {
      throw e;
    } catch (ReplicationException e) {
      throw new SideException(store == source ? "source" : "target", e);
    }
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
