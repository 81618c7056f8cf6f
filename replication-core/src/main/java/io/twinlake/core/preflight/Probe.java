package io.twinlake.core.preflight;

import io.twinlake.core.ReplicationException;
import io.twinlake.core.ledger.ControlPaths;
import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.ObjectVersion;
import io.twinlake.core.store.PreconditionFailedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Tries writing in ways that do no harm.
 *
 * <p>On roots of our own, a probe {@code preflight/<random>} is put, refused a second time, and
 * removed. On a data root, where readers would see it, a write and a deletion are asked for of a
 * name that nothing has, on the condition that an object is there: a service judges first whether
 * the caller may write at all, and then refuses the condition. Nothing is written and nothing
 * stays, not even an uncommitted block.
 */
final class Probe {
  /** An older one was left by a preflight that was killed. */
  static final Duration LEFT_BEHIND_AFTER = Duration.ofMinutes(10);

  /** Looks like an ETag, and is none that a service gives. */
  private static final ObjectVersion NEVER = ObjectVersion.strong("0x8D0000000000000");

  private static final String NAME = "preflight/[0-9a-f]{32}(-copy)?";

  private final ObjectStore store;

  Probe(ObjectStore store) {
    this.store = store;
  }

  /** A name below {@link ControlPaths#PREFLIGHT} that nobody else has. */
  static ObjectPath newName(String ending) {
    return ControlPaths.PREFLIGHT.resolve(
        ObjectPath.of(UUID.randomUUID().toString().replace("-", "") + ending));
  }

  /**
   * Removes probes that killed preflights left, and returns how many. Only what is named as our
   * probes are, and only after ten minutes by the store's own clock: another preflight may be at
   * work.
   */
  int removeLeftBehind() {
    List<ObjectEntry> probes;
    try (Stream<ObjectEntry> listed = store.list(ControlPaths.PREFLIGHT)) {
      probes = listed.filter(e -> e.path().value().matches(NAME)).toList();
    }
    Instant before = store.now().minus(LEFT_BEHIND_AFTER);
    int removed = 0;
    for (ObjectEntry probe : probes) {
      if (probe.modifiedAt().isBefore(before)) {
        store.delete(probe.path(), probe.version());
        removed++;
      }
    }
    return removed;
  }

  /** How a probe fared. */
  enum Outcome {
    /** As promised. */
    KEPT,
    /** A second put went over the first. */
    PUT_TWICE,
    /** A deletion removed another version than it named. */
    DELETED_ANOTHER,
    /** The object is still there after its deletion. */
    STILL_THERE
  }

  /** Told how far it has come, so that a failure is put where it belongs. */
  interface Steps {
    void reached(Check check);
  }

  /**
   * Puts a probe where nothing is, tries to put another over it, reads it, tries to remove another
   * version, removes it. The probe is removed also when something fails.
   */
  Outcome putAndRemove(ObjectPath path, Steps steps) {
    steps.reached(Check.WRITE);
    Optional<ObjectEntry> there = Optional.empty();
    try {
      there = Optional.of(write(path, "first", Expected.absent()));
      Optional<ObjectEntry> second = refused(path, "second", Expected.absent());
      if (second.isPresent()) {
        there = second;
        return Outcome.PUT_TWICE;
      }
      steps.reached(Check.READ);
      read(there.get());
      steps.reached(Check.DELETE);
      try {
        store.delete(path, NEVER);
        return store.find(path).isPresent() ? Outcome.KEPT : Outcome.DELETED_ANOTHER;
      } catch (PreconditionFailedException asItShould) {
        store.delete(path, there.get().version());
        there = Optional.empty();
        return store.find(path).isPresent() ? Outcome.STILL_THERE : Outcome.KEPT;
      }
    } finally {
      there.ifPresent(this::removeAnyway);
    }
  }

  private void removeAnyway(ObjectEntry probe) {
    boolean interrupted = Thread.interrupted();
    try {
      store.find(probe.path()).ifPresent(e -> store.delete(e.path(), e.version()));
    } catch (ReplicationException leftBehind) {
      // What is being told is worse; the next preflight removes it.
      return;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Removes a copy that was made for a trial. */
  void remove(ObjectPath path) {
    store.find(path).ifPresent(e -> store.delete(e.path(), e.version()));
  }

  private void read(ObjectEntry probe) {
    try (InputStream in =
        store.read(probe.path(), ByteRange.whole(probe.sizeBytes()), probe.version())) {
      in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Asks whether {@code directory} may be written to, without writing.
   *
   * @return false if the store wrote in spite of the condition; what it wrote is removed
   */
  boolean mayWrite(ObjectPrefix directory) {
    return refused(unused(directory), "nothing", Expected.version(NEVER)).isEmpty();
  }

  /** Asks whether objects below {@code directory} may be deleted, without deleting. */
  void mayDelete(ObjectPrefix directory) {
    store.delete(unused(directory), NEVER);
  }

  private static ObjectPath unused(ObjectPrefix directory) {
    return directory.resolve(
        ObjectPath.of("twinlake-preflight-" + UUID.randomUUID().toString().replace("-", "")));
  }

  /** Empty if the write was refused as it should be; otherwise what is there, already removed. */
  private Optional<ObjectEntry> refused(ObjectPath path, String content, Expected expected) {
    ObjectEntry written;
    try {
      written = write(path, content, expected);
    } catch (PreconditionFailedException asItShould) {
      return Optional.empty();
    }
    removeAnyway(written);
    return Optional.of(written);
  }

  private ObjectEntry write(ObjectPath path, String content, Expected expected) {
    byte[] bytes = ("twinlake preflight, " + content + "\n").getBytes(StandardCharsets.UTF_8);
    return store.write(
        path, new ByteArrayInputStream(bytes), bytes.length, ObjectMetadata.NONE, expected);
  }
}
