package io.twinlake.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TableTest {
  private static final Row BARE = row(Engines.BARE_INSIDE, false, 10, "");
  private static final Row BARE_THROUGH = row(Engines.BARE_THROUGH, true, 20, "");
  private static final Row DISTCP = row(Engines.DISTCP_DIRECT, true, 90, "");

  private static Row row(String engine, boolean through, double wall, String fault) {
    return new Row(
        engine,
        "title of " + engine,
        through,
        wall,
        1.5,
        300_000_000,
        new TreeMap<>(Map.of("Blob_Download", 7L, "BlockBlob_Upload", 5L)),
        0,
        fault);
  }

  private static String shown(Row... rows) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new Table(new PrintStream(bytes, true, UTF_8)).show("Title", List.of(rows));
    return bytes.toString(UTF_8);
  }

  private static String lineOf(String engine, Row... rows) {
    return shown(rows)
        .lines()
        .filter(line -> line.startsWith("title of " + engine + " "))
        .findFirst()
        .orElseThrow()
        .replaceAll(" +", " ");
  }

  @Test
  void aRowIsComparedWithTheBareClientOfTheSameWayAndWithDistCp() {
    Row inside = row("in", false, 15, "");
    Row through = row("out", true, 30, "");

    assertThat(lineOf("in", BARE, BARE_THROUGH, inside, through, DISTCP))
        .isEqualTo("title of in inside 15.0 1.50 300 12 1.50 6.00");
    assertThat(lineOf("out", BARE, BARE_THROUGH, inside, through, DISTCP))
        .isEqualTo("title of out through 30.0 1.50 300 12 1.50 3.00");
  }

  @Test
  void whatCannotBeComparedIsNotCompared() {
    Row faulty = row(Engines.DISTCP_DIRECT, true, 1, "3 objects at its target are wrong");

    assertThat(lineOf("in", row("in", false, 15, ""), faulty)).endsWith(" 12 - -");
  }

  @Test
  void aRowThatDoesNotCountShowsWhyInsteadOfNumbers() {
    assertThat(lineOf("bad", row("bad", true, 1.25, "3 objects at its target are wrong")))
        .isEqualTo("title of bad 3 objects at its target are wrong");
  }

  @Test
  void theMedianIsTheMiddleOneAndAFaultIsNeverHidden() {
    Row slow = row("x", true, 30, "");
    Row middle = row("x", true, 20, "");
    Row fast = row("x", true, 10, "");
    Row faulty = row("x", true, 15, "failed");

    assertThat(Row.median(List.of(slow, fast, middle))).isEqualTo(middle);
    assertThat(Row.median(List.of(slow, fast))).isEqualTo(fast);
    assertThat(Row.median(List.of(slow, faulty, fast))).isEqualTo(faulty);
  }
}
