package io.twinlake.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.run.RunResult;
import io.twinlake.testing.AzuriteRequest;
import io.twinlake.testing.FaultMoment;
import io.twinlake.testing.FaultProxy;
import io.twinlake.testing.FaultProxy.Then;
import io.twinlake.testing.PlainBlobs;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * {@code kill -9} of a run at chosen requests: before the service sees one, or when it has carried
 * one out and the run does not know yet. The next run ends where an undisturbed one would have.
 */
@Timeout(120)
class KilledDriverIT {
  private static final String SETTINGS =
      """
      transfer: { maxInFlight: 1, route: streamed, partSize: 64KiB }
      datasets:
        - { name: raw, root: raw, deletions: propagate, deletionCap: { count: 10, share: 100% } }
      """;
  private static final List<String> REPLACED = List.of("d=1/a", "d=1/b", "d=2/a", "d=2/b");
  private static final List<String> DELETED = List.of("gone-1", "gone-2");
  private static final List<String> NEW = List.of("d=3/a", "d=3/b", "d=3/_SUCCESS");

  /** The request at which the run is killed, before or after the service has carried it out. */
  enum Step {
    BEFORE_FIRST_HISTORY_PUT("history", "", 1),
    BEFORE_FIRST_DATA_PUT("raw", "", 1),
    AFTER_FIFTH_DATA_PUT("raw", "", 5),
    BEFORE_FOURTH_BLOCK("raw", "comp=block&", 4),
    AFTER_BLOCK_LIST("raw", "comp=blocklist", 1),
    BEFORE_SEGMENT("twinlake", "/ledger/", 1),
    BEFORE_RECOVERY_POINT("twinlake", "/recovery-points/", 1),
    AFTER_RECOVERY_POINT("twinlake", "/recovery-points/", 1),
    BEFORE_SECOND_DELETE("raw", "DELETE", 2),
    BEFORE_DELETED_DOCUMENT("twinlake", "/deleted/", 1),
    BEFORE_REPORT("twinlake", "/reports/", 1);

    private final String container;
    private final String mark;
    private final int nth;

    Step(String container, String mark, int nth) {
      this.container = container;
      this.mark = mark;
      this.nth = nth;
    }

    FaultMoment moment(FaultProxy proxy, TwoAccounts lake, FaultProxy.Act act) {
      return name().startsWith("AFTER")
          ? proxy.after(in(lake), nth, act)
          : proxy.before(in(lake), nth, act);
    }

    private Predicate<AzuriteRequest> in(TwoAccounts lake) {
      String name = container + "-" + lake.id;
      return r ->
          r.container().equals(name)
              && !r.account().equals("sa3")
              && !r.blob().isEmpty()
              && r.isWrite()
              && (r.method() + r.blob() + "?" + r.query() + "&").contains(mark);
    }
  }

  private final TwoAccounts lake = new TwoAccounts();

  @ParameterizedTest
  @EnumSource(Step.class)
  @DisplayName("T11, T27: a run that is killed is finished by the next, which repeats nothing")
  void aRunThatIsKilledIsFinishedByTheNext(Step step, @TempDir Path scratch) throws Exception {
    fillAndReplicate();
    change();
    int before = lake.azurite.requests().size();

    killAt(step, scratch);
    assertNothingIsHalf();
    RunResult resumed = lake.twinlake(SETTINGS).replicate();

    assertThat(resumed.outcome()).as(resumed::toString).isEqualTo(RunResult.Outcome.CLEAN);
    lake.assertSame(lake.raw);
    assertHistoryHoldsThePredecessors();
    assertNothingWasCopiedTwice(before);
    assertThat(lake.documents("recovery-points"))
        .isSubsetOf("0000000001.json", "0000000002.json", "0000000003.json")
        .hasSize(resumed.recoveryPoint().orElseThrow().intValue());
    RunResult third = lake.replicateCleanly(SETTINGS);
    assertThat(third.datasets().get(0).copied().objects()).isZero();
    assertThat(third.datasets().get(0).adopted().objects()).isZero();
    assertThat(lake.documents("claims")).isEmpty();
  }

  private void fillAndReplicate() {
    for (List<String> names : List.of(REPLACED, DELETED, List.of("kept-1", "kept-2"))) {
      names.forEach(name -> lake.source.put(lake.raw, name, "old content of " + name));
    }
    lake.source.put(lake.raw, "large", large('a'), Map.of("x-ms-meta-of", "a"));
    lake.replicateCleanly(SETTINGS);
  }

  private void change() {
    REPLACED.forEach(name -> lake.source.put(lake.raw, name, "new content of " + name));
    NEW.forEach(name -> lake.source.put(lake.raw, name, "new content of " + name));
    DELETED.forEach(name -> lake.source.delete(lake.raw, name));
    lake.source.put(lake.raw, "large", large('b'), Map.of("x-ms-meta-of", "b"));
  }

  private static byte[] large(char content) {
    byte[] bytes = new byte[400 << 10];
    Arrays.fill(bytes, (byte) content);
    return bytes;
  }

  private void killAt(Step step, Path scratch) throws Exception {
    try (FaultProxy proxy = FaultProxy.of(lake.azurite)) {
      CompletableFuture<Jvm.Running> running = new CompletableFuture<>();
      FaultMoment moment =
          step.moment(
              proxy,
              lake,
              request -> {
                running.get().kill();
                return Then.LOSE;
              });
      running.complete(OneRun.start(scratch, lake.yaml(SETTINGS), proxy.hadoop()));
      Jvm.Ended ended = running.get().end();
      assertThat(moment.came()).as(() -> "The run ended by itself: " + ended).isTrue();
      assertThat(ended.exitCode()).isEqualTo(128 + 9);
    }
  }

  /** Every object at the target is the old one or the new one. */
  private void assertNothingIsHalf() {
    lake.target
        .list(lake.raw)
        .forEach(
            (name, blob) -> {
              if (name.equals("large")) {
                assertThat(lake.target.read(lake.raw, name)).isIn(large('a'), large('b'));
              } else {
                assertThat(lake.target.text(lake.raw, name))
                    .isIn("old content of " + name, "new content of " + name);
              }
            });
  }

  private void assertHistoryHoldsThePredecessors() {
    Map<String, String> expected = new TreeMap<>();
    for (List<String> names : List.of(REPLACED, DELETED)) {
      names.forEach(name -> expected.put(name, "old content of " + name));
    }
    expected.put("large", new String(large('a'), java.nio.charset.StandardCharsets.UTF_8));
    Map<String, String> kept = new TreeMap<>();
    for (String name : lake.target.list(lake.history).keySet()) {
      assertThat(name).startsWith("0000000002/raw/");
      kept.put(name.substring("0000000002/raw/".length()), lake.target.text(lake.history, name));
    }
    assertThat(kept).isEqualTo(expected);
  }

  /** Of all writes of content that succeeded at most one, that in flight, was made twice. */
  private void assertNothingWasCopiedTwice(int before) {
    List<AzuriteRequest> all = lake.azurite.requests();
    Map<String, Long> writes =
        all.subList(before, all.size()).stream()
            .filter(TwoAccounts.put("sa4", lake.raw).or(TwoAccounts.put("sa4", lake.history)))
            .filter(r -> !PlainBlobs.sent(r) && r.status() / 100 == 2)
            .collect(
                Collectors.groupingBy(
                    r -> r.container() + "/" + r.blob() + "?" + r.query(), Collectors.counting()));
    assertThat(writes.values().stream().filter(n -> n > 1).count())
        .as(writes::toString)
        .isLessThanOrEqualTo(1);
    assertThat(writes.values()).as(writes::toString).allMatch(n -> n <= 2);
  }
}
