package io.twinlake.workspace.sync;

import io.twinlake.workspace.model.Kind;
import java.util.List;

/**
 * Something in which the target differs from the source, by meaning: ids, marks and what starts by
 * itself do not count.
 *
 * @param kind of the object
 * @param key its name or path
 * @param what how they differ
 * @param details the places that differ, or why it cannot be carried
 */
public record Difference(Kind kind, String key, What what, List<String> details) {
  /** How two workspaces differ in one object. */
  public enum What {
    MISSING_AT_TARGET,
    MISSING_AT_SOURCE,
    DIFFERS,
    /** The target's permissions are others. */
    PERMISSIONS,
    /** The target cannot hold it. */
    CANNOT_BE_CARRIED
  }

  public Difference {
    details = List.copyOf(details);
  }
}
