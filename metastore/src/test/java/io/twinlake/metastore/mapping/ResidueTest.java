package io.twinlake.metastore.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.metastore.model.Item;
import io.twinlake.metastore.model.Key;
import io.twinlake.metastore.model.Trees;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResidueTest {
  private static final Residue RESIDUE =
      new Residue(
          List.of(
              "abfss://raw@sa3.dfs.core.windows.net/",
              "abfss://twinlake@sa1.dfs.core.windows.net/sales",
              "hdfs://east/warehouse",
              "dbfs:/mnt/raw",
              "hn0-east.internal"),
          List.of("abfss://raw@sa4.dfs.core.windows.net/", "dbfs:/mnt/west"));

  private static Item property(String text) {
    ObjectNode raw = Trees.object();
    raw.putObject("parameters").put("note", text);
    return new Item(Key.table("d", "t"), raw);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "abfss://raw@sa3.dfs.core.windows.net/x",
        "https://SA3.blob.core.windows.net/raw",
        "copied from sa3 by hand",
        "see account sa1",
        "hdfs://east:8020/other",
        "/mnt/raw/x",
        "/dbfs/mnt/raw",
        "thrift://hn0-east.internal:9083",
        "jar from raw@sa3"
      })
  void whateverNamesTheSourceIsFoundWhereverItStands(String text) {
    assertThat(RESIDUE.in(property(text)))
        .singleElement()
        .satisfies(found -> assertThat(found.pointer()).isEqualTo("/parameters/note"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "abfss://raw@sa4.dfs.core.windows.net/x",
        "raw",
        "sa33",
        "nasa3x",
        "northeast",
        "/mnt/rawest",
        "/mnt/west"
      })
  void whatOnlySoundsLikeItIsNotFound(String text) {
    assertThat(RESIDUE.in(property(text))).isEmpty();
  }

  @Test
  void namesOfPropertiesAreSearchedToo() {
    ObjectNode raw = Trees.object();
    raw.putObject("parameters").put("fs.azure.account.auth.sa3", "x");
    assertThat(RESIDUE.in(new Item(Key.table("d", "t"), raw))).hasSize(1);
  }
}
