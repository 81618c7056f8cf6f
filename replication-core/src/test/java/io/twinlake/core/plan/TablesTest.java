package io.twinlake.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TablesTest {

  @ParameterizedTest(name = "{0} reveals {1}")
  @CsvSource({
    "t/_delta_log/00000000000000000000.json, t/",
    "t/_delta_log/_last_checkpoint, t/",
    "t/_delta_log/_sidecars/x.parquet, t/",
    "t/_delta_log/, t/",
    "a/b/c/_delta_log/0.json, a/b/c/",
    "_delta_log/0.json, ''",
    ".hoodie/hoodie.properties, ''",
    "t/.hoodie/metadata/files/x, t/",
    "t/metadata/v1.metadata.json, t/",
    "t/metadata/00000-6f.metadata.json, t/",
    "metadata/v1.metadata.json, ''",
    "outer/_delta_log/x/inner/_delta_log/0.json, outer/",
    "outer/.hoodie/inner/_delta_log/0.json, outer/",
    "outer/_delta_log/inner/metadata/v1.metadata.json, outer/",
    "t//_delta_log/0.json, t//",
    "my_delta_log/x/_delta_log/0.json, my_delta_log/x/"
  })
  void aPathGivesItsTableAway(String path, String root) {
    assertThat(Tables.rootRevealedBy(ObjectPath.of(path))).contains(new ObjectPrefix(root));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "my_delta_log/0.json",
        "t/my_delta_log/0.json",
        "t/_delta_log",
        "t/_delta_log.json",
        "t/_delta_logs/0.json",
        "t/x.hoodie/y",
        "t/.hoodie",
        "t/.hoodies/y",
        "t/metadata/readme.json",
        "t/metadata/deep/v1.metadata.json",
        "t/mymetadata/v1.metadata.json",
        "t/v1.metadata.json",
        "v1.metadata.json",
        ".metadata.json",
        "metadata/v1.metadata.json.crc",
        "t/part-0"
      })
  void whatOnlyLooksLikeATableIsNone(String path) {
    assertThat(Tables.rootRevealedBy(ObjectPath.of(path))).isEmpty();
  }
}
