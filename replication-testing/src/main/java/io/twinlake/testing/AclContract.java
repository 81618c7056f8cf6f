package io.twinlake.testing;

import static io.twinlake.core.store.AclEntry.Kind.GROUP;
import static io.twinlake.core.store.AclEntry.Kind.MASK;
import static io.twinlake.core.store.AclEntry.Kind.OTHER;
import static io.twinlake.core.store.AclEntry.Kind.USER;
import static io.twinlake.core.store.AclEntry.Scope.ACCESS;
import static io.twinlake.core.store.AclEntry.Scope.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.store.Ability;
import io.twinlake.core.store.Access;
import io.twinlake.core.store.AclEntry;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.TreeNode;
import io.twinlake.core.store.TreeWriter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The promises of {@link Ability#ACL}. The identity that runs it may change owners. */
public abstract class AclContract extends StoreContract {

  /** A user or group that a list can name; the same for the same {@code name}. */
  protected String principal(String name) {
    return name;
  }

  @Test
  void theStoreDeclaresItAndHasDirectories() {
    ObjectStore store = emptyStore();

    assertThat(store.abilities()).contains(Ability.ACL, Ability.DIRECTORIES);
  }

  @Test
  void everyNodeHasAnOwnerAGroupAndAMode() {
    ObjectStore store = emptyStore();
    write(store, "a/b", "x");

    assertThat(access(store, "a").owner()).isNotEmpty();
    assertThat(access(store, "a/b").group()).isNotEmpty();
    assertThat(access(store, "a/b").mode() & 0400).isNotZero();
  }

  @Test
  void aModeReadsBackOfFilesAndDirectories() {
    ObjectStore store = withFileAndDirectory();
    for (int mode : new int[] {0, 0400, 0640, 0755, 0777}) {
      set(store, "a/b", changed(access(store, "a/b"), mode, List.of()));
      assertThat(access(store, "a/b").mode()).isEqualTo(mode);
    }
    for (int mode : new int[] {0700, 0750, 01777}) {
      set(store, "a", changed(access(store, "a"), mode, List.of()));
      assertThat(access(store, "a").mode()).isEqualTo(mode);
    }
  }

  @Test
  void ownerAndGroupReadBack() {
    ObjectStore store = withFileAndDirectory();
    for (String path : List.of("a", "a/b")) {
      Access wanted =
          new Access(principal("alice"), principal("analysts"), 0750, List.<AclEntry>of());
      set(store, path, wanted);
      assertThat(access(store, path)).isEqualTo(wanted);
    }
  }

  @Test
  void namedUsersAndGroupsReadBackWithTheMask() {
    ObjectStore store = withFileAndDirectory();
    for (String path : List.of("a", "a/b")) {
      Access wanted =
          changed(
              access(store, path),
              0750,
              List.of(
                  entry(ACCESS, USER, "bob", 7),
                  entry(ACCESS, USER, "carol", 4),
                  entry(ACCESS, GROUP, "auditors", 5),
                  new AclEntry(ACCESS, MASK, "", 5)));
      set(store, path, wanted);
      assertThat(access(store, path)).isEqualTo(wanted);
    }
  }

  /** POSIX shows the mask in the place of the group's bits. */
  @Test
  void theGroupsBitsAreItsOwnAndNotTheMasks() {
    ObjectStore store = withFileAndDirectory();
    Access wanted =
        changed(
            access(store, "a/b"),
            0604,
            List.of(entry(ACCESS, USER, "bob", 6), new AclEntry(ACCESS, MASK, "", 7)));
    set(store, "a/b", wanted);

    assertThat(access(store, "a/b")).isEqualTo(wanted);
  }

  @Test
  void defaultEntriesOfADirectoryReadBack() {
    ObjectStore store = withFileAndDirectory();
    Access wanted = changed(access(store, "a"), 0755, defaults("bob"));
    set(store, "a", wanted);

    assertThat(access(store, "a")).isEqualTo(wanted);
  }

  @Test
  void accessAndDefaultEntriesStandBesideEachOther() {
    ObjectStore store = withFileAndDirectory();
    List<AclEntry> both =
        Stream.concat(
                defaults("bob").stream(),
                Stream.of(entry(ACCESS, GROUP, "auditors", 4), new AclEntry(ACCESS, MASK, "", 4)))
            .toList();
    Access wanted = changed(access(store, "a"), 01730, both);
    set(store, "a", wanted);

    assertThat(access(store, "a")).isEqualTo(wanted);
  }

  @Test
  void whatIsSetIsTheWholeListAndSettingItAgainDoesNoHarm() {
    ObjectStore store = withFileAndDirectory();
    set(store, "a", changed(access(store, "a"), 0750, defaults("bob")));
    Access other = changed(access(store, "a"), 0750, defaults("carol"));
    set(store, "a", other);
    set(store, "a", other);
    assertThat(access(store, "a")).isEqualTo(other);

    Access plain = changed(other, 0750, List.of());
    set(store, "a", plain);
    assertThat(access(store, "a")).isEqualTo(plain);
  }

  @Test
  void settingAccessChangesNoContent() {
    ObjectStore store = withFileAndDirectory();
    set(
        store,
        "a/b",
        changed(
            access(store, "a/b"),
            0640,
            List.of(entry(ACCESS, USER, "bob", 4), new AclEntry(ACCESS, MASK, "", 4))));

    assertThat(read(store, "a/b")).isEqualTo("x");
  }

  private ObjectStore withFileAndDirectory() {
    ObjectStore store = emptyStore();
    write(store, "a/b", "x");
    return store;
  }

  private List<AclEntry> defaults(String user) {
    return List.of(
        new AclEntry(DEFAULT, USER, "", 7),
        entry(DEFAULT, USER, user, 6),
        new AclEntry(DEFAULT, GROUP, "", 5),
        entry(DEFAULT, GROUP, "auditors", 4),
        new AclEntry(DEFAULT, MASK, "", 7),
        new AclEntry(DEFAULT, OTHER, "", 0));
  }

  private AclEntry entry(AclEntry.Scope scope, AclEntry.Kind kind, String name, int bits) {
    return new AclEntry(scope, kind, principal(name), bits);
  }

  private static Access changed(Access access, int mode, List<AclEntry> entries) {
    return new Access(access.owner(), access.group(), mode, entries);
  }

  private static void set(ObjectStore store, String path, Access access) {
    TreeNode node = node(store, path);
    tree(store).setAccess(new TreeNode(node.path(), node.directory(), Optional.of(access)));
  }

  private static Access access(ObjectStore store, String path) {
    return node(store, path).access().orElseThrow();
  }

  private static TreeNode node(ObjectStore store, String path) {
    try (Stream<TreeNode> nodes = tree(store).nodes(ObjectPrefix.ALL)) {
      return nodes.filter(n -> n.path().value().equals(path)).findFirst().orElseThrow();
    }
  }

  private static TreeWriter tree(ObjectStore store) {
    return store.tree().orElseThrow();
  }
}
