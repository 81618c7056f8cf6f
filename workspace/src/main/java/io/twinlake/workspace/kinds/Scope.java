package io.twinlake.workspace.kinds;

import io.twinlake.workspace.model.Kind;
import java.util.List;
import java.util.Set;

/**
 * Which part of a workspace is meant.
 *
 * @param kinds object types
 * @param paths directories of the tree; {@code /} is all
 * @param dbfs directories of DBFS
 * @param permissions whose permissions are read and written
 */
public record Scope(
    Set<Kind> kinds, List<String> paths, List<String> dbfs, Permissions permissions) {
  /** Whose permissions are carried. */
  public enum Permissions {
    /** Of every object that has any. */
    ALL,
    /** Not of single notebooks and files, only of the directories above. */
    CONTAINERS,
    NONE
  }

  public Scope {
    kinds = Set.copyOf(kinds);
    paths = List.copyOf(paths);
    dbfs = List.copyOf(dbfs);
  }

  public boolean has(Kind kind) {
    return kinds.contains(kind);
  }

  boolean hasPermissions(Kind kind) {
    return !kind.permissions().isEmpty()
        && permissions != Permissions.NONE
        && (permissions == Permissions.ALL || kind != Kind.NOTEBOOK && kind != Kind.FILE);
  }
}
