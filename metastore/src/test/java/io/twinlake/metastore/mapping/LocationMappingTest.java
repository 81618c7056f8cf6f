package io.twinlake.metastore.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.metastore.mapping.LocationMapping.Mapped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class LocationMappingTest {
  private static final String WEST = "abfss://raw@sa4.dfs.core.windows.net";

  private static final LocationMapping MAPPING =
      new LocationMapping(
          List.of(
              Rule.of("raw", "abfss://raw@sa3.dfs.core.windows.net/", WEST + "/"),
              Rule.of(
                  "foo",
                  "abfss://raw@sa3.dfs.core.windows.net/data/foo",
                  "abfss://foo@sa5.dfs.core.windows.net"),
              Rule.of("hdfs", "hdfs://east/warehouse", WEST + "/warehouse"),
              Rule.of("adl", "adl://lake.azuredatalakestore.net/d", WEST + "/d"),
              Rule.of("s3", "s3a://bucket/x", WEST + "/s3"),
              Rule.of("mnt", "dbfs:/mnt/direct", "dbfs:/mnt/direct2"),
              Rule.of("china", "abfss://c@cn.dfs.core.chinacloudapi.cn/", WEST + "/cn")),
          List.of(
              new Mount(
                  "/mnt/raw",
                  Location.parse("wasbs://raw@sa3.blob.core.windows.net/m").orElseThrow()),
              new Mount(
                  "/mnt/raw/deep",
                  Location.parse("abfss://raw@sa3.dfs.core.windows.net/z").orElseThrow()),
              new Mount("/mnt/in", Location.parse("dbfs:/mnt/raw/in").orElseThrow()),
              new Mount("/mnt/loop", Location.parse("dbfs:/mnt/loop/x").orElseThrow())),
          Optional.of(Location.parse("hdfs://east/").orElseThrow()));

  private static String map(String text) {
    Mapped mapped = MAPPING.map(text);
    if (mapped instanceof Mapped.To to) {
      return to.text();
    }
    return mapped instanceof Mapped.Nowhere nowhere ? "nowhere " + nowhere.place() : "no location";
  }

  /** Every way to write one container, times what may stand below it. */
  static Stream<Arguments> containers() {
    List<Arguments> all = new ArrayList<>();
    String[][] below = {
      {"", ""},
      {"/", ""},
      {"/a", "/a"},
      {"/a/", "/a"},
      {"//a//b", "/a/b"},
      {"/a%20b", "/a%20b"},
      {"/a b/c", "/a b/c"},
      {"/A/b", "/A/b"},
      {"/d=1/e=x%2Fy", "/d=1/e=x%2Fy"},
      {"/漢/é", "/漢/é"},
      {"/data/foobar", "/data/foobar"},
      {"/data/fo", "/data/fo"},
      {"/data", "/data"},
      {"/a:b", "/a:b"},
      {"/a@b", "/a@b"},
      {"/a?b", "/a?b"},
      {"/a#b", "/a#b"},
      {"/a+b", "/a+b"},
      {"/t-__PLACEHOLDER__", "/t-__PLACEHOLDER__"},
      {"/x/data/foo/y", "/x/data/foo/y"}
    };
    for (String scheme : List.of("abfs", "abfss", "wasb", "wasbs", "ABFSS", "Wasbs")) {
      for (String host :
          List.of(
              "raw@sa3.dfs.core.windows.net",
              "raw@sa3.blob.core.windows.net",
              "raw@SA3.dfs.core.windows.net",
              "raw@sa3.dfs.core.windows.net:443")) {
        for (String[] path : below) {
          all.add(Arguments.of(scheme + "://" + host + path[0], WEST + path[1]));
        }
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("containers")
  void oneContainerHasManyNames(String text, String mapped) {
    // The root itself keeps its slash.
    assertThat(map(text)).isIn(mapped, mapped + "/");
  }

  @ParameterizedTest
  @CsvSource({
    "abfss://raw@sa3.dfs.core.windows.net/data/foo, abfss://foo@sa5.dfs.core.windows.net",
    "wasbs://raw@sa3.blob.core.windows.net/data/foo/x, abfss://foo@sa5.dfs.core.windows.net/x",
    "abfss://raw@sa3.dfs.core.windows.net/data/Foo, abfss://raw@sa4.dfs.core.windows.net/data/Foo",
    "hdfs://east/warehouse/a.db/t, abfss://raw@sa4.dfs.core.windows.net/warehouse/a.db/t",
    "hdfs://EAST:8020/warehouse, abfss://raw@sa4.dfs.core.windows.net/warehouse",
    "hdfs://east/warehouse2, nowhere hdfs:east/warehouse2",
    "hdfs://other/warehouse, nowhere hdfs:other/warehouse",
    "/warehouse/t, abfss://raw@sa4.dfs.core.windows.net/warehouse/t",
    "/tmp/t, nowhere hdfs:east/tmp/t",
    "adl://LAKE.azuredatalakestore.net/d/x, abfss://raw@sa4.dfs.core.windows.net/d/x",
    "adl://lake.azuredatalakestore.net/dx, nowhere adl:lake.azuredatalakestore.net/dx",
    "s3n://bucket/x/y, abfss://raw@sa4.dfs.core.windows.net/s3/y",
    "s3://bucket/xy, nowhere s3:bucket/xy",
    "dbfs:/mnt/raw/t, abfss://raw@sa4.dfs.core.windows.net/m/t",
    "dbfs:///mnt/raw/t, abfss://raw@sa4.dfs.core.windows.net/m/t",
    "/dbfs/mnt/raw/t, abfss://raw@sa4.dfs.core.windows.net/m/t",
    "dbfs:/mnt/raw/deep/t, abfss://raw@sa4.dfs.core.windows.net/z/t",
    "dbfs:/mnt/raw/deeper, abfss://raw@sa4.dfs.core.windows.net/m/deeper",
    "dbfs:/mnt/in/t, abfss://raw@sa4.dfs.core.windows.net/m/in/t",
    "dbfs:/mnt/direct/t, dbfs:/mnt/direct2/t",
    "dbfs:/mnt/rawest, nowhere dbfs:/mnt/rawest",
    "dbfs:/user/hive/warehouse/t, nowhere dbfs:/user/hive/warehouse/t",
    "abfss://c@cn.dfs.core.chinacloudapi.cn/x, abfss://raw@sa4.dfs.core.windows.net/cn/x",
    "abfss://c@cn.dfs.core.windows.net/x, nowhere azure:c@cn/x",
    "abfss://raw@sa33.dfs.core.windows.net/x, nowhere azure:raw@sa33/x",
    "abfss://raw2@sa3.dfs.core.windows.net/x, nowhere azure:raw2@sa3/x",
    "jdbc:postgresql://h/db, no location",
    "org.acme.Udf, no location",
    "a/b, no location",
    "maven:org.acme:udf:1, no location",
  })
  void theLongestRuleOnStepsOfThePathCounts(String text, String mapped) {
    assertThat(map(text)).isEqualTo(mapped);
  }

  @Test
  void aMountThatIsMountedInItselfEnds() {
    assertThat(map("dbfs:/mnt/loop/t")).startsWith("nowhere dbfs:/mnt/loop");
  }

  @Test
  void withoutADefaultAPathWithoutASchemeIsNowhere() {
    assertThat(new LocationMapping(List.of(), List.of(), Optional.empty()).map("/a"))
        .isEqualTo(new Mapped.Nowhere(new Location(Location.NOWHERE, "/a")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "select * from parquet.`OLD/p`|select * from parquet.`NEW/p`",
        "select 'OLD/p' from t -- `OLD`|select 'OLD/p' from t -- `OLD`",
        "select /* delta.`OLD/x` */ 1 from delta.`OLD/x`|select /* delta.`OLD/x` */ 1 from delta.`NEW/x`",
        "create table t location 'OLD/x'|create table t location 'NEW/x'",
        "options (path 'OLD/x', a 'OLD/x')|options (path 'NEW/x', a 'OLD/x')",
        "options ('path' = 'OLD/x')|options ('path' = 'NEW/x')",
        "select `OLD/x` from t|select `OLD/x` from t",
        "select 'it''s OLD' from json.`OLD/a``b`|select 'it''s OLD' from json.`NEW/a``b`",
      })
  void sqlIsReadByItsTokens(String sql, String mapped) {
    assertThat(
            SqlLocations.rewritten(
                sql.replace("OLD", "abfss://raw@sa3.dfs.core.windows.net"),
                LocationMappingTest::map))
        .isEqualTo(
            mapped.replace("OLD", "abfss://raw@sa3.dfs.core.windows.net").replace("NEW", WEST));
  }
}
