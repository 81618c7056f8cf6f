package io.twinlake.storage.hadoop;

import io.twinlake.core.store.Access;
import io.twinlake.core.store.AclEntry;
import io.twinlake.core.store.AclEntry.Kind;
import io.twinlake.core.store.AclEntry.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.permission.AclEntryScope;
import org.apache.hadoop.fs.permission.AclEntryType;
import org.apache.hadoop.fs.permission.AclStatus;
import org.apache.hadoop.fs.permission.FsAction;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * Turns Hadoop's access rights into ours and back.
 *
 * <p>Where an item has an access control list, Hadoop shows the mask in the place of the group's
 * bits, and the group's own bits as the list's entry for a group without a name.
 *
 * @see <a
 *     href="https://hadoop.apache.org/docs/stable/hadoop-project-dist/hadoop-hdfs/HdfsPermissionsGuide.html">HDFS,
 *     permissions</a>
 */
final class HadoopAccess {
  private HadoopAccess() {}

  static Access of(FileStatus status) {
    return new Access(
        status.getOwner(), status.getGroup(), mode(status.getPermission()), List.of());
  }

  /**
   * @param shown the permission bits of the item, with the mask in the group's place
   */
  static Access of(AclStatus acl, FsPermission shown) {
    List<AclEntry> entries = new ArrayList<>();
    Optional<Integer> group = Optional.empty();
    Optional<Integer> mask = Optional.empty();
    boolean extended = false;
    for (org.apache.hadoop.fs.permission.AclEntry each : acl.getEntries()) {
      int bits = each.getPermission().ordinal();
      String name = each.getName() == null ? "" : each.getName();
      if (each.getScope() == AclEntryScope.DEFAULT) {
        entries.add(new AclEntry(Scope.DEFAULT, kind(each.getType()), name, bits));
      } else if (!name.isEmpty()) {
        extended = true;
        entries.add(new AclEntry(Scope.ACCESS, kind(each.getType()), name, bits));
      } else if (each.getType() == AclEntryType.GROUP) {
        group = Optional.of(bits);
      } else if (each.getType() == AclEntryType.MASK) {
        mask = Optional.of(bits);
      }
    }
    int shownGroup = shown.getGroupAction().ordinal();
    if (extended || group.isPresent() || mask.isPresent()) {
      entries.add(new AclEntry(Scope.ACCESS, Kind.MASK, "", mask.orElse(shownGroup)));
    }
    int mode = (mode(shown) & ~070) | (group.orElse(shownGroup) << 3);
    return new Access(acl.getOwner(), acl.getGroup(), mode, entries);
  }

  /** All entries, as the file system takes a whole list. */
  static List<org.apache.hadoop.fs.permission.AclEntry> spec(Access access) {
    List<org.apache.hadoop.fs.permission.AclEntry> spec = new ArrayList<>();
    spec.add(entry(Scope.ACCESS, Kind.USER, "", access.mode() >> 6 & 7));
    spec.add(entry(Scope.ACCESS, Kind.GROUP, "", access.mode() >> 3 & 7));
    spec.add(entry(Scope.ACCESS, Kind.OTHER, "", access.mode() & 7));
    for (AclEntry each : access.entries()) {
      spec.add(entry(each.scope(), each.kind(), each.name(), each.bits()));
    }
    return spec;
  }

  private static org.apache.hadoop.fs.permission.AclEntry entry(
      Scope scope, Kind kind, String name, int bits) {
    return new org.apache.hadoop.fs.permission.AclEntry.Builder()
        .setScope(scope == Scope.ACCESS ? AclEntryScope.ACCESS : AclEntryScope.DEFAULT)
        .setType(AclEntryType.valueOf(kind.name()))
        .setName(name.isEmpty() ? null : name)
        .setPermission(FsAction.values()[bits])
        .build();
  }

  private static Kind kind(AclEntryType type) {
    return Kind.valueOf(type.name());
  }

  private static int mode(FsPermission permission) {
    return permission.toShort() & 01777;
  }
}
