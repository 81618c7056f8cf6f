package io.twinlake.core.transfer;

import io.twinlake.core.ReplicationException;
import io.twinlake.core.checksum.Crc64;
import io.twinlake.core.ledger.Proof;
import io.twinlake.core.store.Ability;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectReader;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.ObjectVersion;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.VersionChangedException;
import java.util.Optional;

/**
 * What to do when something else is at the target than was expected: take it as ours where it is
 * the copy that was wanted, refuse otherwise. Reads only.
 */
record Adoption(ObjectReader source, ObjectStore target) {

  /** What an object at the target is to us. */
  enum Judgement {
    /** The copy that was wanted, by its mark. */
    OURS,
    /** Perhaps; only its content can tell. */
    COMPARE,
    /** Something else. */
    FOREIGN
  }

  /**
   * Judges what is at the target. A mark that names a weak version does not prove sameness.
   *
   * @param marks whether the target keeps metadata
   */
  static Judgement judge(ObjectEntry wanted, ObjectEntry there, boolean marks) {
    if (there.sizeBytes() != wanted.sizeBytes()) {
      return Judgement.FOREIGN;
    }
    Optional<ObjectVersion> mark =
        marks ? there.metadata().sourceVersion() : Optional.<ObjectVersion>empty();
    if (mark.isEmpty()) {
      return Judgement.COMPARE;
    }
    if (!mark.get().equals(wanted.version())) {
      return Judgement.FOREIGN;
    }
    return wanted.version().strength() == ObjectVersion.Strength.STRONG
        ? Judgement.OURS
        : Judgement.COMPARE;
  }

  /**
   * Adopts what is at {@code to}.
   *
   * @throws TargetConflictException if it is not the copy that was wanted
   * @throws VersionChangedException if the source changed while both were compared
   */
  Transferred adopt(ObjectEntry wanted, ObjectPath to, Expected expected, Route route) {
    return adopt(wanted, to, expected, route, target.find(to));
  }

  /** The same before anything is sent; empty if just what is expected is there. One request. */
  Optional<Transferred> adoptUnlessExpected(
      ObjectEntry wanted, ObjectPath to, Expected expected, Route route) {
    Optional<ObjectEntry> found = target.find(to);
    return found.map(ObjectEntry::version).equals(expected.version())
        ? Optional.empty()
        : Optional.of(adopt(wanted, to, expected, route, found));
  }

  private Transferred adopt(
      ObjectEntry wanted,
      ObjectPath to,
      Expected expected,
      Route route,
      Optional<ObjectEntry> found) {
    return found
        .flatMap(there -> adoptIfSame(wanted, there, route))
        .orElseThrow(() -> new TargetConflictException(to, expected, found));
  }

  /**
   * Takes {@code there} if it is the copy that was wanted, by its mark or by its content.
   *
   * @throws VersionChangedException if the source changed while both were compared
   */
  Optional<Transferred> adoptIfSame(ObjectEntry wanted, ObjectEntry there, Route route) {
    boolean marks = target.abilities().contains(Ability.METADATA);
    return switch (judge(wanted, there, marks)) {
      case OURS -> Optional.of(new Transferred(there, Proof.LENGTH, Optional.empty(), route, true));
      case COMPARE ->
          compare(wanted, there)
              .map(
                  crc64 -> new Transferred(there, Proof.COMPARED, Optional.of(crc64), route, true));
      case FOREIGN -> Optional.empty();
    };
  }

  /** Takes {@code there} if its content is the one that was wanted. */
  Optional<Transferred> adoptIfEqual(ObjectEntry wanted, ObjectEntry there, Route route) {
    return compare(wanted, there)
        .map(crc64 -> new Transferred(there, Proof.COMPARED, Optional.of(crc64), route, true));
  }

  /**
   * Takes what is at {@code to} if its mark says that it is the copy that was wanted.
   *
   * @throws StoreException that is {@code failure} otherwise
   */
  Transferred adoptMarked(ObjectEntry wanted, ObjectPath to, Route route, StoreException failure) {
    Optional<ObjectEntry> there = Optional.empty();
    if (target.abilities().contains(Ability.METADATA)) {
      try {
        there = target.find(to);
      } catch (ReplicationException e) {
        failure.addSuppressed(e);
      }
    }
    return there
        .filter(t -> judge(wanted, t, true) == Judgement.OURS)
        .map(t -> new Transferred(t, Proof.LENGTH, Optional.empty(), route, true))
        .orElseThrow(() -> failure);
  }

  private Optional<Crc64> compare(ObjectEntry wanted, ObjectEntry there) {
    try {
      return SameContent.compare(source, wanted, target, there);
    } catch (VersionChangedException e) {
      // Which of the two changed? The source's own answer decides; its exception goes to the
      // caller.
      if (source
          .find(wanted.path())
          .filter(now -> now.version().equals(wanted.version()))
          .isPresent()) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
