package io.twinlake.core.ledger;

import static io.twinlake.core.ledger.Rows.deleted;
import static io.twinlake.core.ledger.Rows.put;
import static io.twinlake.core.ledger.Rows.segment;
import static io.twinlake.core.ledger.Rows.segments;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.ReplicationException;
import io.twinlake.core.memory.MemoryStore;
import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.ObjectPath;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentsTest {
  private static final ObjectPath PATH = ObjectPath.of("ledger/0000000001-run-0.jsonl.gz");

  private final MemoryStore control = new MemoryStore("control");

  @Test
  void rowsReadBackAsTheyWereWritten() {
    LedgerRow[] rows = {put("d", "a", 1), deleted("d", "b", 1), put("e", "a", 1)};

    Segment segment = segment(control, 1, false, rows);

    try (Stream<LedgerRow> read = segments(control).read(segment)) {
      assertThat(read).containsExactly(rows);
    }
    assertThat(segment.rows()).isEqualTo(3);
    assertThat(segment.first()).isEqualTo("d\0a");
    assertThat(segment.last()).isEqualTo("e\0a");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a//b",
        "a/",
        "x/../z",
        "a%2Fb",
        "new\nline",
        "carriage\rreturn",
        "tab\t",
        "quote\"",
        "back\\slash",
        "\uD83D\uDE00",
        "e\u0301",
        "\u2028separator",
        "nul\0inside",
        "trailing. ",
        "{}[]*"
      })
  void hostileNamesSurvive(String name) {
    Segment segment = segment(control, 1, false, put("d", name, 1));

    try (Stream<LedgerRow> read = segments(control).read(segment)) {
      assertThat(read).containsExactly(put("d", name, 1));
    }
  }

  @Test
  void rowsOutOfOrderAreRefused() {
    assertThatThrownBy(() -> write(put("d", "b", 1), put("d", "a", 1)))
        .hasMessageContaining("out of order");
    assertThatThrownBy(() -> write(put("e", "a", 1), put("d", "b", 1)))
        .hasMessageContaining("out of order");
  }

  @Test
  void twoRowsOfOnePathAreRefused() {
    assertThatThrownBy(() -> write(put("d", "a", 1), deleted("d", "a", 1)))
        .hasMessageContaining("out of order");
    assertThat(control.find(PATH)).isEmpty();
  }

  @Test
  void aSegmentIsOneJsonObjectALine() throws IOException {
    segment(control, 1, false, put("d", "a", 1), put("d", "b", 1));
    var entry = control.find(ObjectPath.of("ledger/0000000001-run2-0.jsonl.gz")).orElseThrow();
    try (var zip =
        new GZIPInputStream(
            control.read(entry.path(), ByteRange.whole(entry.sizeBytes()), entry.version()))) {
      assertThat(new String(zip.readAllBytes(), UTF_8).lines())
          .hasSize(2)
          .first()
          .asString()
          .startsWith(
              "{\"ds\":\"d\",\"path\":\"a\",\"op\":\"put\",\"src\":\"s:e1\",\"srcLen\":10,");
    }
  }

  @Test
  void aSegmentThatIsGoneIsAnErrorThatNamesIt() {
    Segment segment = segment(control, 1, false, put("d", "a", 1));
    control.delete(
        ObjectPath.of(segment.path()),
        control.find(ObjectPath.of(segment.path())).orElseThrow().version());

    assertThatThrownBy(() -> segments(control).read(segment))
        .isInstanceOf(ReplicationException.class)
        .hasMessageContainingAll(segment.path(), "gone or altered", "rebuild-ledger");
  }

  @Test
  void aFormatThatIsUnknownHereIsAnErrorThatNamesIt() {
    Segment parquet = new Segment("ledger/x", "parquet", 1, 1, "s:1", "d\0a", "d\0a", 1, true);

    assertThatThrownBy(() -> segments(control).read(parquet))
        .hasMessageContainingAll("ledger/x", "parquet", "with Spark");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "not json",
        "{\"ds\":\"d\"}",
        "{\"ds\":\"d\",\"path\":\"\",\"op\":\"put\"}",
      })
  void aDamagedLineIsAnErrorThatNamesTheSegment(String line) {
    assertThatThrownBy(() -> decode(line))
        .isInstanceOf(ReplicationException.class)
        .hasMessageContainingAll("Segment 7", "damaged");
  }

  /** Read as a deletion, what a newer version wrote would take a replica away. */
  @Test
  void anOpThatIsUnknownIsRefused() {
    String line = RowCodec.encode(put("d", "a", 1)).replace("\"op\":\"put\"", "\"op\":\"rename\"");

    assertThatThrownBy(() -> decode(line)).hasMessageContainingAll("damaged", "rename");
  }

  @Test
  void aFieldThatIsUnknownIsIgnored() {
    String line = RowCodec.encode(put("d", "a", 1)).replace("{\"ds\"", "{\"new\":[1],\"ds\"");

    assertThat(decode(line)).containsExactly(put("d", "a", 1));
  }

  private void write(LedgerRow... rows) {
    segments(control).write(PATH, JsonLines.FORMAT, List.of(rows).iterator(), 1, false);
  }

  private static List<LedgerRow> decode(String line) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
        zip.write((line + "\n").getBytes(UTF_8));
      }
      try (Stream<LedgerRow> rows =
          JsonLines.FORMAT.read(new ByteArrayInputStream(bytes.toByteArray()), "Segment 7")) {
        return rows.toList();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
