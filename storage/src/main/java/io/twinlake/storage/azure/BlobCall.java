package io.twinlake.storage.azure;

import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectVersion;
import java.util.Optional;

/**
 * What a request is for, so that its failure can be told: a 412 means one thing where a version was
 * to be read and another where one was to be replaced.
 *
 * @param what a verb for people, {@code write}
 * @param path the object, below the store's root; empty for calls to the container
 * @param changes whether the service changes something, so that no answer means an unknown outcome
 * @param expected what a write expects at its path
 * @param pinned the version that a read is bound to
 * @param source the object that a copy takes its bytes from
 */
record BlobCall(
    String what,
    Optional<ObjectPath> path,
    boolean changes,
    Optional<Expected> expected,
    Optional<ObjectVersion> pinned,
    Optional<ObjectEntry> source) {

  static BlobCall onContainer(String what, boolean changes) {
    return new BlobCall(
        what, Optional.empty(), changes, Optional.empty(), Optional.empty(), Optional.empty());
  }

  static BlobCall look(String what, ObjectPath path) {
    return new BlobCall(
        what, Optional.of(path), false, Optional.empty(), Optional.empty(), Optional.empty());
  }

  static BlobCall read(ObjectPath path, ObjectVersion version) {
    return new BlobCall(
        "read", Optional.of(path), false, Optional.empty(), Optional.of(version), Optional.empty());
  }

  static BlobCall write(String what, ObjectPath path, Expected expected) {
    return new BlobCall(
        what, Optional.of(path), true, Optional.of(expected), Optional.empty(), Optional.empty());
  }

  static BlobCall stage(ObjectPath path) {
    return change("stage a block of", path);
  }

  /** Changes something whatever is there. */
  static BlobCall change(String what, ObjectPath path) {
    return new BlobCall(
        what, Optional.of(path), true, Optional.empty(), Optional.empty(), Optional.empty());
  }

  BlobCall from(ObjectEntry object) {
    return new BlobCall(what, path, changes, expected, pinned, Optional.of(object));
  }

  /** {@code write orders/part-0}. */
  String description() {
    return path.map(p -> what + " " + p).orElse(what);
  }
}
