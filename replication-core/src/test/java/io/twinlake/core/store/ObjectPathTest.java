package io.twinlake.core.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObjectPathTest {
  /** Characters at which UTF-16 and UTF-8 order differently, and their neighbours. */
  private static final int[] CODE_POINTS = {
    1, '%', '-', '.', '/', '0', 'A', 'a', 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xfffd, 0xffff,
    0x10000, 0x1f600, 0x10ffff
  };

  @Test
  void orderIsThatOfTheUnsignedBytesOfUtf8() {
    Random random = new Random(42);
    for (int i = 0; i < 50_000; i++) {
      String a = text(random);
      String b = random.nextInt(4) == 0 ? a + text(random) : text(random);

      assertThat(Integer.signum(ObjectPath.compareUtf8(a, b)))
          .as("%s and %s", a, b)
          .isEqualTo(Integer.signum(Arrays.compareUnsigned(a.getBytes(UTF_8), b.getBytes(UTF_8))));
    }
  }

  @Test
  void aPathIsEqualInOrderOnlyToItself() {
    assertThat(ObjectPath.of("a")).isEqualByComparingTo(ObjectPath.of("a"));
    assertThat(new TreeSet<>(List.of(ObjectPath.of("e\u0301"), ObjectPath.of("\u00e9"))))
        .hasSize(2);
    assertThat(new TreeSet<>(List.of(ObjectPath.of("A"), ObjectPath.of("a")))).hasSize(2);
  }

  @ParameterizedTest(name = "{0}: name {1} in directory {2}")
  @CsvSource({
    "a, a, ''",
    "a/b, b, a/",
    "a/b/, '', a/b/",
    "a//b, b, a//",
    "/a, a, /",
    "/, '', /",
    "x/../z, z, x/../"
  })
  void aPathIsTextAndSlashesAreAllItsStructure(String path, String name, String directory) {
    assertThat(ObjectPath.of(path).name()).isEqualTo(name);
    assertThat(ObjectPath.of(path).directory()).isEqualTo(new ObjectPrefix(directory));
    assertThat(ObjectPath.of(path).directory().value() + ObjectPath.of(path).name())
        .isEqualTo(path);
  }

  @Test
  void anEmptyPathIsNone() {
    assertThatThrownBy(() -> ObjectPath.of("")).isInstanceOf(IllegalArgumentException.class);
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    int length = 1 + random.nextInt(4);
    for (int i = 0; i < length; i++) {
      text.appendCodePoint(CODE_POINTS[random.nextInt(CODE_POINTS.length)]);
    }
    return text.toString();
  }
}
