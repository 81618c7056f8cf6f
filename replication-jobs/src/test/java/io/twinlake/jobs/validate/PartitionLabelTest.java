package io.twinlake.jobs.validate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartitionLabelTest {
  @Test
  void namesAreThoseOfDirectoriesAndComeBackAsTheyWere() {
    List<String> columns = List.of("day", "a=b");
    for (String value : List.of("2026-11-20", "a b", "x=y/z", "100%", "é+", ":#?")) {
      List<String> values = Arrays.asList(value, null);
      String label = PartitionLabel.of(columns, values);
      assertThat(label).endsWith("a%3Db=__HIVE_DEFAULT_PARTITION__/");
      assertThat(label.chars().filter(c -> c == '/').count()).isEqualTo(2);
      assertThat(PartitionLabel.values(label)).isEqualTo(values);
    }
    assertThat(PartitionLabel.of(List.of(), List.of())).isEmpty();
    assertThat(PartitionLabel.values("")).isEmpty();
  }

  @Test
  void aFilesNameGivesItsPartitionAwayHoweverOftenItIsEscaped() {
    List<String> columns = List.of("p");
    assertThat(PartitionLabel.of("file:/a/t/p=x%253Ay/f.parquet", columns)).isEqualTo("p=x%3Ay/");
    assertThat(PartitionLabel.of("file:/a/t/p=x%3Ay/f.parquet", columns)).isEqualTo("p=x%3Ay/");
    assertThat(PartitionLabel.of("file:/a/t/f.parquet", columns)).isEmpty();
    assertThat(PartitionLabel.of("file:/a/p=__HIVE_DEFAULT_PARTITION__/f.parquet", columns))
        .isEqualTo("p=__HIVE_DEFAULT_PARTITION__/");
  }
}
