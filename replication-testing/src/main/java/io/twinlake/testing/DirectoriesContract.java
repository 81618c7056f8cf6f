package io.twinlake.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.store.Ability;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.PreconditionFailedException;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import io.twinlake.core.store.TreeNode;
import io.twinlake.core.store.TreeWriter;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The promises of {@link Ability#DIRECTORIES}. */
public abstract class DirectoriesContract extends StoreContract {

  /** A store whose root does not exist. */
  protected abstract ObjectStore storeWithoutRoot();

  @Test
  void theStoreDeclaresIt() {
    ObjectStore store = emptyStore();

    assertThat(store.abilities()).contains(Ability.DIRECTORIES);
    assertThat(store.tree()).isPresent();
  }

  @Test
  void anEmptyStoreHasNoNodes() {
    assertThat(nodes(emptyStore(), "")).isEmpty();
  }

  @Test
  void anEmptyDirectoryIsANodeAndNoObject() {
    ObjectStore store = emptyStore();
    tree(store).makeDirectory(path("orders"));

    assertThat(names(store, "")).containsExactly("orders/");
    assertThat(paths(store, "")).isEmpty();
    assertThat(store.find(path("orders"))).isEmpty();
    assertThat(store.listLevel(ObjectPrefix.ALL).objects()).isEmpty();
  }

  @Test
  void theDirectoriesAboveAreMadeToo() {
    ObjectStore store = emptyStore();
    tree(store).makeDirectory(path("a/b/c"));

    assertThat(names(store, "")).containsExactly("a/", "a/b/", "a/b/c/");
  }

  @Test
  void anExistingDirectoryIsLeftAsItIs() {
    ObjectStore store = emptyStore();
    write(store, "a/b", "x");
    tree(store).makeDirectory(path("a"));
    tree(store).makeDirectory(path("a"));

    assertThat(names(store, "")).containsExactly("a/", "a/b");
    assertThat(read(store, "a/b")).isEqualTo("x");
  }

  @Test
  void aDirectoryIsNotMadeWhereAFileIs() {
    ObjectStore store = emptyStore();
    write(store, "a", "x");

    assertThatThrownBy(() -> tree(store).makeDirectory(path("a")))
        .isInstanceOf(PreconditionFailedException.class);
    assertThat(names(store, "")).containsExactly("a");
    assertThat(read(store, "a")).isEqualTo("x");
  }

  @Test
  void theDirectoriesOfAnObjectAreNodes() {
    ObjectStore store = emptyStore();
    write(store, "a/b/c", "x");

    assertThat(names(store, "")).containsExactly("a/", "a/b/", "a/b/c");
  }

  @Test
  void nodesComeInTheOrderOfTheirPathsWithoutAClosingSlash() {
    ObjectStore store = emptyStore();
    for (String name : List.of("a/x", "a-b", "a0", "a.d/y", "B", "z/1/2", "z-1")) {
      write(store, name, "x");
    }
    tree(store).makeDirectory(path("a!"));
    tree(store).makeDirectory(path("\uD83D\uDE00"));
    tree(store).makeDirectory(path("\uFF5E"));

    assertThat(names(store, ""))
        .containsExactly(
            "B",
            "a/",
            "a!/",
            "a-b",
            "a.d/",
            "a.d/y",
            "a/x",
            "a0",
            "z/",
            "z-1",
            "z/1/",
            "z/1/2",
            "\uFF5E/",
            "\uD83D\uDE00/");
  }

  @Test
  void aPrefixIsNotAmongWhatLiesBelowIt() {
    ObjectStore store = emptyStore();
    write(store, "orders/date=1/part-0", "x");
    write(store, "orders-old/part-0", "x");
    tree(store).makeDirectory(path("orders/date=2"));

    assertThat(names(store, "orders/"))
        .containsExactly("orders/date=1/", "orders/date=1/part-0", "orders/date=2/");
    assertThat(names(store, "nothing/such/")).isEmpty();
    assertThat(names(store, "orders-old/part-0/")).isEmpty();
  }

  @Test
  void aDirectoryStaysWhenItsLastObjectGoes() {
    ObjectStore store = emptyStore();
    ObjectEntry written = write(store, "a/b/c", "x");
    store.delete(written.path(), written.version());

    assertThat(names(store, "")).containsExactly("a/", "a/b/");
  }

  @Test
  void accessIsShownWhereTheStoreHasIt() {
    ObjectStore store = emptyStore();
    write(store, "a/b", "x");

    assertThat(nodes(store, ""))
        .hasSize(2)
        .allMatch(n -> n.access().isPresent() == store.abilities().contains(Ability.ACL));
  }

  @Test
  void aMissingRootIsAnErrorAndNeverAnEmptyListing() {
    ObjectStore store = storeWithoutRoot();

    for (String prefix : List.of("", "some/prefix/")) {
      assertThatThrownBy(() -> nodes(store, prefix))
          .isInstanceOfSatisfying(
              StoreException.class,
              e -> assertThat(e.problem()).isEqualTo(StoreProblem.ROOT_MISSING));
    }
  }

  /** What the store says of its directories. */
  protected static TreeWriter tree(ObjectStore store) {
    return store.tree().orElseThrow();
  }

  protected static List<TreeNode> nodes(ObjectStore store, String prefix) {
    try (Stream<TreeNode> listed = tree(store).nodes(new ObjectPrefix(prefix))) {
      return listed.toList();
    }
  }

  /** The paths of the nodes in their order, directories with a closing slash. */
  private static List<String> names(ObjectStore store, String prefix) {
    return nodes(store, prefix).stream()
        .map(n -> n.path().value() + (n.directory() ? "/" : ""))
        .toList();
  }
}
