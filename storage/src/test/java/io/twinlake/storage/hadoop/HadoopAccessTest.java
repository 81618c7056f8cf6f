package io.twinlake.storage.hadoop;

import static org.apache.hadoop.fs.permission.AclEntry.parseAclSpec;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.store.Access;
import io.twinlake.core.store.AclEntry;
import io.twinlake.core.store.AclEntry.Kind;
import io.twinlake.core.store.AclEntry.Scope;
import java.util.List;
import org.apache.hadoop.fs.permission.AclStatus;
import org.apache.hadoop.fs.permission.FsPermission;
import org.junit.jupiter.api.Test;

class HadoopAccessTest {
  private static Access access(String permission, String spec) {
    AclStatus acl =
        new AclStatus.Builder()
            .owner("alice")
            .group("staff")
            .addEntries(parseAclSpec(spec, true))
            .build();
    return HadoopAccess.of(acl, new FsPermission(permission));
  }

  /** HDFS shows only what is beyond the permission bits, and the mask among these. */
  @Test
  void theMaskIsTakenFromTheGroupsBitsAndTheGroupFromItsEntry() {
    Access shown = access("0674", "user:bob:rw-,group::r--");

    assertThat(shown.mode()).isEqualTo(0644);
    assertThat(shown.entries())
        .containsExactly(
            new AclEntry(Scope.ACCESS, Kind.USER, "bob", 6),
            new AclEntry(Scope.ACCESS, Kind.MASK, "", 7));
  }

  /** ABFS shows the whole list. */
  @Test
  void aWholeListSaysTheSame() {
    assertThat(access("0674", "user::rw-,user:bob:rw-,group::r--,mask::rwx,other::r--"))
        .isEqualTo(access("0674", "user:bob:rw-,group::r--"));
  }

  @Test
  void defaultEntriesAloneBringNoMask() {
    Access shown = access("1750", "default:user::rwx,default:group::r-x,default:other::---");

    assertThat(shown.mode()).isEqualTo(01750);
    assertThat(shown.entries()).extracting(AclEntry::scope).containsOnly(Scope.DEFAULT).hasSize(3);
  }

  @Test
  void whatIsSetIsTheWholeList() {
    Access access =
        new Access(
            "alice",
            "staff",
            0640,
            List.of(
                new AclEntry(Scope.ACCESS, Kind.USER, "bob", 7),
                new AclEntry(Scope.ACCESS, Kind.MASK, "", 5)));

    assertThat(HadoopAccess.spec(access))
        .containsExactlyInAnyOrderElementsOf(
            parseAclSpec("user::rw-,group::r--,other::---,user:bob:rwx,mask::r-x", true));
  }
}
