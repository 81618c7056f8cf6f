package io.twinlake.core.store;

import java.io.Serializable;
import java.time.Instant;
import java.util.Objects;

/**
 * One object as a listing shows it.
 *
 * @param path where it is, below the root of its store (or of its dataset, in a plan)
 * @param sizeBytes its length in bytes
 * @param version what identifies this content; strong where the store has ETags
 * @param modifiedAt when it was last written, by the store's clock and at the store's resolution
 * @param type what kind of object it is
 * @param metadata headers and user metadata, where the listing brings them without a request of
 *     their own
 */
public record ObjectEntry(
    ObjectPath path,
    long sizeBytes,
    ObjectVersion version,
    Instant modifiedAt,
    ObjectType type,
    ObjectMetadata metadata)
    implements Serializable {
  public ObjectEntry {
    Objects.requireNonNull(path);
    Objects.requireNonNull(version);
    Objects.requireNonNull(modifiedAt);
    Objects.requireNonNull(type);
    Objects.requireNonNull(metadata);
    if (sizeBytes < 0) {
      throw new IllegalArgumentException("Negative size of " + path + ": " + sizeBytes + " bytes");
    }
  }

  /** The same object seen from another root. */
  public ObjectEntry at(ObjectPath elsewhere) {
    return new ObjectEntry(elsewhere, sizeBytes, version, modifiedAt, type, metadata);
  }
}
