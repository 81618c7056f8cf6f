package io.twinlake.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.run.DatasetResult;
import io.twinlake.core.run.Failure;
import io.twinlake.core.run.RunResult;
import io.twinlake.testing.FaultMoment;
import io.twinlake.testing.FaultProxy;
import io.twinlake.testing.FaultProxy.Then;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sources that change while they are copied, at the very moment that would hurt. */
@Timeout(120)
class ChangingSourceIT {
  private static final String STREAMED =
      "transfer: { maxInFlight: 1, route: streamed, partSize: 64KiB }";
  private static final String DELETING =
      "datasets: [ { name: raw, root: raw, deletions: propagate, deletionCap: { count: 10, share: 100% } } ]";

  private final TwoAccounts lake = new TwoAccounts();
  private final FaultProxy proxy = FaultProxy.of(lake.azurite);

  @AfterEach
  void close() {
    proxy.close();
  }

  private RunResult replicate(String... sections) {
    return lake.twinlake(proxy.hadoop(), sections).replicate();
  }

  private Predicate<io.twinlake.testing.AzuriteRequest> copyOf(String name) {
    return TwoAccounts.put("sa4", lake.raw).and(r -> r.blob().equals(name));
  }

  private static byte[] large(char content) {
    byte[] bytes = new byte[300 << 10];
    Arrays.fill(bytes, (byte) content);
    return bytes;
  }

  @Test
  @DisplayName("T4, T6: an overwrite of the same size within the same second is copied")
  void aSameSizeOverwriteIsCopied() {
    lake.source.put(lake.raw, "a", "0000");
    lake.replicateCleanly(TwoAccounts.WHOLE);
    lake.source.put(lake.raw, "a", "1111");

    RunResult second = lake.replicateCleanly(TwoAccounts.WHOLE);

    assertThat(raw(second).copied().objects()).isEqualTo(1);
    assertThat(lake.target.text(lake.raw, "a")).isEqualTo("1111");
  }

  @Test
  @DisplayName("T5: an overwrite between listing and copy is in the same run, whole")
  void anOverwriteBetweenListingAndCopyIsInTheRun() {
    lake.source.put(lake.raw, "a", "listed");
    FaultMoment copy =
        proxy.before(
            copyOf("a"),
            1,
            r -> {
              lake.source.put(lake.raw, "a", "newest");
              return Then.PASS;
            });

    RunResult result = replicate(TwoAccounts.WHOLE);

    assertThat(copy.came()).isTrue();
    assertThat(result.outcome()).isEqualTo(RunResult.Outcome.CLEAN);
    assertThat(lake.target.text(lake.raw, "a")).isEqualTo("newest");
    assertThat(raw(lake.replicateCleanly(TwoAccounts.WHOLE)).copied().objects()).isZero();
  }

  @Test
  @DisplayName("T5: an overwrite right after the copy, of the same size, is copied by the next run")
  void anOverwriteAfterTheCopyIsInTheNextRun() {
    lake.source.put(lake.raw, "a", "listed");
    FaultMoment copied =
        proxy.after(
            copyOf("a"),
            1,
            r -> {
              lake.source.put(lake.raw, "a", "newest");
              return Then.PASS;
            });

    replicate(TwoAccounts.WHOLE);
    assertThat(copied.came()).isTrue();
    assertThat(lake.target.text(lake.raw, "a")).isEqualTo("listed");

    RunResult second = lake.replicateCleanly(TwoAccounts.WHOLE);
    assertThat(raw(second).copied().objects()).isEqualTo(1);
    assertThat(lake.target.text(lake.raw, "a")).isEqualTo("newest");
  }

  @Test
  @DisplayName("T7: a source that changes between two blocks is copied again, and never mixed")
  void aSourceThatChangesBetweenTwoBlocksIsNeverMixed() {
    lake.source.put(lake.raw, "large", large('a'), Map.of("x-ms-meta-of", "a"));
    FaultMoment third =
        proxy.before(
            copyOf("large"),
            3,
            r -> {
              lake.source.put(lake.raw, "large", large('b'), Map.of("x-ms-meta-of", "b"));
              return Then.PASS;
            });

    RunResult result = replicate(TwoAccounts.WHOLE, STREAMED);

    assertThat(third.came()).isTrue();
    assertThat(result.outcome()).isEqualTo(RunResult.Outcome.CLEAN);
    assertThat(lake.target.read(lake.raw, "large")).isEqualTo(large('b'));
    lake.assertSame(lake.raw);
  }

  @Test
  @DisplayName(
      "T7: an object that changes at every look is named, its last copy stays, others go on")
  void anObjectThatAlwaysChangesIsNamed() {
    lake.source.put(lake.raw, "hot", "version 0");
    lake.replicateCleanly(TwoAccounts.WHOLE);
    lake.source.put(lake.raw, "hot", "version 1");
    lake.source.put(lake.raw, "z", "after the hot one");
    for (int nth = 1; nth <= 20; nth++) {
      String content = "version %d".formatted(nth + 1);
      proxy.before(
          copyOf("hot"),
          nth,
          r -> {
            lake.source.put(lake.raw, "hot", content);
            return Then.PASS;
          });
    }

    RunResult result = replicate(TwoAccounts.WHOLE);

    assertThat(result.outcome()).isEqualTo(RunResult.Outcome.PARTIAL);
    assertThat(raw(result).failures())
        .singleElement()
        .satisfies(f -> assertThat(f.kind()).isEqualTo(Failure.Kind.HOT_OBJECT))
        .satisfies(f -> assertThat(f.path()).isEqualTo("hot"));
    assertThat(lake.target.text(lake.raw, "hot")).isEqualTo("version 0");
    assertThat(lake.target.text(lake.raw, "z")).isEqualTo("after the hot one");
    lake.replicateCleanly(TwoAccounts.WHOLE);
    lake.assertSame(lake.raw);
  }

  @Test
  @DisplayName("T8: a source that goes between plan and copy is no failure, and not yet a deletion")
  void aSourceThatGoesBetweenPlanAndCopyIsNoFailure() {
    lake.source.put(lake.raw, "a", "stays");
    lake.source.put(lake.raw, "going", "old");
    lake.replicateCleanly(DELETING);
    lake.source.put(lake.raw, "going", "new");
    FaultMoment copy =
        proxy.before(
            copyOf("going"),
            1,
            r -> {
              lake.source.delete(lake.raw, "going");
              return Then.PASS;
            });

    RunResult result = replicate(DELETING);

    assertThat(copy.came()).isTrue();
    assertThat(raw(result).failures()).isEmpty();
    assertThat(raw(result).notReplicated().objects()).isEqualTo(1);
    assertThat(lake.target.text(lake.raw, "going")).isEqualTo("old");
    // The next listing proves that it is gone.
    assertThat(raw(lake.replicateCleanly(DELETING)).deleted().objects()).isEqualTo(1);
    lake.assertSame(lake.raw);
  }

  @Test
  @DisplayName("T12: headers and metadata of an object in blocks are those of its newest version")
  void headersAndMetadataSurviveBlocks() {
    Map<String, String> headers =
        Map.of(
            "x-ms-blob-content-type", "text/plain",
            "x-ms-blob-content-encoding", "gzip",
            "x-ms-blob-cache-control", "no-cache",
            "x-ms-meta-Owner_Team", "Sales");
    lake.source.put(lake.raw, "large", large('a'), headers);
    lake.replicateCleanly(TwoAccounts.WHOLE, STREAMED);
    lake.assertSame(lake.raw);
    var first = lake.target.list(lake.raw).get("large");
    lake.source.put(lake.raw, "large", large('b'), Map.of("x-ms-meta-Other", "1"));

    lake.replicateCleanly(TwoAccounts.WHOLE, STREAMED);

    lake.assertSame(lake.raw);
    assertThat(lake.target.list(lake.history))
        .containsOnlyKeys("0000000002/raw/large")
        .containsValue(first);
  }

  private static DatasetResult raw(RunResult result) {
    return result.datasets().get(0);
  }
}
