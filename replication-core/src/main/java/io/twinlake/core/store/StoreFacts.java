package io.twinlake.core.store;

import java.util.List;
import java.util.Optional;

/**
 * What a store tells of its own set-up. What is empty cannot be seen from here, which is not the
 * same as "off".
 *
 * @param hierarchical whether directories are things of their own there
 * @param softDeleteDays how long deleted and overwritten bytes can be brought back; 0 for not at
 *     all
 * @param versioning whether the service keeps what is overwritten as a version
 * @param immutable whether a policy of time forbids overwriting and deleting
 * @param legalHold whether a legal hold does
 * @param writable whether the root can be written to, where a store knows without writing
 * @param redundancy how the service keeps its copies, in its own word
 * @param look where an administrator sees what is empty here: commands, or names of pages
 */
public record StoreFacts(
    Optional<Boolean> hierarchical,
    Optional<Integer> softDeleteDays,
    Optional<Boolean> versioning,
    Optional<Boolean> immutable,
    Optional<Boolean> legalHold,
    Optional<Boolean> writable,
    Optional<String> redundancy,
    List<String> look) {
  /** Of a store that has no such features. */
  public static final StoreFacts NONE =
      new StoreFacts(
          Optional.of(true),
          Optional.of(0),
          Optional.of(false),
          Optional.of(false),
          Optional.of(false),
          Optional.empty(),
          Optional.empty(),
          List.of());

  public StoreFacts {
    look = List.copyOf(look);
  }

  /** The same with what {@code other}, of the same service, shows beyond. */
  public StoreFacts or(StoreFacts other) {
    return new StoreFacts(
        hierarchical.or(other::hierarchical),
        softDeleteDays.or(other::softDeleteDays),
        versioning
            .filter(on -> on)
            .or(() -> other.versioning.filter(on -> on))
            .or(() -> versioning)
            .or(other::versioning),
        immutable,
        legalHold,
        writable,
        redundancy.or(other::redundancy),
        look);
  }
}
