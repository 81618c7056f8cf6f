package io.twinlake.core.access;

import java.io.Serializable;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How users and groups of the source are called at the target.
 *
 * @param users the target's name for each of the source's users
 * @param groups the same for groups
 * @param unmapped what happens with a name that is in neither
 */
public record AccessMapping(
    SortedMap<String, String> users, SortedMap<String, String> groups, Unmapped unmapped)
    implements Serializable {

  /** What happens with a name that nobody mapped. */
  public enum Unmapped {
    /** It is taken as it is: both sites know it. */
    KEEP,
    /** Its entry is left out; the target keeps its own owner or owning group. */
    DROP,
    /** The file or directory is left as it is, and counts as failed. */
    REFUSE
  }

  /** Every name is the same at both sites. */
  public static final AccessMapping IDENTITY =
      new AccessMapping(new TreeMap<>(), new TreeMap<>(), Unmapped.KEEP);

  /** Nothing is mapped, and nothing unmapped passes. */
  public static final AccessMapping NONE =
      new AccessMapping(new TreeMap<>(), new TreeMap<>(), Unmapped.REFUSE);

  public AccessMapping {
    users = Collections.unmodifiableSortedMap(new TreeMap<>(users));
    groups = Collections.unmodifiableSortedMap(new TreeMap<>(groups));
  }
}
