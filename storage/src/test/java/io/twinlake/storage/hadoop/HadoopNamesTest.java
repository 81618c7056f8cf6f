package io.twinlake.storage.hadoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import java.net.URI;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Traps T13 and T14: names that Hadoop's Path or a file system behind it turns into others. */
class HadoopNamesTest {
  private static HadoopNames names(FileSystemKind kind) {
    return new HadoopNames(URI.create("hdfs://nn/lake/"), kind);
  }

  @ParameterizedTest
  @EnumSource(FileSystemKind.class)
  void namesThatPathFoldsIntoOthersAreRefusedEverywhere(FileSystemKind kind) {
    for (String name :
        List.of("a//b", "a/", "/a", "a/./b", "a/../b", ".", "..", "a\0b", "\uD800", "\uFFFD")) {
      assertThat(names(kind).resolve(name)).as(name).isEmpty();
      assertThatThrownBy(() -> names(kind).require(ObjectPath.of(name)))
          .isInstanceOfSatisfying(
              StoreException.class,
              e -> assertThat(e.problem()).isEqualTo(StoreProblem.UNSUPPORTED_NAME))
          .hasMessageContaining("Nothing was written");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a b",
        " a ",
        "a+b",
        "a#b",
        "a?b=c",
        "a%",
        "%20",
        "a%2Fb",
        "{a}[b]*",
        "caf\u00e9",
        "cafe\u0301",
        "\uD83D\uDE00",
        "...",
        "a=b/c=d"
      })
  void othersAreTakenLiterally(String name) {
    assertThat(names(FileSystemKind.HDFS).require(ObjectPath.of(name)).toUri().getPath())
        .isEqualTo("/lake/" + name);
  }

  @Test
  void eachKindRefusesWhatItsFileSystemCannotHold() {
    assertThat(names(FileSystemKind.HDFS).resolve("a:b")).isEmpty();
    assertThat(names(FileSystemKind.ABFS).resolve("a:b")).isPresent();
    assertThat(names(FileSystemKind.ABFS).resolve("dir./file")).isEmpty();
    assertThat(names(FileSystemKind.HDFS).resolve("dir./file")).isPresent();
    assertThat(names(FileSystemKind.ABFS).resolve("a\\b")).isEmpty();
    assertThat(names(FileSystemKind.HDFS).resolve("a\\b")).isPresent();
    assertThat(names(FileSystemKind.HDFS).resolve("\u00e9".repeat(127))).isPresent();
    assertThat(names(FileSystemKind.HDFS).resolve("\u00e9".repeat(128))).isEmpty();
    assertThat(names(FileSystemKind.ABFS).resolve("n".repeat(1024 - "lake/".length()))).isPresent();
    assertThat(names(FileSystemKind.ABFS).resolve("n".repeat(1025 - "lake/".length()))).isEmpty();
    assertThat(names(FileSystemKind.HDFS).resolve("a/.twinlake-tmp-x")).isEmpty();
    assertThat(names(FileSystemKind.HDFS).resolve("a/.snapshot/x")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/lake/a", "/lake/a/b/c", "/lake", "/other/a/b", "/lake/a/\uFFFD"})
  void aListedPathThatIsNotDirectlyBelowItsDirectoryMakesTheListingFail(String path) {
    FileStatus status = new FileStatus(1, false, 1, 1, 1, new Path("hdfs", "nn", path));

    assertThatThrownBy(() -> names(FileSystemKind.HDFS).child("a/", status))
        .isInstanceOf(StoreException.class)
        .hasMessageContainingAll("hdfs://nn/lake/a/", "not used");
  }

  @Test
  void temporaryFilesAreHiddenFromUsAndFromSpark() {
    Path temporary = HadoopNames.temporarySibling(new Path("hdfs://nn/lake/a/b"));

    assertThat(temporary.getParent()).isEqualTo(new Path("hdfs://nn/lake/a"));
    assertThat(HadoopNames.isTemporary(temporary.getName())).isTrue();
    assertThat(temporary.getName()).startsWith(".");
  }
}
