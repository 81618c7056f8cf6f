package io.twinlake.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.ledger.Proof;
import io.twinlake.core.run.RunResult;
import io.twinlake.testing.AzuriteRequest;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The first load by Hadoop's DistCp between two accounts, in Hadoop's local job runner. */
@Timeout(400)
class DistCpIT {
  private static final String SETTINGS =
      "datasets: [ { name: raw, root: raw, engine: distcp, adopt: verify, filters: ['- *.tmp'] } ]";
  private static final int OBJECTS = 20;

  @TempDir Path scratch;
  private final TwoAccounts lake = new TwoAccounts();

  private RunResult replicate() {
    Map<String, String> hadoop = new HashMap<>(lake.azurite.hadoop());
    hadoop.put("hadoop.tmp.dir", scratch.toString());
    RunResult run = lake.twinlake(hadoop, SETTINGS).replicate();
    assertThat(run.outcome()).as(run::toString).isEqualTo(RunResult.Outcome.CLEAN);
    return run;
  }

  /** Writes of data to the target; those of ours carry the run in their names. */
  private List<AzuriteRequest> writes(RunResult run, boolean ours, List<AzuriteRequest> requests) {
    return requests.stream()
        .filter(TwoAccounts.put("sa4", lake.raw))
        .filter(r -> r.clientRequestId().startsWith(run.run()) == ours)
        .toList();
  }

  @Test
  void distCpMovesTheBytesAndEveryOneOfThemIsComparedBeforeTheCommit() {
    for (int i = 0; i < OBJECTS; i++) {
      lake.source.put(lake.raw, "d=%d/a b %%/part-%02d \u00e4".formatted(i % 3, i), "is " + i);
    }
    lake.source.put(lake.raw, "d=0/left.tmp", "filtered");
    lake.source.put(lake.raw, "d=0/with:colon", "which Hadoop cannot name");
    int before = lake.azurite.requests().size();

    RunResult first = replicate();

    List<AzuriteRequest> requests =
        lake.azurite.requests().subList(before, lake.azurite.requests().size());
    assertThat(lake.target.sizes(lake.raw).keySet())
        .filteredOn(name -> lake.source.sizes(lake.raw).containsKey(name))
        .hasSize(OBJECTS + 1)
        .doesNotContain("d=0/left.tmp");
    lake.target.sizes(lake.raw).keySet().stream()
        .filter(name -> lake.source.sizes(lake.raw).containsKey(name))
        .forEach(
            name ->
                assertThat(lake.target.text(lake.raw, name))
                    .isEqualTo(lake.source.text(lake.raw, name)));
    assertThat(lake.target.sizes(lake.raw).keySet()).noneMatch(n -> n.contains(".distcp.tmp"));
    assertThat(first.datasets().get(0).adopted().objects()).isEqualTo(OBJECTS);
    assertThat(first.datasets().get(0).proofs().get(Proof.COMPARED)).isEqualTo(OBJECTS);
    assertThat(writes(first, true, requests))
        .extracting(AzuriteRequest::blob)
        .allMatch(blob -> blob.contains("colon"));
    assertThat(writes(first, false, requests)).hasSizeGreaterThanOrEqualTo(OBJECTS);

    lake.source.put(lake.raw, "d=0/later", "by Twinlake itself");
    before = lake.azurite.requests().size();
    RunResult second = replicate();
    requests = lake.azurite.requests().subList(before, lake.azurite.requests().size());
    assertThat(second.datasets().get(0).copied().objects()).isEqualTo(1);
    assertThat(writes(second, false, requests)).isEmpty();
    assertThat(lake.target.text(lake.raw, "d=0/later")).isEqualTo("by Twinlake itself");
  }
}
