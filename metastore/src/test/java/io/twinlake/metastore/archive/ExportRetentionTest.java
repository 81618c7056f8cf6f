package io.twinlake.metastore.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.metastore.archive.ExportRetention.Found;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExportRetentionTest {
  private static final Instant DUE = Instant.parse("2026-11-08T00:00:00Z");
  private static final Instant OLD = DUE.minusSeconds(1);

  private static Found export(String id, String site, Instant at) {
    return new Found(id, Optional.of(site), at);
  }

  private static Found unfinished(String id, Instant at) {
    return new Found(id, Optional.empty(), at);
  }

  @Test
  void onlyWhatIsOlderThanTheRetentionEnds() {
    List<Found> all =
        List.of(export("1", "east", OLD), export("2", "east", DUE), export("3", "east", DUE));

    assertThat(ExportRetention.ended(all, Set.of(), DUE)).containsExactly("1");
  }

  @Test
  void theNewestWholeOneOfEachSiteStaysHoweverOldItIs() {
    List<Found> all =
        List.of(
            export("1", "east", OLD),
            export("2", "west", OLD),
            export("3", "east", OLD),
            unfinished("4", OLD));

    assertThat(ExportRetention.ended(all, Set.of(), DUE)).containsExactlyInAnyOrder("1", "4");
  }

  @Test
  void whatARecoveryPointNamesStays() {
    List<Found> all = List.of(export("1", "east", OLD), export("2", "east", OLD));

    assertThat(ExportRetention.ended(all, Set.of("1"), DUE)).isEmpty();
  }

  @Test
  void anExportAtWorkStays() {
    assertThat(ExportRetention.ended(List.of(unfinished("1", DUE)), Set.of(), DUE)).isEmpty();
  }
}
