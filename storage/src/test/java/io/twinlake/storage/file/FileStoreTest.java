package io.twinlake.storage.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.ObjectVersion;
import io.twinlake.core.store.StoreContext;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import io.twinlake.core.store.VersionChangedException;
import io.twinlake.testing.StoreContract;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is particular to directories. */
class FileStoreTest extends StoreContract {
  @TempDir Path directory;
  private Path root;
  private FileStore store;

  @BeforeEach
  void createRoot() {
    root = directory.resolve("root");
    store = new FileStore(root.toUri());
    store.createRoot();
  }

  @Override
  protected ObjectStore emptyStore() {
    return store;
  }

  @Test
  void unfinishedWritesAreNotListed() throws IOException {
    write(store, "a/b", "x");
    Files.writeString(root.resolve("a/.twinlake-tmp-123"), "half");

    assertThat(paths(store, "")).containsExactly("a/b");
    assertThat(store.listLevel(new ObjectPrefix("a/")).objects()).hasSize(1);
    assertProblem(StoreProblem.UNSUPPORTED_NAME, () -> write(store, "a/.twinlake-tmp-456", "x"));
  }

  @Test
  void aWriteThatFailsLeavesNoTemporaryFile() throws IOException {
    write(store, "a", "x");
    assertThatThrownBy(() -> write(store, "a", "y")).isInstanceOf(RuntimeException.class);

    try (Stream<Path> files = Files.list(root)) {
      assertThat(files).containsExactly(root.resolve("a"));
    }
  }

  @Test
  void theVersionIsTimeInMillisecondsAndLength() throws IOException {
    Files.writeString(root.resolve("a"), "four");
    Instant modified = Instant.parse("2026-11-21T10:00:00.123456Z");
    Files.setLastModifiedTime(root.resolve("a"), FileTime.from(modified));

    assertThat(entries(store, "").get(0).version())
        .isEqualTo(ObjectVersion.weak(Instant.parse("2026-11-21T10:00:00.123Z"), 4));
  }

  @Test
  void anObjectAndADirectoryOfOneNameAreRefusedClearly() {
    write(store, "a/b", "x");
    write(store, "c", "x");

    assertThatThrownBy(() -> write(store, "a", "y"))
        .isInstanceOf(StoreException.class)
        .hasMessageContainingAll("a directory of that name", "Nothing was written");
    assertThatThrownBy(() -> write(store, "c/d", "y"))
        .isInstanceOf(StoreException.class)
        .hasMessageContainingAll("c/d", "Nothing was written");
    assertThat(paths(store, "")).containsExactly("a/b", "c");
  }

  @Test
  void aLinkThatLeadsOutOfTheRootIsNotFollowed() throws IOException {
    Path secret = Files.writeString(directory.resolve("secret"), "secret");
    Files.createSymbolicLink(root.resolve("link"), secret);

    assertProblem(StoreProblem.UNSUPPORTED_TYPE, () -> entries(store, ""));
    assertProblem(StoreProblem.UNSUPPORTED_TYPE, () -> store.find(path("link")));
  }

  @Test
  void aDirectoryLinkIsNotWrittenThrough() throws IOException {
    Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
    Files.createSymbolicLink(root.resolve("link"), elsewhere);

    assertProblem(StoreProblem.UNSUPPORTED_TYPE, () -> write(store, "link/a", "x"));
    assertThat(elsewhere).isEmptyDirectory();
  }

  @Test
  void aLinkToAFileWithinTheRootIsThatFile() throws IOException {
    write(store, "a", "content");
    Files.createSymbolicLink(root.resolve("b"), root.resolve("a"));

    assertThat(paths(store, "")).containsExactly("a", "b");
    assertThat(read(store, "b")).isEqualTo("content");
  }

  @Test
  void aDirectoryThatVanishesUnderAListingIsAnError() throws IOException {
    write(store, "a/1", "x");
    write(store, "b/1", "x");
    try (Stream<ObjectEntry> listed = store.list(ObjectPrefix.ALL)) {
      Iterator<ObjectEntry> walk = listed.iterator();
      assertThat(walk.next().path()).isEqualTo(path("a/1"));
      Files.delete(root.resolve("b/1"));
      Files.delete(root.resolve("b"));

      assertThatThrownBy(walk::next)
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("vanished");
    }
  }

  @Test
  void aWriteIntoTheFileWhileItIsReadIsNoticed() throws IOException {
    ObjectEntry entry = write(store, "a", "0123456789");
    try (InputStream reading = store.read(entry.path(), ByteRange.whole(10), entry.version())) {
      assertThat(reading.readNBytes(5)).hasSize(5);
      Files.writeString(root.resolve("a"), "abcdefghijk", StandardOpenOption.TRUNCATE_EXISTING);

      assertThatThrownBy(reading::readAllBytes).isInstanceOf(VersionChangedException.class);
    }
  }

  @Test
  void aRootThatIsAFileIsMissing() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "x");
    assertProblem(StoreProblem.ROOT_MISSING, () -> entries(new FileStore(file.toUri()), ""));
  }

  @Test
  void oneDirectoryHasOneNameWhateverItIsCalled() throws IOException {
    FileStoreProvider provider = new FileStoreProvider();
    Files.createSymbolicLink(directory.resolve("alias"), root);
    String canonical = provider.canonical(root.toUri());

    assertThat(canonical).endsWith("/" + root.getFileName() + "/");
    assertThat(provider.canonical(directory.resolve("alias").toUri())).isEqualTo(canonical);
    assertThat(provider.canonical(URI.create(directory.toUri() + "x/../root")))
        .isEqualTo(canonical);
    assertThat(provider.canonical(directory.resolve("alias/not/there").toUri()))
        .isEqualTo(canonical + "not/there/");
  }

  @Test
  void aRelativeNameIsRefused() {
    assertThatThrownBy(
            () ->
                new FileStoreProvider()
                    .open(URI.create("file:relative"), new StoreContext(Map.of(), "test")))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("file:///");
  }

  private static void assertProblem(StoreProblem problem, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.problem()).isEqualTo(problem));
  }
}
