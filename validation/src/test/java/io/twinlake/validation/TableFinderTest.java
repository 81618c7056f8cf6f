package io.twinlake.validation;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.store.ObjectPath;
import org.junit.jupiter.api.Test;

class TableFinderTest {
  private final TableFinder finder = new TableFinder();

  private void both(String... paths) {
    for (String path : paths) {
      finder.see(ObjectPath.of(path), true);
      finder.see(ObjectPath.of(path), false);
    }
  }

  private boolean owns(String path) {
    return finder.isTables(ObjectPath.of(path));
  }

  @Test
  void aDirectoryWithALogIsOneTableWithAllThatLiesInItAtItsNewestVersion() {
    both("a/_delta_log/00000000000000000000.json", "a/p=1/x.parquet", "a/y.parquet");
    finder.see(ObjectPath.of("a/_delta_log/00000000000000000007.json"), true);
    finder.see(ObjectPath.of("a/_delta_log/00000000000000000005.json"), false);

    assertThat(finder.tables()).containsOnlyKeys("a/");
    assertThat(finder.tables().get("a/").format).isEqualTo("delta");
    assertThat(finder.tables().get("a/").sourceVersion()).contains(7L);
    assertThat(finder.tables().get("a/").targetVersion()).contains(5L);
    assertThat(owns("a/p=1/x.parquet")).isTrue();
    assertThat(owns("a/anything")).isTrue();
    assertThat(owns("b/anything")).isFalse();
  }

  @Test
  void theDatasetsRootItselfMayBeATable() {
    both(
        "_delta_log/00000000000000000000.json",
        "x.parquet",
        "sub/_delta_log/00000000000000000000.json");
    assertThat(finder.tables()).containsOnlyKeys("");
  }

  @Test
  void parquetFilesAreTablesByTheirDirectoriesWithoutPartitions() {
    both("a/p=1/q=2/x.parquet", "a/p=2/q=1/x.parquet", "b/x.parquet", "b/c/x.parquet", "x.parquet");
    assertThat(finder.tables()).containsOnlyKeys("", "a/", "b/", "b/c/");
    assertThat(finder.tables().get("a/").partitionedBy).containsExactly("p", "q");
    assertThat(finder.tables().get("b/").sourceVersion()).isEmpty();
  }

  @Test
  void whatAnEngineLeavesBesideParquetIsTheTablesAndOtherFilesAreNot() {
    both("a/p=1/x.parquet");
    assertThat(owns("a/_SUCCESS")).isTrue();
    assertThat(owns("a/p=1/.x.parquet.crc")).isTrue();
    assertThat(owns("a/notes.csv")).isFalse();
    assertThat(owns("a/deep/notes.csv")).isFalse();
  }

  @Test
  void scratchOfAWriterIsNoTable() {
    both("a/_temporary/0/x.parquet", "a/.hive-staging/x.parquet");
    assertThat(finder.tables()).isEmpty();
  }

  @Test
  void aTableOfOneSideOnlyIsSeenAsThat() {
    finder.see(ObjectPath.of("a/x.parquet"), true);
    assertThat(finder.tables().get("a/").atSource).isTrue();
    assertThat(finder.tables().get("a/").atTarget).isFalse();
  }
}
