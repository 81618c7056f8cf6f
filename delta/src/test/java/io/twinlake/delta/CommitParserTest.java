package io.twinlake.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommitParserTest {

  private static Commit read(String... lines) throws IOException {
    return CommitParser.read(
        new ByteArrayInputStream(String.join("\n", lines).getBytes(StandardCharsets.UTF_8)), 7);
  }

  @Test
  void readsWhatMattersAndPassesOverTheRest() throws IOException {
    Commit commit =
        read(
            "{\"commitInfo\":{\"inCommitTimestamp\":1732252000123,\"operation\":\"MERGE\",\"operationParameters\":{\"add\":{\"path\":\"no\"}}}}",
            "{\"protocol\":{\"minReaderVersion\":3,\"minWriterVersion\":7,\"readerFeatures\":[\"deletionVectors\"],\"writerFeatures\":[\"deletionVectors\",\"rowTracking\"],\"unknown\":[{}]}}",
            "{\"metaData\":{\"id\":\"abc\",\"schemaString\":\"{}\",\"format\":{\"provider\":\"parquet\"},\"configuration\":{\"delta.appendOnly\":\"true\",\"mine\":\"x\"}}}",
            "{\"add\":{\"size\":12,\"stats\":\"{\\\"numRecords\\\":1}\",\"partitionValues\":{\"path\":\"no\"},\"path\":\"p%3D1/f\",\"tags\":null}}",
            "{\"cdc\":{\"path\":\"_change_data/c\",\"size\":5}}",
            "{\"remove\":{\"path\":\"g\",\"deletionTimestamp\":1}}",
            "{\"txn\":{\"appId\":\"a\",\"version\":1}}",
            "{\"fromTomorrow\":{\"add\":{\"path\":\"no\"}}}",
            "{\"domainMetadata\":{\"domain\":\"d\"}}");

    assertThat(commit.inCommitTime()).contains(Instant.ofEpochMilli(1732252000123L));
    assertThat(commit.protocol().orElseThrow().writerFeatures()).contains("rowTracking");
    assertThat(commit.metadata().orElseThrow().id()).isEqualTo("abc");
    assertThat(commit.metadata().orElseThrow().properties()).containsOnlyKeys("delta.appendOnly");
    assertThat(commit.adds()).extracting(FileRef::path).containsExactly("p=1/f");
    assertThat(commit.adds()).extracting(FileRef::sizeBytes).containsExactly(12L);
    assertThat(commit.changes()).extracting(FileRef::path).containsExactly("_change_data/c");
    assertThat(commit.removes()).extracting(FileRef::path).containsExactly("g");
    assertThat(commit.absolute()).isEmpty();
  }

  /** T29 */
  @Test
  void anEmptyCommitAddsNothing() throws IOException {
    assertThat(read("").adds()).isEmpty();
    assertThat(read("").sha256())
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  }

  @Test
  void theHashIsThatOfTheBytes() throws IOException {
    assertThat(read("{}").sha256())
        .isEqualTo("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
    assertThat(read("{}", "").sha256()).isNotEqualTo(read("{}").sha256());
  }

  @Test
  void aCommitThatBreaksOffIsBroken() {
    assertThatThrownBy(() -> read("{\"add\":{\"path\":\"f\",\"si"))
        .isInstanceOf(BrokenLogException.class)
        .hasMessageContaining("not whole JSON");
    assertThatThrownBy(() -> read("[]")).isInstanceOf(BrokenLogException.class);
    assertThatThrownBy(() -> read("{\"add\":{\"size\":1}}")).hasMessageContaining("has no path");
    assertThatThrownBy(() -> read("{\"add\":{\"path\":\"f\"}}")).hasMessageContaining("no size");
  }

  /** T4: a removal needs no file, so only what is added counts. */
  @Test
  void noticesAbsolutePathsThatAreAdded() throws IOException {
    assertThat(read("{\"remove\":{\"path\":\"abfss://a@b/f\"}}").absolute()).isEmpty();
    assertThat(read("{\"add\":{\"path\":\"abfss://a@b/f\",\"size\":1}}").absolute())
        .contains("abfss://a@b/f");
    assertThat(
            read("{\"add\":{\"path\":\"f\",\"size\":1,\"deletionVector\":{\"storageType\":\"p\",\"pathOrInlineDv\":\"s3://t/dv.bin\",\"offset\":1,\"sizeInBytes\":3,\"cardinality\":1}}}")
                .absolute())
        .contains("s3://t/dv.bin");
  }

  @Test
  void tellsDeletionVectorsApartByPlaceAndOffset() throws IOException {
    String vector =
        "\"deletionVector\":{\"storageType\":\"u\",\"pathOrInlineDv\":\"ab^-aqEH.-t@S}K{vb[*k^\",\"offset\":%d,\"sizeInBytes\":40,\"cardinality\":6}";
    Commit commit =
        read(
            "{\"add\":{\"path\":\"f\",\"size\":1," + vector.formatted(4) + "}}",
            "{\"remove\":{\"path\":\"f\"," + vector.formatted(1) + "}}");
    FileRef added = commit.adds().get(0);
    assertThat(added.vector().orElseThrow().file())
        .contains("ab/deletion_vector_d2c639aa-8816-431a-aaf6-d3fe2512ff61.bin");
    assertThat(added.vector().orElseThrow().end()).isEqualTo(52);
    assertThat(commit.removes().get(0).vectorId()).isNotEqualTo(added.vectorId()).isNotEmpty();
  }

  /** T29: a line of 100 MB in a heap that could not hold it twice. */
  @Test
  void aVeryLongLineIsNotHeld() throws IOException {
    InputStream begin = stream("{\"add\":{\"path\":\"f\",\"size\":1,\"stats\":\"");
    InputStream end = stream("\"}}");
    InputStream filler =
        new InputStream() {
          private long left = 100L << 20;

          @Override
          public int read() {
            return left-- > 0 ? 'x' : -1;
          }

          @Override
          public int read(byte[] into, int offset, int length) {
            if (left <= 0) {
              return -1;
            }
            int count = (int) Math.min(left, length);
            Arrays.fill(into, offset, offset + count, (byte) 'x');
            left -= count;
            return count;
          }
        };
    System.gc();
    long before = used();
    long[] most = {before};
    InputStream watched =
        new SequenceInputStream(begin, new SequenceInputStream(filler, end)) {
          private int reads;

          @Override
          public int read(byte[] into, int offset, int length) throws IOException {
            if (++reads % 5000 == 0) {
              System.gc();
              most[0] = Math.max(most[0], used());
            }
            return super.read(into, offset, length);
          }
        };

    Commit commit = CommitParser.read(watched, 1);

    assertThat(commit.adds()).extracting(FileRef::path).isEqualTo(List.of("f"));
    assertThat(most[0] - before).isLessThan(20L << 20);
  }

  private static long used() {
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
