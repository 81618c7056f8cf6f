package io.twinlake.jobs.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.checksum.Crc64;
import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.ledger.Proof;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectVersion;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ParquetSegmentsTest {
  private static final Instant NANOS = Instant.parse("2026-11-21T03:15:00.123456789Z");
  private static final Instant MICROS = NANOS.truncatedTo(ChronoUnit.MICROS);

  @Test
  void rowsComeBackInTheirOrder() throws IOException {
    List<LedgerRow> rows =
        IntStream.range(0, 20_000)
            .mapToObj(i -> copied("d/\ud83d\ude00 \"%05d\"\n".formatted(i), MICROS))
            .toList();

    assertThat(read(write(rows))).isEqualTo(rows);
  }

  @Test
  void whatIsAbsentStaysAbsentAndWhatIsThereStays() throws IOException {
    List<LedgerRow> rows = List.of(copied("a", MICROS), deleted("b", MICROS));

    List<LedgerRow> back = read(write(rows));

    assertThat(back).isEqualTo(rows);
    assertThat(back.get(0).crc64()).isEmpty();
    assertThat(back.get(0).history()).isEmpty();
  }

  /** A weak version is trusted if it is older than its listing: the listing must not look later. */
  @Test
  void timesAreRoundedDown() throws IOException {
    assertThat(read(write(List.of(copied("a", NANOS))))).containsExactly(copied("a", MICROS));
  }

  @Test
  void noRowsAreASegmentToo() throws IOException {
    assertThat(read(write(List.of()))).isEmpty();
  }

  @Test
  void whatIsNoParquetIsRefused() {
    byte[] text = "not a segment at all".getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> read(text)).hasMessageContaining("not a Parquet file");
  }

  private static byte[] write(List<LedgerRow> rows) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ParquetSegments.FORMAT.write(rows.iterator(), out);
    return out.toByteArray();
  }

  private static List<LedgerRow> read(byte[] segment) throws IOException {
    try (Stream<LedgerRow> rows =
        ParquetSegments.FORMAT.read(new ByteArrayInputStream(segment), "a segment")) {
      return rows.toList();
    }
  }

  private static LedgerRow copied(String path, Instant time) {
    return new LedgerRow(
        "orders",
        ObjectPath.of(path),
        LedgerRow.Op.PUT,
        ObjectVersion.strong("0x8D"),
        Long.MAX_VALUE,
        time,
        ObjectVersion.weak(time, 5),
        5,
        Optional.empty(),
        Proof.LENGTH,
        Optional.empty(),
        7,
        3,
        time);
  }

  private static LedgerRow deleted(String path, Instant time) {
    return new LedgerRow(
        "orders",
        ObjectPath.of(path),
        LedgerRow.Op.DELETE,
        ObjectVersion.strong("0x8D"),
        5,
        time,
        ObjectVersion.weak(time, 5),
        5,
        Optional.of(new Crc64(-2)),
        Proof.COMPARED,
        Optional.of("abfs://twinlake-history@sa4.dfs.core.windows.net/7/orders/" + path),
        7,
        3,
        time);
  }
}
