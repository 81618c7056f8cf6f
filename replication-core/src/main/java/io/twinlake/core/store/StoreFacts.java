package io.twinlake.core.store;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

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
 * @param elsewhere where an administrator sees what is empty here, and what no store shows: a
 *     command or a page for each feature, by the feature's name; {@link #HIERARCHICAL}, {@link
 *     #SOFT_DELETE} and {@link #VERSIONING} name those above
 */
public record StoreFacts(
    Optional<Boolean> hierarchical,
    Optional<Integer> softDeleteDays,
    Optional<Boolean> versioning,
    Optional<Boolean> immutable,
    Optional<Boolean> legalHold,
    Optional<Boolean> writable,
    Optional<String> redundancy,
    SortedMap<String, String> elsewhere) {
  public static final String HIERARCHICAL = "hierarchical namespace";
  public static final String SOFT_DELETE = "soft delete";
  public static final String VERSIONING = "versioning";

  /** Of a store that tells nothing. */
  public static final StoreFacts UNKNOWN =
      new StoreFacts(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          new TreeMap<>());

  /** Of a store that has no such features. */
  public static final StoreFacts NONE =
      new StoreFacts(
          Optional.empty(),
          Optional.of(0),
          Optional.of(false),
          Optional.of(false),
          Optional.of(false),
          Optional.empty(),
          Optional.empty(),
          new TreeMap<>());

  public StoreFacts {
    elsewhere = Collections.unmodifiableSortedMap(new TreeMap<>(elsewhere));
  }

  /** The same of a root that can be written to, or not. */
  public StoreFacts writable(boolean can) {
    return new StoreFacts(
        hierarchical,
        softDeleteDays,
        versioning,
        immutable,
        legalHold,
        Optional.of(can),
        redundancy,
        elsewhere);
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
        elsewhere);
  }
}
