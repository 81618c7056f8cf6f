package io.twinlake.core.store;

import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What replication asks of its source. Nothing here writes: a job cannot harm what it guards.
 * Implementations are safe for use by many threads. Every method throws {@link StoreException} when
 * the store cannot be asked or refuses.
 */
public interface ObjectReader extends AutoCloseable {

  /** The root that all paths are below, without credentials. */
  URI root();

  /** The time by the store's own clock, as far as it shows one. */
  Instant now();

  /**
   * Lists all objects below {@code prefix}, in path order, with metadata where that costs no
   * further request. The caller closes the stream. A page that cannot be read makes it throw {@link
   * StoreException}: a short listing would look like a mass deletion to the planner. A root that
   * does not exist is an error too, never an empty listing.
   */
  Stream<ObjectEntry> list(ObjectPrefix prefix);

  /**
   * Lists one level: the objects directly below {@code prefix} and the deeper prefixes, each ending
   * with a slash, in path order. Used to spread a listing over tasks.
   */
  Level listLevel(ObjectPrefix prefix);

  /**
   * Reads {@code range} of exactly {@code version}. The caller closes the stream, which yields
   * exactly the range's length or throws.
   *
   * @throws VersionChangedException if the object is no longer that version, or gone; nothing of
   *     another version is ever returned
   */
  InputStream read(ObjectPath path, ByteRange range, ObjectVersion version);

  /** Looks one object up, with its metadata. */
  Optional<ObjectEntry> find(ObjectPath path);

  /** What calls cost. */
  default CallCosts costs() {
    return CallCosts.PLAIN;
  }

  /**
   * What the store tells of its own set-up: a few requests, none of which changes anything. What it
   * refuses to tell is empty, not an error.
   */
  default StoreFacts inspect() {
    return StoreFacts.UNKNOWN;
  }

  /** The directories of a store that has any of its own. */
  default Optional<? extends TreeReader> tree() {
    return Optional.empty();
  }

  @Override
  void close();
}
