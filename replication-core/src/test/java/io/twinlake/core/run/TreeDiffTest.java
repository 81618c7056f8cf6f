package io.twinlake.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.access.AccessMapping;
import io.twinlake.core.plan.Datasets;
import io.twinlake.core.plan.Findings;
import io.twinlake.core.plan.TreeScope;
import io.twinlake.core.settings.Settings.Tables;
import io.twinlake.core.settings.TreeSettings;
import io.twinlake.core.settings.TreeSettings.Acl;
import io.twinlake.core.settings.TreeSettings.EmptyDirectories;
import io.twinlake.core.store.Access;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.TreeNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TreeDiffTest {
  private static final Access ACCESS = new Access("alice", "staff", 0750, List.of());

  private static TreeSettings settings(Acl acl, EmptyDirectories empty) {
    return new TreeSettings(acl, AccessMapping.NONE, empty);
  }

  /** Names in any order, directories with a closing slash. */
  private static Iterator<TreeNode> tree(String... names) {
    return Arrays.stream(names)
        .map(
            name ->
                new TreeNode(
                    ObjectPath.of(name.replaceFirst("/$", "")),
                    name.endsWith("/"),
                    Optional.of(ACCESS)))
        .sorted(Comparator.comparing(TreeNode::path))
        .iterator();
  }

  private static List<String> diff(
      Iterator<TreeNode> source, Iterator<TreeNode> target, TreeSettings settings, boolean plan) {
    TreeScope scope = new TreeScope(Datasets.orders(""), Tables.REFUSE, new Findings());
    List<String> all = new ArrayList<>();
    new TreeDiff(source, target, scope, settings, plan)
        .forEachRemaining(
            a ->
                all.add(
                    (a.make() ? "make " : "compare ")
                        + a.path()
                        + (a.source().isPresent() ? " with access" : "")));
    return all;
  }

  private static List<String> inheriting(Iterator<TreeNode> source, Iterator<TreeNode> target) {
    return diff(source, target, settings(Acl.INHERIT, EmptyDirectories.COPY), false);
  }

  @Test
  void onlyEmptyDirectoriesThatAreMissingAreMadeWhereAccessIsInherited() {
    assertThat(
            inheriting(
                tree("a/", "a/x", "a-b/", "b/", "b/c/", "d/", "here/", "e/", "e/file"),
                tree("a/", "a/x", "here/")))
        .containsExactlyInAnyOrder("make a-b", "make b/c", "make d");
  }

  @Test
  void aDirectoryIsNotEmptyBecauseItsNeighbourComesInBetween() {
    assertThat(inheriting(tree("a/", "a-b", "a.c/", "a/x"), tree("a-b")))
        .containsExactly("make a.c");
  }

  @Test
  void anEmptyDirectoryAtTheEndIsMadeToo() {
    assertThat(inheriting(tree("z/"), tree())).containsExactly("make z");
  }

  @Test
  void whatIsOnlyAtTheTargetIsLeft() {
    assertThat(inheriting(tree("b"), tree("a/", "b", "c/", "c/d"))).isEmpty();
  }

  @Test
  void whereAccessIsCarriedOverEveryMissingDirectoryIsMadeParentsFirst() {
    assertThat(
            diff(
                tree("a/", "a/b/", "a/b/x", "c"),
                tree("c"),
                settings(Acl.PRESERVE, EmptyDirectories.COPY),
                false))
        .containsExactly("make a with access", "make a/b with access", "compare c with access");
  }

  @Test
  void aFileThatIsNotAtTheTargetHasNoAccessToSetYet() {
    TreeSettings preserve = settings(Acl.PRESERVE, EmptyDirectories.COPY);

    assertThat(diff(tree("x"), tree(), preserve, false)).isEmpty();
    assertThat(diff(tree("x"), tree(), preserve, true)).containsExactly("compare x with access");
  }

  @Test
  void ignoredEmptyDirectoriesAreNotMadeButComparedWhereTheyAre() {
    assertThat(
            diff(
                tree("a/", "b/"),
                tree("a/"),
                settings(Acl.PRESERVE, EmptyDirectories.IGNORE),
                false))
        .containsExactly("compare a with access");
  }

  @Test
  void aDirectoryWhereAFileIsIsTriedSoThatItsFailureIsCounted() {
    assertThat(inheriting(tree("a/"), tree("a"))).containsExactly("make a");
  }

  @Test
  void whatIsOutOfScopeIsLeft() {
    assertThat(
            diff(
                tree("_temporary/", "_temporary/0/", "d/"),
                tree(),
                settings(Acl.PRESERVE, EmptyDirectories.COPY),
                false))
        .containsExactly("make d with access");
  }
}
