package io.twinlake.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.settings.Settings.Tables;
import io.twinlake.core.store.ObjectPath;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TreeScopeTest {
  private static boolean covers(String more, Tables tables, String path, String... listed) {
    Findings findings = new Findings();
    for (String each : listed) {
      findings.see(Datasets.listed(each, "e1"), Optional.of("_SUCCESS"));
    }
    boolean directory = path.endsWith("/");
    return new TreeScope(Datasets.orders(more), tables, findings)
        .covers(ObjectPath.of(path.replaceFirst("/$", "")), directory);
  }

  private static boolean covers(String more, String path) {
    return covers(more, Tables.REFUSE, path);
  }

  @Test
  void everythingButScratchIsCoveredWhereNothingIsSaid() {
    assertThat(covers("", "a/")).isTrue();
    assertThat(covers("", "a/b")).isTrue();
    assertThat(covers("", "_temporary/")).isFalse();
    assertThat(covers("", "a/_temporary/0/")).isFalse();
  }

  @Test
  void aDirectoryIsLeftOutOnlyWhereAllOfItIs() {
    String some = ", filters: [ '+ *.parquet', '- *' ]";
    assertThat(covers(some, "a/")).isTrue();
    assertThat(covers(some, "a/b.parquet")).isTrue();
    assertThat(covers(some, "a/b.csv")).isFalse();

    String one = ", filters: [ '+ /keep/this/**', '- *' ]";
    assertThat(covers(one, "keep/")).isTrue();
    assertThat(covers(one, "keep/this/deep/")).isTrue();
    assertThat(covers(one, "keep/that/")).isFalse();
    assertThat(covers(one, "other/")).isFalse();
  }

  @Test
  void aDirectoryBelongsToThePartitionThatItIs() {
    String window = ", partitions: { date: { from: '2026-01-10' } }";
    assertThat(covers(window, "date=2026-01-09/")).isFalse();
    assertThat(covers(window, "date=2026-01-09/sub/")).isFalse();
    assertThat(covers(window, "date=2026-01-10/")).isTrue();
    assertThat(covers(window, "region=eu/")).isTrue();
  }

  @Test
  void tablesAreLeftAloneWithAllTheirDirectories() {
    String log = "t/_delta_log/0.json";
    assertThat(covers("", Tables.REFUSE, "t/", log)).isFalse();
    assertThat(covers("", Tables.REFUSE, "t/_delta_log/", log)).isFalse();
    assertThat(covers("", Tables.REFUSE, "t2/", log)).isTrue();
    assertThat(covers("", Tables.AS_FILES, "t/", log)).isTrue();
  }

  @Test
  void aPartitionWithoutItsMarkerIsNotCoveredYet() {
    String ready = ", ready: _SUCCESS";
    assertThat(covers(ready, Tables.REFUSE, "date=1/", "date=1/_SUCCESS")).isTrue();
    assertThat(covers(ready, Tables.REFUSE, "date=2/", "date=1/_SUCCESS", "date=2/x")).isFalse();
  }
}
