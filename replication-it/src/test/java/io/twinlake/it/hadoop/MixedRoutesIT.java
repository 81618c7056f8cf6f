package io.twinlake.it.hadoop;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.plan.Reason;
import io.twinlake.core.plan.Tally.Outcome;
import io.twinlake.core.run.DatasetResult;
import io.twinlake.core.run.RunResult;
import io.twinlake.core.settings.Settings;
import io.twinlake.jobs.Twinlake;
import io.twinlake.testing.Azurite;
import io.twinlake.testing.PlainBlobs;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whole runs where one site is reached through ABFS and the other natively. */
@Timeout(120)
class MixedRoutesIT {
  private static final List<String> NAMES =
      List.of("a-b", "a/x", "a/date=2026-11-21/part-0", "a0", "with space/+#%20", "caf\u00e9");

  private final Azurite azurite = Azurite.shared();
  private final String id = Hadoop.container();
  private final PlainBlobs source = Hadoop.plain("sa3");
  private final PlainBlobs target = Hadoop.plain("sa4");

  MixedRoutesIT() {
    Hadoop.plain("sa1").createContainer(id);
    Hadoop.plain("sa2").createContainer(id);
    source.createContainer(id);
    target.createContainer(id);
    NAMES.forEach(name -> source.put(id, name, "content of " + name));
  }

  private Twinlake twinlake(String driverEast, String driverWest, String dataset) {
    Settings settings =
        Settings.load(
            """
            format: settings/1
            pair: mixed
            sites:
              east: { raw: 'abfs://ID@sa3.dfs.core.windows.net/', control: 'abfs://ID@sa1.dfs.core.windows.net/', driver: EAST }
              west: { raw: 'abfs://ID@sa4.dfs.core.windows.net/', control: 'abfs://ID@sa2.dfs.core.windows.net/', driver: WEST }
            replicate: { from: east, to: west }
            datasets: [ { name: all, root: rawMORE } ]
            """
                .replace("ID", id)
                .replace("EAST", driverEast)
                .replace("WEST", driverWest)
                .replace("MORE", dataset),
            "mixed.yaml");
    return Twinlake.local(settings, azurite.hadoop());
  }

  private static DatasetResult replicate(Twinlake twinlake, RunResult.Outcome expected) {
    RunResult result = twinlake.replicate();
    assertThat(result.outcome()).as(result::toString).isEqualTo(expected);
    return result.datasets().get(0);
  }

  /** Names and content, without the markers of directories. */
  private SortedMap<String, String> files(PlainBlobs account) {
    SortedMap<String, String> files = new TreeMap<>();
    account
        .list(id)
        .forEach(
            (name, blob) -> {
              if (!blob.metadata().containsKey("hdi_isfolder")) {
                files.put(name, blob.content());
              }
            });
    return files;
  }

  @Test
  void aSourceThroughAbfsIsCopiedNativelyAndNothingIsWrittenThere() {
    Twinlake twinlake =
        twinlake(
            "hadoop", "native", ", deletions: propagate, deletionCap: { count: 9, share: 100% }");
    var before = source.list(id);

    assertThat(replicate(twinlake, RunResult.Outcome.CLEAN).copied().objects())
        .isEqualTo(NAMES.size());
    assertThat(source.list(id)).isEqualTo(before);
    assertThat(files(target)).isEqualTo(files(source));
    assertThat(replicate(twinlake, RunResult.Outcome.CLEAN).copied().objects()).isZero();

    source.put(id, "a/x", "CONTENT of a/x");
    source.delete(id, "a0");
    DatasetResult third = replicate(twinlake, RunResult.Outcome.CLEAN);
    assertThat(third.copied().objects()).isEqualTo(1);
    assertThat(third.deleted().objects()).isEqualTo(1);
    assertThat(files(target)).isEqualTo(files(source));
  }

  @Test
  void changingTheDriverOfASourceCopiesNothingAgain() {
    replicate(twinlake("hadoop", "auto", ""), RunResult.Outcome.CLEAN);

    assertThat(
            replicate(twinlake("native", "auto", ""), RunResult.Outcome.CLEAN).copied().objects())
        .isZero();
  }

  @Test
  void aTargetThroughAbfsTakesNewObjectsAndReplacesOnlyIfAllowed() {
    replicate(twinlake("auto", "hadoop", ""), RunResult.Outcome.CLEAN);
    assertThat(files(target)).isEqualTo(files(source));

    source.put(id, "a/x", "CONTENT of a/x");
    source.put(id, "new", "new");
    DatasetResult refused = replicate(twinlake("auto", "hadoop", ""), RunResult.Outcome.PARTIAL);
    assertThat(refused.copied().objects()).isEqualTo(1);
    assertThat(refused.reasons().get(Outcome.SKIP).get(Reason.NOT_REPLACED).objects()).isEqualTo(1);
    assertThat(refused.notes()).anyMatch(n -> n.contains("replace: in-place"));
    assertThat(target.text(id, "a/x")).isEqualTo("content of a/x");

    DatasetResult inPlace =
        replicate(twinlake("auto", "hadoop", ", replace: in-place"), RunResult.Outcome.CLEAN);
    assertThat(inPlace.copied().objects()).isEqualTo(1);
    assertThat(inPlace.notes()).anyMatch(n -> n.startsWith("Not atomic"));
    assertThat(files(target)).isEqualTo(files(source));
    Map<String, PlainBlobs.Blob> history = target.list("twinlake-history");
    assertThat(history).containsKey(id + "/0000000003/all/a/x");
    assertThat(target.text("twinlake-history", id + "/0000000003/all/a/x"))
        .isEqualTo("content of a/x");
  }
}
