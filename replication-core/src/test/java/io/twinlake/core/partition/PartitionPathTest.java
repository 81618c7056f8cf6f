package io.twinlake.core.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.store.ObjectPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionPathTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "date=2026-01-01/part-0                 | date=2026-01-01/            | date=2026-01-01",
        "date=2026-01-01/region=eu/part-0       | date=2026-01-01/region=eu/  | date=2026-01-01/region=eu",
        "orders/date=1/part-0                   | orders/date=1/              | date=1",
        "a/b/x=1/y=2/c/d/part-0                 | a/b/x=1/y=2/                | x=1/y=2",
        "x=1/between/y=2/part-0                 | x=1/between/y=2/            | y=2",
        "/x=1/part-0                            | /x=1/                       | x=1",
        "x=1//part-0                            | x=1/                        | x=1",
        "x=1/                                   | x=1/                        | x=1",
        "x=a=b/part-0                           | x=a=b/                      | x=a=b",
        "time=12%3A30%3A00/part-0               | time=12%3A30%3A00/          | time=12:30:00",
        "a%3Db=c%2Fd/part-0                     | a%3Db=c%2Fd/                | a=b=c/d",
        "x=50%/part-0                           | x=50%/                      | x=50%",
        "x=%zz%4/part-0                         | x=%zz%4/                    | x=%zz%4",
        "x=%41/part-0                           | x=%41/                      | x=A",
        "x=müller/part-0                        | x=müller/                   | x=müller",
        "x=__HIVE_DEFAULT_PARTITION__/part-0    | x=__HIVE_DEFAULT_PARTITION__/ | x=__HIVE_DEFAULT_PARTITION__",
      })
  void recognisesAPartition(String path, String directory, String values) {
    assertThat(PartitionPath.of(ObjectPath.of(path)))
        .hasValueSatisfying(
            partition -> {
              assertThat(partition.directory()).hasToString(directory);
              assertThat(partition).hasToString(values);
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "part-0",
        "orders/part-0",
        "x=1",
        "=1/part-0",
        "x=/part-0",
        "/",
        "//",
        "a=1b",
        "=/=/x"
      })
  void aPathWithoutSuchADirectoryIsInNoPartition(String path) {
    assertThat(PartitionPath.of(ObjectPath.of(path))).isEmpty();
  }

  @Test
  void findsAValueWhateverTheCaseOfItsKey() {
    PartitionPath partition = PartitionPath.of(ObjectPath.of("Date=1/region=eu/x")).orElseThrow();
    assertThat(partition.value("date")).contains("1");
    assertThat(partition.value("REGION")).contains("eu");
    assertThat(partition.value("hour")).isEmpty();
  }

  @Test
  void keepsTheOrderOfTheValues() {
    assertThat(PartitionPath.of(ObjectPath.of("b=2/a=1/x")).orElseThrow().values())
        .extracting(PartitionPath.PartitionValue::key)
        .containsExactly("b", "a");
  }
}
