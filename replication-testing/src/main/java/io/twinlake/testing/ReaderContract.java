package io.twinlake.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.Level;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.ObjectType;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import io.twinlake.core.store.VersionChangedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The promises of {@link io.twinlake.core.store.ObjectReader}: listings are complete, ordered or an
 * error, and reads are of one version. Every store passes it.
 */
public abstract class ReaderContract extends StoreContract {

  /** A store whose root does not exist. */
  protected abstract ObjectStore storeWithoutRoot();

  @Test
  void listsNothingInAnEmptyStore() {
    assertThat(entries(emptyStore(), "")).isEmpty();
  }

  @Test
  void listsWhatWasWrittenWithSizeVersionAndTime() {
    ObjectStore store = emptyStore();
    ObjectEntry written = write(store, "orders/part-0", "twelve bytes");

    assertThat(entries(store, ""))
        .singleElement()
        .satisfies(
            listed -> {
              assertThat(listed.path()).isEqualTo(path("orders/part-0"));
              assertThat(listed.sizeBytes()).isEqualTo(12);
              assertThat(listed.version()).isEqualTo(written.version());
              assertThat(listed.type()).isEqualTo(ObjectType.FILE);
              assertThat(Duration.between(listed.modifiedAt(), store.now()).abs())
                  .isLessThan(Duration.ofMinutes(1));
            });
  }

  @Test
  void listsInTheOrderOfUnsignedUtf8BytesOfWholePaths() {
    ObjectStore store = emptyStore();
    List<String> held = new ArrayList<>();
    for (String name :
        List.of(
            "a/b",
            "a-b",
            "a",
            "a0",
            "B",
            "b/",
            "é",
            "a/b/c-d",
            "a/b-c",
            "z",
            "\uE000",
            "\uFF5E",
            "\uD83D\uDE00",
            "a.b/c",
            "\u00FF",
            "~")) {
      if (isHeld(() -> write(store, name, "x"))) {
        held.add(name);
      }
    }

    assertThat(held).contains("a-b", "a0", "B", "z", "~", "a.b/c");
    assertThat(paths(store, ""))
        .containsExactlyElementsOf(held.stream().sorted(ObjectPath::compareUtf8).toList());
  }

  @Test
  void aPrefixIsTextAndNotADirectory() {
    ObjectStore store = emptyStore();
    for (String name : List.of("orders/x", "orders-old/x", "orderly", "other/orders/x")) {
      write(store, name, "x");
    }

    assertThat(paths(store, "orders")).containsExactly("orders-old/x", "orders/x");
    assertThat(paths(store, "orders/")).containsExactly("orders/x");
    assertThat(paths(store, "orders/x")).containsExactly("orders/x");
    assertThat(paths(store, "nothing/such/")).isEmpty();
    assertThat(paths(store, "orderly/")).isEmpty();
    assertThat(paths(store, "../")).isEmpty();
  }

  @Test
  void listsOneLevelWithObjectsAndDeeperPrefixesInOrder() {
    ObjectStore store = emptyStore();
    for (String name : List.of("t/a", "t/b/1", "t/b/2", "t/b-c/1", "t/z/y/x", "u", "t/b.txt")) {
      write(store, name, "x");
    }

    Level level = store.listLevel(new ObjectPrefix("t/"));
    assertThat(level.objects()).extracting(e -> e.path().value()).containsExactly("t/a", "t/b.txt");
    assertThat(level.prefixes())
        .extracting(ObjectPrefix::value)
        .containsExactly("t/b-c/", "t/b/", "t/z/");

    Level top = store.listLevel(ObjectPrefix.ALL);
    assertThat(top.objects()).extracting(e -> e.path().value()).containsExactly("u");
    assertThat(top.prefixes()).containsExactly(new ObjectPrefix("t/"));

    Level partial = store.listLevel(new ObjectPrefix("t/b"));
    assertThat(partial.objects()).extracting(e -> e.path().value()).containsExactly("t/b.txt");
    assertThat(partial.prefixes())
        .containsExactly(new ObjectPrefix("t/b-c/"), new ObjectPrefix("t/b/"));
  }

  @Test
  void levelsTogetherHoldWhatTheFlatListingHolds() {
    ObjectStore store = emptyStore();
    for (String name : List.of("a", "b/c", "b/d/e", "b/d/f", "b-d", "g/h/i/j")) {
      write(store, name, "x");
    }

    List<String> found = new ArrayList<>();
    collect(store, ObjectPrefix.ALL, found);
    assertThat(found).containsExactlyInAnyOrderElementsOf(paths(store, ""));
  }

  private static void collect(ObjectStore store, ObjectPrefix prefix, List<String> found) {
    Level level = store.listLevel(prefix);
    level.objects().forEach(e -> found.add(e.path().value()));
    level.prefixes().forEach(p -> collect(store, p, found));
  }

  @Test
  void aMissingRootIsAnErrorAndNeverAnEmptyListing() {
    ObjectStore store = storeWithoutRoot();

    assertRootMissing(() -> entries(store, ""));
    assertRootMissing(() -> entries(store, "some/prefix/"));
    assertRootMissing(() -> store.listLevel(ObjectPrefix.ALL));
    assertRootMissing(() -> store.find(path("a")));
    assertRootMissing(() -> write(store, "a", "x"));
  }

  @Test
  void aRootThatWasCreatedIsEmptyAndCreatingItAgainChangesNothing() {
    ObjectStore store = storeWithoutRoot();
    store.createRoot();
    write(store, "a", "x");
    store.createRoot();

    assertThat(paths(store, "")).containsExactly("a");
  }

  @Test
  void readsExactlyTheRange() {
    ObjectStore store = emptyStore();
    ObjectEntry entry = write(store, "a", "0123456789");

    assertThat(bytes(store.read(entry.path(), new ByteRange(3, 4), entry.version())))
        .asString()
        .isEqualTo("3456");
    assertThat(bytes(store.read(entry.path(), new ByteRange(0, 0), entry.version()))).isEmpty();
    assertThat(bytes(store.read(entry.path(), new ByteRange(9, 1), entry.version())))
        .asString()
        .isEqualTo("9");
  }

  @Test
  void refusesARangeBeyondTheEnd() {
    ObjectStore store = emptyStore();
    ObjectEntry entry = write(store, "a", "0123456789");

    assertThatThrownBy(() -> bytes(store.read(entry.path(), new ByteRange(5, 6), entry.version())))
        .isInstanceOf(StoreException.class);
  }

  @Test
  void readsAnEmptyObject() {
    ObjectStore store = emptyStore();
    write(store, "empty", "");

    assertThat(read(store, "empty")).isEmpty();
    assertThat(entries(store, "")).singleElement().matches(e -> e.sizeBytes() == 0);
  }

  @Test
  void aReadOfAVersionThatWasReplacedSaysChanged() {
    ObjectStore store = emptyStore();
    ObjectEntry old = write(store, "a", "old");
    replace(store, old, "newer");

    assertThatThrownBy(() -> read(store, old))
        .isInstanceOfSatisfying(
            VersionChangedException.class, e -> assertThat(e.isGone()).isFalse());
    assertThatThrownBy(() -> bytes(store.read(old.path(), new ByteRange(0, 0), old.version())))
        .isInstanceOf(VersionChangedException.class);
  }

  @Test
  void aReadOfAnObjectThatWasDeletedSaysGone() {
    ObjectStore store = emptyStore();
    ObjectEntry old = write(store, "a/b", "old");
    store.delete(old.path(), old.version());

    assertThatThrownBy(() -> read(store, old))
        .isInstanceOfSatisfying(
            VersionChangedException.class, e -> assertThat(e.isGone()).isTrue());
  }

  @Test
  void findsOneObjectAndNoDirectory() {
    ObjectStore store = emptyStore();
    ObjectEntry written = write(store, "a/b", "x");

    assertThat(store.find(path("a/b")).orElseThrow().version()).isEqualTo(written.version());
    assertThat(store.find(path("a"))).isEmpty();
    assertThat(store.find(path("a/b/c"))).isEmpty();
    assertThat(store.find(path("a/x"))).isEmpty();
  }

  @Test
  void aListingThatIsClosedEarlyLeavesTheStoreUsable() {
    ObjectStore store = emptyStore();
    write(store, "a/1", "x");
    write(store, "b/1", "x");
    try (var listed = store.list(ObjectPrefix.ALL)) {
      assertThat(listed.findFirst()).isPresent();
    }

    assertThat(paths(store, "")).hasSize(2);
  }

  static List<String> hostileNames() {
    return List.of(
        "a:b",
        "a//b",
        "a/",
        "x/./y",
        "x/../z",
        "/leading",
        "%20",
        "x%2Fy",
        "a+b",
        "a b",
        " a ",
        "a#b",
        "a?b=c&d",
        "a%",
        "a%zz",
        "caf\u00e9",
        "cafe\u0301",
        "dot.",
        "dir./file",
        "...",
        ".",
        "..",
        "a\\b",
        "a\tb",
        "a\u0001b",
        "a\u007fb",
        "a\u0000b",
        "{a}[b]*",
        "'\"<&>",
        "\uFFFE",
        "\uD83D\uDE00",
        "\uD800",
        "x".repeat(255),
        "x".repeat(256),
        "d/".repeat(100) + "x",
        "y/".repeat(300) + "x",
        "n".repeat(1024),
        "n".repeat(1025),
        "\u00e9".repeat(1024),
        "part-0;v=1",
        "a,b",
        "a=b/c=d",
        "A",
        "$root",
        "~",
        "CON",
        "a/b/");
  }

  @ParameterizedTest
  @MethodSource("hostileNames")
  void aHostileNameReadsBackAsItIsOrIsRefusedBeforeAnythingIsWritten(String name) {
    ObjectStore store = emptyStore();

    if (isHeld(() -> write(store, name, "content"))) {
      assertThat(paths(store, "")).containsExactly(name);
      assertThat(paths(store, name)).containsExactly(name);
      assertThat(read(store, name)).isEqualTo("content");
      ObjectEntry listed = entries(store, "").get(0);
      ObjectEntry replaced = replace(store, listed, "more content");
      assertThat(read(store, replaced)).isEqualTo("more content");
      store.delete(replaced.path(), replaced.version());
    }
    assertThat(paths(store, "")).isEmpty();
  }

  @Test
  void namesThatOnlyLookAlikeAreDifferentObjects() {
    ObjectStore store = emptyStore();
    List<String> held = new ArrayList<>();
    for (String name :
        List.of(
            "a/b",
            "a//b",
            "a%2Fb",
            "caf\u00e9",
            "cafe\u0301",
            "Case",
            "case",
            "a b",
            "a+b",
            "a%20b")) {
      if (isHeld(() -> write(store, name, "content of " + name))) {
        held.add(name);
      }
    }

    for (String name : held) {
      assertThat(read(store, name)).isEqualTo("content of " + name);
    }
    assertThat(paths(store, "")).containsExactlyInAnyOrderElementsOf(held);
  }

  @Test
  void theRootNamesThePlaceWithoutASecret() {
    assertThat(emptyStore().root().toString()).isNotEmpty().doesNotContain("sig=", "key");
  }

  /** Runs {@code write}; false if the store refused the name, as it may. */
  private static boolean isHeld(Runnable write) {
    try {
      write.run();
      return true;
    } catch (StoreException refused) {
      assertThat(refused.problem()).isEqualTo(StoreProblem.UNSUPPORTED_NAME);
      return false;
    }
  }

  private static void assertRootMissing(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> assertThat(e.problem()).isEqualTo(StoreProblem.ROOT_MISSING));
  }
}
