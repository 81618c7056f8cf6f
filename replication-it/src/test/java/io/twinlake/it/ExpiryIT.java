package io.twinlake.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.ReplicationException;
import io.twinlake.core.run.DatasetResult;
import io.twinlake.core.run.Failure;
import io.twinlake.core.run.RunResult;
import io.twinlake.testing.FaultMoment;
import io.twinlake.testing.FaultProxy;
import io.twinlake.testing.FaultProxy.Then;
import io.twinlake.testing.PlainBlobs;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Shared access signatures of our own making whose time ends while a run is under way; the service
 * itself refuses them. A run is held at a request until that time has come.
 */
@Timeout(120)
class ExpiryIT {
  private static final int OBJECTS = 12;

  /** Enough for a run to begin and to list. */
  private static final int LIVES_SECONDS = 6;

  private final TwoAccounts lake = new TwoAccounts();
  private final FaultProxy proxy = FaultProxy.of(lake.azurite);
  private Instant until;

  @BeforeEach
  void fill() {
    lake.source.put(lake.raw, "gone", "content");
    lake.replicateCleanly(settings("auto"));
    lake.source.delete(lake.raw, "gone");
    for (int i = 0; i < OBJECTS; i++) {
      lake.source.put(lake.raw, "part-%02d".formatted(i), "content of " + i);
    }
    until = Instant.now().plusSeconds(LIVES_SECONDS).truncatedTo(ChronoUnit.SECONDS);
  }

  @AfterEach
  void close() {
    proxy.close();
  }

  private static String settings(String route) {
    return """
        transfer: { route: %s, maxInFlight: 1, attempts: 2 }
        datasets:
          - { name: raw, root: raw, deletions: propagate, deletionCap: { count: 10, share: 100%% } }
        """
        .formatted(route);
  }

  private Map<String, String> signed(String account, String permissions) {
    String sas = PlainBlobs.accountSas(account, lake.azurite.key(account), permissions, until);
    return Secrets.withSas(proxy.hadoop(), account, sas);
  }

  private Then untilItsTimeIsOver() {
    while (Instant.now().isBefore(until.plusSeconds(1))) {
      LockSupport.parkUntil(until.plusSeconds(1).toEpochMilli());
    }
    return Then.PASS;
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "streamed"})
  @DisplayName(
      "T23: a source's signature that ends in mid-run leaves a partial point, and its setting is named")
  void aSourcesSignatureThatEnds(String route) {
    FaultMoment fifth =
        proxy.before(TwoAccounts.put("sa4", lake.raw), 5, r -> untilItsTimeIsOver());

    RunResult result = lake.twinlake(signed("sa3", "rl"), settings(route)).replicate();

    assertThat(fifth.came()).as(result::toString).isTrue();
    assertPartial(result, "fs.azure.sas.fixed.token");
    assertThat(lake.target.list(lake.raw)).containsKey("gone").hasSizeBetween(5, OBJECTS);
    assertTheNextRunFinishes();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sa4", "sa2"})
  @DisplayName(
      "T23: a signature of target or control root that ends in mid-run ends the run, and is named")
  void aSignatureOfTheOtherSideThatEnds(String account) {
    FaultMoment fifth =
        proxy.before(TwoAccounts.put("sa4", lake.raw), 5, r -> untilItsTimeIsOver());

    assertThatThrownBy(() -> lake.twinlake(signed(account, "rwdlc"), settings("auto")).replicate())
        .isInstanceOf(ReplicationException.class)
        .hasMessageContaining("fs.azure.sas.fixed.token." + account + ".dfs.core.windows.net")
        .hasMessageNotContaining("sig=");
    assertThat(fifth.came()).isTrue();
    assertThat(lake.documents("recovery-points")).containsExactly("0000000001.json");
    assertThat(lake.target.list(lake.raw)).containsKey("gone");
    assertTheNextRunFinishes();
  }

  private void assertPartial(RunResult result, String setting) {
    DatasetResult raw = result.datasets().get(0);
    assertThat(result.outcome()).as(result::toString).isEqualTo(RunResult.Outcome.PARTIAL);
    assertThat(raw.copied().objects()).isGreaterThanOrEqualTo(4);
    assertThat(raw.failures())
        .isNotEmpty()
        .allSatisfy(f -> assertThat(f.kind()).isEqualTo(Failure.Kind.ACCESS_DENIED))
        .allSatisfy(f -> assertThat(f.message()).contains(setting).doesNotContain("sig="));
    assertThat(raw.notes()).anySatisfy(n -> assertThat(n).contains("held back"));
    assertThat(raw.copied().objects() + raw.failed().objects()).isEqualTo(OBJECTS);
  }

  private void assertTheNextRunFinishes() {
    lake.replicateCleanly(settings("auto"));
    lake.assertSame(lake.raw);
  }
}
