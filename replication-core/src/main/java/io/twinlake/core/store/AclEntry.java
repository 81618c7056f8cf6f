package io.twinlake.core.store;

import java.io.Serializable;
import java.util.Comparator;
import java.util.Objects;

/**
 * One line of an access control list.
 *
 * @param scope whether it holds for the item itself or is what new children of a directory get
 * @param kind whom it speaks of
 * @param name the named user or group; empty for the owner, the owning group, the mask and others
 * @param bits read 4, write 2, execute 1
 */
public record AclEntry(Scope scope, Kind kind, String name, int bits)
    implements Serializable, Comparable<AclEntry> {
  private static final Comparator<AclEntry> ORDER =
      Comparator.comparing(AclEntry::scope)
          .thenComparing(AclEntry::kind)
          .thenComparing(AclEntry::name)
          .thenComparing(AclEntry::bits);

  /** Where an entry holds. */
  public enum Scope {
    ACCESS,
    DEFAULT
  }

  /** Whom an entry speaks of. */
  public enum Kind {
    USER,
    GROUP,
    MASK,
    OTHER
  }

  public AclEntry {
    Objects.requireNonNull(scope);
    Objects.requireNonNull(kind);
    Objects.requireNonNull(name);
    if (bits < 0 || bits > 7) {
      throw new IllegalArgumentException("Not permission bits: " + bits);
    }
  }

  @Override
  public int compareTo(AclEntry other) {
    return ORDER.compare(this, other);
  }
}
