package io.twinlake.delta;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.run.RunResult;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.table.TableReport;
import io.twinlake.core.table.TableStatus;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is damaged at the source in ways that no reader of Delta notices, or only much later. */
class SourceDamageTest {
  private static final String LOG = "lake/orders/_delta_log/";
  private static final String FILE = "deletion_vector_d2c639aa-8816-431a-aaf6-d3fe2512ff61.bin";

  private final TwoLakes lakes = new TwoLakes();
  private TestTable orders;

  @BeforeEach
  void aReplicatedTable() {
    orders =
        lakes.table("orders/").createdWith(TestTable.FEATURES.formatted("\"deletionVectors\""), "");
    lakes.replicate();
  }

  private static String vector(int offset, int size) {
    return ",\"deletionVector\":{\"storageType\":\"u\",\"pathOrInlineDv\":\"^-aqEH.-t@S}K{vb[*k^\",\"offset\":%d,\"sizeInBytes\":%d,\"cardinality\":1}"
        .formatted(offset, size);
  }

  private TableReport commitWith(byte[] vectors, int offset, int size) {
    TestTable.put(lakes.source, "lake/orders/" + FILE, vectors);
    orders.commit(TestTable.remove("part-0"), TestTable.addOnly("part-0", 4, vector(offset, size)));
    return lakes.replicateTable();
  }

  private static byte[] altered(int at) {
    byte[] bytes = TestTable.vectors("the first one", "the second");
    bytes[at] ^= 1;
    return bytes;
  }

  static Stream<Arguments> damages() {
    return Stream.of(
        Arguments.of("a byte of it", altered(8), 1, 13, "CRC-32"),
        Arguments.of("its checksum", altered(19), 1, 13, "CRC-32"),
        Arguments.of("its length", altered(4), 1, 13, "its commit says 13"),
        Arguments.of("the length in the commit", altered(39), 1, 12, "its commit says 12"),
        Arguments.of("the version of the file", altered(0), 1, 13, "version 0"),
        Arguments.of("a byte of the second", altered(30), 22, 10, "CRC-32"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("damages")
  void aDamagedDeletionVectorIsAnAlarmAndPublishesNothing(
      String where, byte[] bytes, int offset, int size, String words) {
    byte[] content = bytes;
    if (where.equals("the length in the commit")) {
      content = TestTable.vectors("the first one", "the second");
    }

    TableReport report = commitWith(content, offset, size);

    assertThat(report.status()).isEqualTo(TableStatus.FAILED);
    assertThat(report.notes()).hasValueSatisfying(n -> assertThat(n).contains(FILE, words));
    assertThat(lakes.replica("orders/").version()).isZero();
  }

  @Test
  void damageThatOnlyAnotherVectorOfTheFileHasStopsNothing() {
    assertThat(commitWith(altered(8), 22, 10).status()).isEqualTo(TableStatus.REPLICATED);
    assertThat(lakes.replica("orders/").isWhole()).isTrue();
  }

  /** Only time travel to that version fails, as it does at the source. */
  @Test
  void damageThatOnlyAnEarlierVersionHasIsTold() {
    TestTable.put(lakes.source, "lake/orders/" + FILE, altered(8));
    orders.commit(TestTable.remove("part-0"), TestTable.addOnly("part-0", 4, vector(1, 13)));
    orders.commit(
        "{\"remove\":{\"path\":\"part-0\",\"dataChange\":true%s}}".formatted(vector(1, 13)),
        orders.add("part-9", "nine"));

    TableReport report = lakes.replicateTable();

    assertThat(report.status()).isEqualTo(TableStatus.REPLICATED);
    assertThat(report.notes())
        .hasValueSatisfying(n -> assertThat(n).contains("CRC-32", "only earlier versions"));
  }

  private static boolean at(TwoLakes lakes, String name) {
    return lakes.target.find(ObjectPath.of(LOG + name)).isPresent();
  }

  private void crc(long version, String content) {
    TestTable.put(lakes.source, LOG + LogName.digits(version) + ".crc", content);
  }

  /** T26: readers take a wrong one at its word. */
  @Test
  void aWrongChecksumFileIsLeftOutAndTold() {
    orders.append(5);
    crc(1, "{\"tableSizeBytes\":1,\"numFiles\":2}");
    crc(2, "{\"numFiles\":4}");
    crc(3, "{\"numFiles\":4,\"metadata\":{\"id\":\"another\"}}");
    crc(4, "{\"numFiles\":");
    crc(5, "{\"numFiles\":6,\"metadata\":{\"id\":\"%s\"}}".formatted(orders.id()));

    TableReport report = lakes.replicateTable();

    assertThat(report.status()).isEqualTo(TableStatus.REPLICATED);
    assertThat(report.notes())
        .hasValueSatisfying(
            n ->
                assertThat(n)
                    .contains("2.crc was left out: it says 4 files, and the log says 3")
                    .contains("4.crc was left out"));
    assertThat(at(lakes, LogName.digits(1) + ".crc")).isTrue();
    assertThat(at(lakes, LogName.digits(2) + ".crc")).isFalse();
    assertThat(at(lakes, LogName.digits(3) + ".crc")).isFalse();
    assertThat(at(lakes, LogName.digits(4) + ".crc")).isFalse();
    assertThat(at(lakes, LogName.digits(5) + ".crc")).isTrue();
  }

  @Test
  void theCountGoesOnFromRunToRun() {
    orders.append(2);
    lakes.replicate();
    orders.append();
    crc(3, "{\"numFiles\":3}");

    assertThat(lakes.replicateTable().notes())
        .hasValueSatisfying(n -> assertThat(n).contains("it says 3 files, and the log says 4"));
  }

  /** T12 */
  @Test
  void aPointerThatDoesNotFitItsChecksumIsLeftOut() {
    orders.append(2).checkpoint();
    String right = Pointer.md5("\"size\"=3,\"version\"=2");
    TestTable.put(
        lakes.source,
        LOG + "_last_checkpoint",
        "{\"version\":2,\"size\":4,\"checksum\":\"%s\"}".formatted(right));

    TableReport report = lakes.replicateTable();

    assertThat(report.notes()).hasValueSatisfying(n -> assertThat(n).contains("own checksum"));
    assertThat(at(lakes, "_last_checkpoint")).isFalse();

    orders.append(2).checkpoint();
    TestTable.put(
        lakes.source,
        LOG + "_last_checkpoint",
        "{\"version\":4,\"size\":3,\"checksum\":\"%s\"}"
            .formatted(Pointer.md5("\"size\"=3,\"version\"=4")));
    RunResult run = lakes.replicate();
    assertThat(run.outcome()).isEqualTo(RunResult.Outcome.CLEAN);
    assertThat(at(lakes, "_last_checkpoint")).isTrue();
  }
}
