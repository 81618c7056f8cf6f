package io.twinlake.jobs.distcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CopyListTest {
  private static final URI ROOT = URI.create("abfss://raw@sa3.dfs.core.windows.net/my%20orders/");

  @TempDir Path directory;

  @Test
  void whatIsWrittenIsReadInOrder() throws IOException {
    Path file = directory.resolve("list");
    try (CopyList.Writer writer = new CopyList.Writer(file, ROOT)) {
      writer.add("date=2026-01-01/part-0 \u00e4 %20", 10);
      writer.add("with:colon", 1);
      writer.add("\ud83d\ude00", 5_000_000_000L);
      assertThat(writer.written()).isEqualTo(new CopyList.Written(2, 5_000_000_010L));
    }
    List<String> read = new ArrayList<>();
    CopyList.read(file, (path, size) -> read.add(path + " " + size));
    assertThat(read)
        .containsExactly("date=2026-01-01/part-0 \u00e4 %20 10", "\ud83d\ude00 5000000000");
  }

  /** Those that Hadoop would read as something else are left to Twinlake's own engine. */
  @ParameterizedTest
  @ValueSource(strings = {"a:b", "a//b", "a/../b", "./a", "a/", "/a", "a/./b"})
  void aNameThatHadoopWouldReadAsAnotherIsLeftOut(String name) throws IOException {
    try (CopyList.Writer writer = new CopyList.Writer(directory.resolve("list"), ROOT)) {
      writer.add(name, 1);
      assertThat(writer.written().objects()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a b/c", "x=%2F", "a#b?c", "\u00e9", "e\u0301", ".hidden", "a..b"})
  void otherNamesAreKept(String name) throws IOException {
    try (CopyList.Writer writer = new CopyList.Writer(directory.resolve("list"), ROOT)) {
      writer.add(name, 1);
      assertThat(writer.written().objects()).isOne();
    }
  }
}
