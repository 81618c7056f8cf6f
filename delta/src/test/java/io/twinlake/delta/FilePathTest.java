package io.twinlake.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilePathTest {

  /** T1: a URI over a name that Hive has escaped already; only the URI is undone. */
  @ParameterizedTest
  @CsvSource({
    "part-0.parquet, part-0.parquet",
    "p=a%20b%2525%252Fé/f, p=a b%25%2Fé/f",
    "p=a%20b%2525%252F%C3%A9/f, p=a b%25%2Fé/f",
    "p=1+1/f, p=1+1/f",
    "p=%2523/f, p=%23/f",
    "p=10%253A00/f, p=10%3A00/f",
    "p=%253D/f, p=%3D/f",
    "p=%250A/f, p=%0A/f",
    "p=__HIVE_DEFAULT_PARTITION__/f, p=__HIVE_DEFAULT_PARTITION__/f",
    "a=b:c/f, a=b:c/f",
    "%F0%9F%90%9F/f, 🐟/f",
    "_change_data/cdc-0, _change_data/cdc-0",
    "xy/part-0, xy/part-0"
  })
  void decodesOnce(String written, String stored) {
    assertThat(FilePath.isAbsolute(written)).isFalse();
    assertThat(FilePath.relative(written)).isEqualTo(stored);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "../f", "a/../f", "a//f", "a/", "./f", "a/%2E%2E/f", "%2Ff"})
  void refusesPathsThatLeadElsewhere(String written) {
    assertThatThrownBy(() -> FilePath.relative(written))
        .isInstanceOf(BrokenLogException.class)
        .hasMessageContaining("leads out of the table");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a%2", "a%", "a%zz", "%C3"})
  void refusesWhatIsNotEncoded(String written) {
    assertThatThrownBy(() -> FilePath.relative(written)).isInstanceOf(BrokenLogException.class);
  }

  /** T4: also one's own root by its whole name: the replica's is another. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "abfss://raw@sa3.dfs.core.windows.net/t/f",
        "s3a://b/f",
        "file:/t/f",
        "/t/f",
        "hdfs:///f",
        "dbfs:/t/f"
      })
  void recognisesWholeNames(String written) {
    assertThat(FilePath.isAbsolute(written)).isTrue();
  }

  /** The example of Delta's PROTOCOL.md, with and without a prefix. */
  @Test
  void findsTheFileOfADeletionVector() {
    assertThat(FilePath.ofDeletionVector("u", "ab^-aqEH.-t@S}K{vb[*k^"))
        .contains("ab/deletion_vector_d2c639aa-8816-431a-aaf6-d3fe2512ff61.bin");
    assertThat(FilePath.ofDeletionVector("u", "^-aqEH.-t@S}K{vb[*k^"))
        .contains("deletion_vector_d2c639aa-8816-431a-aaf6-d3fe2512ff61.bin");
  }

  /** T2: an inline vector has no file; others than we know are refused. */
  @Test
  void namesAFileOfVectorsAsDescriptorsDo() {
    assertThat(
            FilePath.encodedVector("ab/deletion_vector_d2c639aa-8816-431a-aaf6-d3fe2512ff61.bin"))
        .contains("ab^-aqEH.-t@S}K{vb[*k^");
    assertThat(FilePath.encodedVector("deletion_vector_d2c639aa-8816-431a-aaf6-d3fe2512ff61.bin"))
        .contains("^-aqEH.-t@S}K{vb[*k^");
    assertThat(FilePath.encodedVector("vectors.bin")).isEmpty();
  }

  @Test
  void encodesWhatItDecodes() {
    String path = "p=a b%25+#é:x/part-0.parquet";
    assertThat(FilePath.encoded(path)).isEqualTo("p=a%20b%2525%2B%23%C3%A9%3Ax/part-0.parquet");
    assertThat(FilePath.relative(FilePath.encoded(path))).isEqualTo(path);
  }

  @Test
  void knowsInlineVectorsAndRefusesUnknownOnes() {
    assertThat(FilePath.ofDeletionVector("i", "wi5b=000010000siXQKl0rr91000f55c8Xg0@@D72lkbi5=-{L"))
        .isEmpty();
    assertThatThrownBy(() -> FilePath.ofDeletionVector("r", "x"))
        .isInstanceOf(BrokenLogException.class)
        .hasMessageContaining("unknown way 'r'");
    assertThatThrownBy(
            () -> FilePath.ofDeletionVector("p", "s3://mytable/deletion_vector_d2c639aa.bin"))
        .isInstanceOf(AbsolutePathException.class);
    assertThatThrownBy(() -> FilePath.ofDeletionVector("u", "short"))
        .hasMessageContaining("no UUID");
    assertThatThrownBy(() -> FilePath.ofDeletionVector("u", "aaaaaaaaaaaaaaaaaaa\""))
        .hasMessageContaining("base 85");
    assertThatThrownBy(() -> FilePath.ofDeletionVector("u", "####################"))
        .hasMessageContaining("base 85");
  }
}
