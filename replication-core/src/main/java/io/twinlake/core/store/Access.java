package io.twinlake.core.store;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;

/**
 * Who may do what with one file or directory, in POSIX terms, as {@code hdfs} and accounts with a
 * hierarchical namespace keep it.
 *
 * @param owner the owning user; a name on {@code hdfs}, an object id or a name on Azure
 * @param group the owning group
 * @param mode the nine permission bits and the sticky bit, {@code 0755} as a number; the group's
 *     bits are the owning group's own, never the mask that stores show in their place
 * @param entries the access control list beyond the mode: named users and groups, the mask, and a
 *     directory's default entries; in the order of {@link AclEntry}; empty where there is none
 */
public record Access(String owner, String group, int mode, List<AclEntry> entries)
    implements Serializable {
  public Access {
    Objects.requireNonNull(owner);
    Objects.requireNonNull(group);
    if (mode < 0 || mode > 01777) {
      throw new IllegalArgumentException("Not a mode: " + Integer.toOctalString(mode));
    }
    entries = entries.stream().sorted().toList();
  }
}
