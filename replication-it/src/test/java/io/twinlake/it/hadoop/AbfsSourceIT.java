package io.twinlake.it.hadoop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.store.Ability;
import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.ObjectVersion.Strength;
import io.twinlake.core.store.StoreContext;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import io.twinlake.core.store.Stores;
import io.twinlake.testing.Azurite;
import io.twinlake.testing.PlainBlobs;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What reading a flat account through ABFS shows, and that it leaves nothing behind. */
@Timeout(60)
class AbfsSourceIT {
  private final String container = Hadoop.container();
  private final PlainBlobs plain = Hadoop.plain("sa4");
  private final ObjectStore store = Hadoop.open(Hadoop.root(container));

  private void put(String... names) {
    plain.createContainer(container);
    for (String name : names) {
      plain.put(container, name, "content of " + name);
    }
  }

  private List<String> listed() {
    try (Stream<ObjectEntry> entries = store.list(ObjectPrefix.ALL)) {
      return entries.map(e -> e.path().value()).toList();
    }
  }

  @Test
  void readingWritesNothingAlthoughNoDirectoryHasAMarker() throws IOException {
    put("a/b/c", "a/b-c", "d/e/f/g", "h", "same", "same/below");
    var before = plain.list(container);

    assertThat(listed()).containsExactlyElementsOf(before.keySet());
    store.listLevel(ObjectPrefix.ALL);
    store.listLevel(new ObjectPrefix("a/b"));
    store.listLevel(new ObjectPrefix("nothing/"));
    for (String each : List.of("a", "a/b", "d/e", "nothing", "a/b/c/below", "same")) {
      Optional<ObjectEntry> found = store.find(ObjectPath.of(each));
      assertThat(found.isPresent()).as(each).isEqualTo(each.equals("same"));
    }
    for (String each : List.of("a/b/c", "h", "same", "same/below")) {
      ObjectEntry entry = store.find(ObjectPath.of(each)).orElseThrow();
      try (var in = store.read(entry.path(), ByteRange.whole(entry.sizeBytes()), entry.version())) {
        assertThat(new String(in.readAllBytes(), UTF_8)).isEqualTo("content of " + each);
      }
    }

    assertThat(plain.list(container)).isEqualTo(before);
  }

  /** If this fails, Hadoop has stopped doing it, and files could be looked up by one request. */
  @Test
  void abfsItselfWritesAMarkerWhenAskedForTheStatusOfADirectory() throws IOException {
    put("a/b");
    try (FileSystem client = Hadoop.client(Hadoop.root(container), Azurite.shared().hadoop())) {
      client.listStatus(new Path("/a"));
      assertThat(plain.list(container)).containsOnlyKeys("a/b");
      client.getFileStatus(new Path("/a"));
    }

    assertThat(plain.list(container)).containsOnlyKeys("a", "a/b");
  }

  @Test
  void aDirectoryThatIsListedByItsMarkerAndAsAPrefixIsOne() {
    put("a/b/c");
    plain.put(container, "a", new byte[0], Map.of("x-ms-meta-hdi_isfolder", "true"));
    plain.put(container, "a/b", new byte[0], Map.of("x-ms-meta-hdi_isfolder", "true"));

    assertThat(listed()).containsExactly("a/b/c");
    assertThat(store.listLevel(ObjectPrefix.ALL).prefixes())
        .containsExactly(new ObjectPrefix("a/"));
  }

  @Test
  void versionsAreTheEtagsThatTheNativeStoreShows() {
    put("a/b");
    ObjectEntry found = store.find(ObjectPath.of("a/b")).orElseThrow();

    assertThat(found.version().strength()).isEqualTo(Strength.STRONG);
    try (ObjectStore natively =
        new Stores(new StoreContext(Azurite.shared().hadoop(), "test"))
            .open(Hadoop.root(container))) {
      assertThat(natively.find(found.path()).orElseThrow().version()).isEqualTo(found.version());
      try (Stream<ObjectEntry> listed = store.list(ObjectPrefix.ALL)) {
        assertThat(listed.map(ObjectEntry::version)).containsExactly(found.version());
      }
    }
  }

  /** T13: names that Hadoop's Path folds into others. */
  @ParameterizedTest
  @ValueSource(strings = {"x//y", "x/./y", "x/../z", "/leading", "x/"})
  void aNameThatPathCannotHoldMakesTheListingFailAndNeverComeShortOrWrong(String name) {
    put("a/b", "z/c");
    plain.put(container, name, "content");

    assertThatThrownBy(this::listed)
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> assertThat(e.problem()).isEqualTo(StoreProblem.UNSUPPORTED_NAME))
        .hasMessageContainingAll("driver: native", "not used");
    assertThat(store.find(ObjectPath.of(name))).isEmpty();
    assertThat(plain.list(container)).hasSize(3);
  }

  @Test
  void aNameThatEndsWithASlashDoesNotPassForAnEmptyDirectory() {
    put("x/", "file");

    try (Stream<ObjectEntry> below = store.list(new ObjectPrefix("file/"))) {
      assertThat(below).isEmpty();
    }
    assertThatThrownBy(() -> store.list(new ObjectPrefix("x/")))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("not used");
  }

  /** T14: names with characters that others take for something else. */
  @Test
  void namesWithSpecialCharactersAreShownAsTheyAre() {
    List<String> names =
        List.of(
            " a ",
            "#b",
            "%20",
            "A",
            "[g]*{h}",
            "a",
            "a b",
            "a%2Fb",
            "a&c",
            "a+b",
            "a:b",
            "a?b=c",
            "cafe\u0301",
            "caf\u00e9",
            "q'\"<>",
            "\uD83D\uDE00");
    put(names.toArray(String[]::new));

    assertThat(listed()).containsExactlyInAnyOrderElementsOf(names);
    for (String name : names) {
      ObjectEntry entry = store.find(ObjectPath.of(name)).orElseThrow();
      assertThat(entry.sizeBytes()).isEqualTo(("content of " + name).getBytes(UTF_8).length);
    }
  }

  @Test
  void replacingIsNotDeclaredToBeAtomic() {
    assertThat(store.abilities())
        .containsExactlyInAnyOrder(Ability.PUT_IF_ABSENT, Ability.CONDITIONAL);
  }

  @Test
  void aWrongKeyIsDeniedAndNotToldInTheMessage() {
    Map<String, String> hadoop = new java.util.TreeMap<>(Azurite.shared().hadoop());
    String wrong = "d3Jvbmcgd3Jvbmcgd3Jvbmcgd3Jvbmcgd3Jvbmcgd3Jvbmcgd3Jvbmc=";
    hadoop.put("fs.azure.account.key.sa4.dfs.core.windows.net", wrong);
    put("a");
    try (ObjectStore denied = Hadoop.open(Hadoop.root(container), hadoop)) {
      assertThatThrownBy(() -> denied.find(ObjectPath.of("a")))
          .isInstanceOfSatisfying(
              StoreException.class,
              e -> assertThat(e.problem()).isEqualTo(StoreProblem.ACCESS_DENIED))
          .hasMessageNotContaining(wrong);
    }
  }
}
