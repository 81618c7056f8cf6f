package io.twinlake.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OtherSiteTest {
  private static final OtherSite SITE =
      new OtherSite(
          Map.of(
              "raw", URI.create("abfss://raw@sa3.dfs.core.windows.net/"),
              "deep", URI.create("abfss://raw2@sa3.dfs.core.windows.net/a/b/"),
              "local", URI.create("file:///lake/east")),
          Map.of(
              "raw", URI.create("abfss://raw-w@sa4.dfs.core.windows.net/"),
              "deep", URI.create("abfss://raw@sa4.dfs.core.windows.net/x"),
              "local", URI.create("file:///lake/west/")),
          // As the Azure provider has it: one name for WASB and ABFS.
          uri ->
              uri.toString()
                  .replaceFirst("^(abfss?|wasbs?)", "azure")
                  .replace(".blob.", ".dfs.")
                  .toLowerCase(Locale.ROOT));

  @ParameterizedTest
  @CsvSource({
    "abfss://raw@sa3.dfs.core.windows.net/t/a%20b, abfss://raw-w@sa4.dfs.core.windows.net/t/a%20b",
    "wasbs://raw@sa3.blob.core.windows.net/t/f, wasbs://raw-w@sa4.blob.core.windows.net/t/f",
    "abfss://raw@SA3.dfs.core.windows.net//t/f, abfss://raw-w@sa4.dfs.core.windows.net/t/f",
    "abfss://raw2@sa3.dfs.core.windows.net/a/b/f, abfss://raw@sa4.dfs.core.windows.net/x/f",
    "file:/lake/east/t/f, file:/lake/west/t/f",
    "file:///lake/east/t/f, file:///lake/west/t/f",
  })
  void aFileIsCalledByTheOtherSitesNameInItsOwnWay(String here, String there) {
    assertThat(SITE.nameOf(here)).contains(there);
  }

  @ParameterizedTest
  @CsvSource({
    "abfss://raw@sa5.dfs.core.windows.net/t",
    "abfss://raw2@sa3.dfs.core.windows.net/a/bc/f",
    "s3://raw/t",
    "/lake/east/t",
    "file:/lake/eastern/t",
    "part-0"
  })
  void whatLiesInNoDataRootHasNoName(String here) {
    assertThat(SITE.nameOf(here)).isEmpty();
  }

  @Test
  void theRootItselfIsNotAFileOfIt() {
    assertThat(SITE.nameOf("file:/lake/east")).isEmpty();
  }
}
