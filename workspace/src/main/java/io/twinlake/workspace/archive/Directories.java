package io.twinlake.workspace.archive;

import io.twinlake.workspace.model.Kind;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Which directories were asked for. What lies elsewhere is not in an archive, and that says nothing
 * about whether it is there.
 *
 * @param paths of the workspace's tree
 * @param dbfs of DBFS
 * @param volumes of volumes
 */
public record Directories(List<String> paths, List<String> dbfs, List<String> volumes) {
  public Directories {
    paths = List.copyOf(paths);
    dbfs = List.copyOf(dbfs);
    volumes = List.copyOf(volumes);
  }

  /** Types of which somebody who asks for {@code others} would get other objects. */
  public Set<Kind> differ(Directories others) {
    Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    if (!paths.equals(others.paths)) {
      kinds.addAll(EnumSet.of(Kind.DIRECTORY, Kind.NOTEBOOK, Kind.FILE));
    }
    if (!dbfs.equals(others.dbfs)) {
      kinds.add(Kind.DBFS_FILE);
    }
    if (!volumes.equals(others.volumes)) {
      kinds.add(Kind.VOLUME_FILE);
    }
    return kinds;
  }
}
