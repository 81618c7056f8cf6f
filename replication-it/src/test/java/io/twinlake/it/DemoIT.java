package io.twinlake.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.testing.PlainBlobs;
import io.twinlake.testing.PlainBlobs.Blob;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The demo's own lake, compared by a client that is not ours once the demo has ended. */
@Timeout(300)
class DemoIT {
  private static final String ALL_OF_IT =
      "defaults: { deletions: propagate, deletionCap: { count: 100, share: 100% } }\n"
          + "datasets: [ { name: raw, root: raw }, { name: staging, root: staging } ]";

  private final TwoAccounts lake = new TwoAccounts();

  @TempDir Path scratch;

  @Test
  void afterTheDemoBothAccountsHoldTheSameLake() throws Exception {
    Jvm.Ended ended = Command.run(scratch, lake.yaml(ALL_OF_IT), lake.azurite.hadoop(), "demo");

    assertThat(ended.exitCode()).as(ended.toString()).isZero();
    for (String container : new String[] {lake.raw, lake.staging}) {
      SortedMap<String, Blob> expected = withoutScratch(lake.source, container);
      assertThat(expected).as(container).isNotEmpty();
      assertThat(withoutScratch(lake.target, container)).as(container).isEqualTo(expected);
    }
    assertThat(lake.documents("recovery-points"))
        .as("runs and a repair")
        .hasSizeGreaterThanOrEqualTo(3);
    assertThat(lake.target.list(lake.history))
        .as("replaced, deleted, damaged bytes")
        .hasSizeGreaterThanOrEqualTo(3);
    assertThat(ended.out())
        .containsSubsequence(
            "One byte rots", "DIFFERENCES", "PLAN", "REPAIRED", "recovery point ", "CLEAN");
    Path report =
        ended
            .out()
            .lines()
            .filter(line -> line.endsWith("twinlake-report.html"))
            .map(Path::of)
            .reduce((a, b) -> b)
            .orElseThrow();
    try {
      assertThat(report)
          .content()
          .contains("<h1>Clean</h1>", "Differences")
          .doesNotContain("<script");
    } finally {
      Files.delete(report);
    }
  }

  /**
   * The demo leaves a file of a Spark job under way at the source, which is not part of the lake.
   */
  private static SortedMap<String, Blob> withoutScratch(PlainBlobs account, String container) {
    SortedMap<String, Blob> blobs = new TreeMap<>(account.list(container));
    blobs.keySet().removeIf(name -> name.contains("_temporary/"));
    return blobs;
  }
}
