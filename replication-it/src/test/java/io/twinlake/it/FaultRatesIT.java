package io.twinlake.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.ReplicationException;
import io.twinlake.core.ledger.RecoveryPointTakenException;
import io.twinlake.core.role.RoleRefusedException;
import io.twinlake.core.run.DatasetResult;
import io.twinlake.core.run.Failure;
import io.twinlake.core.run.RunResult;
import io.twinlake.core.store.OutcomeUnknownException;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import io.twinlake.testing.AzuriteRequest;
import io.twinlake.testing.Fault;
import io.twinlake.testing.FaultMoment;
import io.twinlake.testing.FaultProxy;
import io.twinlake.testing.Requests;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A lake of 2,000 objects on a network that fails at a rate, all kinds of passing faults mixed: the
 * end state is right, what it costs is bounded, and every failure has a class.
 */
@Timeout(400)
class FaultRatesIT {
  private static final int OBJECTS = 2000;
  private static final int LARGE = 5;
  private static final long SEED = 20261122;
  private static final int MOST_RUNS = 6;

  /**
   * An account that refuses connections refuses all of them for a moment. As often as the faults of
   * one request it would be away most of the time, the longer the slower the machine.
   */
  private static final int OUTAGES = 20;

  /** How many requests a fault may cost on top of what the plan said. */
  private static final double MOST_PER_FAULT = 3;

  /** What another run costs that finds nothing to do. */
  private static final int CONTROL_REQUESTS = 60;

  private static final Set<StoreProblem> PASSING =
      EnumSet.of(StoreProblem.UNAVAILABLE, StoreProblem.THROTTLED, StoreProblem.CORRUPTED);
  private static final Set<Failure.Kind> PASSING_KINDS =
      EnumSet.of(
          Failure.Kind.UNAVAILABLE,
          Failure.Kind.THROTTLED,
          Failure.Kind.CORRUPTED,
          Failure.Kind.TARGET_CONFLICT,
          Failure.Kind.STOPPED);

  private final TwoAccounts lake = new TwoAccounts();
  private final SortedMap<String, byte[]> expected = new TreeMap<>();

  /** Names that the target has had, and lengths of all versions that ever were. */
  private final Set<String> copied = new TreeSet<>();

  private final Map<String, Set<Long>> lengths = new ConcurrentHashMap<>();

  private static List<Fault> passingFaults() {
    return List.of(
        Fault.resetBefore(),
        Fault.resetAfter(),
        Fault.cutResponse(100),
        Fault.cutRequest(100),
        Fault.flipRequest(5),
        Fault.delay(Duration.ofMillis(20)),
        Fault.internalError(),
        Fault.timedOutAfter(),
        Fault.busy(Optional.empty()),
        Fault.busy(Optional.of(Duration.ofMillis(50))),
        Fault.tooManyRequests(Optional.empty()),
        Fault.tooManyRequests(Optional.of(Duration.ofMillis(50))));
  }

  @Test
  void theEndStateIsRightAtAnyRate() {
    put("first", IntStream.range(0, OBJECTS));
    converge("first copy", 0.2, settings("auto"));

    change("second", 1);
    converge("changes", 0.05, settings("streamed"));

    change("another", 2);
    converge("more changes", 0.01, settings("auto"));

    assertTargetIsExpected();
    assertThat(lake.target.sizes(lake.history))
        .as("all that was replaced or deleted")
        .hasSize(2 * (OBJECTS / 4 + 20));
  }

  private static String settings(String route) {
    return """
        transfer: { route: %s, partSize: 64KiB }
        datasets:
          - { name: raw, root: raw, deletions: propagate, deletionCap: { count: 1000, share: 100%% } }
        """
        .formatted(route);
  }

  /** Overwrites a quarter of the lake, adds 20 objects and deletes 20. */
  private void change(String version, int round) {
    put(version, IntStream.iterate(0, i -> i < OBJECTS, i -> i + 4));
    put(version, IntStream.range(OBJECTS + 20 * round, OBJECTS + 20 * round + 20));
    IntStream.range(0, 20).forEach(i -> delete(name(i * 60 + 2 * round - 1)));
  }

  /**
   * All kinds at once, those too that no retry heals: a refusal of one object fails that object,
   * one of the control root ends the run. Nothing is lost, and when the bad days are over all is
   * well. A bit that is flipped on the way to us is for TLS to detect, and only a ledger's checksum
   * shows it here; so it is flipped there alone.
   */
  @Test
  void allKindsOfFaultsAtOnceLoseNothing() {
    String settings =
        """
        transfer: { route: streamed, partSize: 64KiB, attempts: 3 }
        datasets:
          - { name: raw, root: raw, deletions: propagate, deletionCap: { count: 1000, share: 100% } }
        """;
    put("first", IntStream.range(0, 120));
    lake.replicateCleanly(settings);
    copied.addAll(expected.keySet());
    List<String> endings = new ArrayList<>();
    try (FaultProxy proxy = FaultProxy.of(lake.azurite)) {
      Fault[] lasting = {
        Fault.forbidden(),
        Fault.containerNotFound(),
        Fault.answer(404, "BlobNotFound"),
        Fault.conditionNotMet(),
        Fault.expiredToken(),
        Fault.expiredSignature(),
        Fault.answer(412, "LeaseIdMissing"),
        Fault.answer(409, "BlobImmutableDueToPolicy"),
        Fault.answer(409, "BlobUsesCustomerSpecifiedEncryption"),
        Fault.answer(409, "ContainerBeingDeleted"),
        Fault.answer(400, "Md5Mismatch")
      };
      Predicate<AzuriteRequest> objects = r -> !r.blob().isEmpty();
      proxy.when(Requests.container(lake.raw).and(objects)).atRate(0.1, SEED).inject(lasting);
      proxy.when(Requests.any()).atRate(0.01, SEED + 1).inject(lasting);
      proxy
          .when(Requests.any())
          .atRate(0.1, SEED + 2)
          .inject(passingFaults().toArray(new Fault[0]));
      proxy.when(Requests.any()).atRate(0.01, SEED + 4).inject(Fault.refuseConnection());
      proxy
          .when(Requests.read().and(Requests.blob("/ledger/.*\\.gz$")))
          .atRate(0.1, SEED + 3)
          .inject(Fault.flipResponse(30));
      for (int round = 1; round <= 6; round++) {
        String version = "x".repeat(round);
        put(version, IntStream.iterate(round, i -> i < 120, i -> i + 7));
        delete(name(round * 13));
        endings.add(soaked(proxy, settings));
        assertNothingIsHalf();
        copied.addAll(expected.keySet());
      }
      System.out.printf("Soak (seed %d): %s; faults %s%n", SEED, endings, proxy.injected());
      assertThat(proxy.injected()).hasSizeGreaterThan(15);
    }
    lake.replicateCleanly(settings);
    assertTargetIsExpected();
  }

  private String soaked(FaultProxy proxy, String settings) {
    try {
      RunResult result = lake.twinlake(proxy.hadoop(), settings).replicate();
      assertThat(result.datasets().get(0).failures())
          .allSatisfy(f -> assertThat(f.kind()).as(f.message()).isNotEqualTo(Failure.Kind.OTHER));
      return result.outcome().name();
    } catch (StoreException e) {
      return e.problem().name();
    } catch (ReplicationException e) {
      return e.getClass().getSimpleName();
    }
  }

  private static String name(int i) {
    return "d=%02d/part-%04d".formatted(i % 20, i);
  }

  private void put(String version, IntStream which) {
    which
        .parallel()
        .forEach(
            i -> {
              byte[] content = (version + " content of " + i).getBytes(UTF_8);
              if (i % OBJECTS < LARGE) {
                content = Arrays.copyOf(content, (180 << 10) + i);
              }
              lake.source.put(lake.raw, name(i), content, Map.of());
              synchronized (expected) {
                expected.put(name(i), content);
              }
              lengths
                  .computeIfAbsent(name(i), n -> ConcurrentHashMap.newKeySet())
                  .add((long) content.length);
            });
  }

  private void delete(String name) {
    lake.source.delete(lake.raw, name);
    expected.remove(name);
  }

  /** Runs until everything is in a recovery point. */
  private void converge(String what, double rate, String settings) {
    long planned =
        lake.twinlake(settings).plan(change -> {}).result().requests().predicted().requests();
    List<String> endings = new ArrayList<>();
    try (FaultProxy proxy = FaultProxy.of(lake.azurite)) {
      FaultMoment ours = proxy.when(r -> !r.clientRequestId().isEmpty()).nth(0).inject();
      proxy.when(Requests.any()).atRate(rate, SEED).inject(passingFaults().toArray(new Fault[0]));
      proxy.when(Requests.any()).atRate(rate / OUTAGES, SEED + 1).inject(Fault.refuseConnection());
      boolean clean = false;
      while (!clean) {
        String ending = endingOf(proxy, settings);
        endings.add(ending);
        clean = ending.equals("CLEAN");
        if (!clean) {
          assertNothingIsHalf();
          assertThat(endings).as("runs, by their endings").hasSizeLessThan(MOST_RUNS);
        }
      }
      long faults = proxy.injected().values().stream().mapToLong(n -> n).sum();
      // The service looks at the source of a copy by itself; those are not ours.
      long extra = ours.requests() - planned;
      System.out.printf(
          "%s of %d objects at %.0f %% (seed %d): %s; %d requests, %d more than planned for %d faults %s%n",
          what,
          expected.size(),
          rate * 100,
          SEED,
          endings,
          ours.requests(),
          extra,
          faults,
          proxy.injected());
      assertThat(faults).isPositive();
      assertThat((double) extra)
          .as("requests beyond the plan")
          .isLessThan(MOST_PER_FAULT * faults + CONTROL_REQUESTS * (endings.size() - 1));
    }
    assertThat(lake.replicateCleanly(settings).datasets().get(0).copied().objects()).isZero();
  }

  /** A run's outcome, or the class of what it threw; anything unclassified fails the test. */
  private String endingOf(FaultProxy proxy, String settings) {
    RunResult result;
    try {
      result = lake.twinlake(proxy.hadoop(), settings).replicate();
    } catch (RecoveryPointTakenException | RoleRefusedException | OutcomeUnknownException e) {
      return e.getClass().getSimpleName();
    } catch (StoreException e) {
      assertThat(e.problem()).as(e::getMessage).isIn(PASSING);
      return e.problem().name();
    } catch (ReplicationException e) {
      throw new AssertionError("Not classified: " + e.getMessage(), e);
    }
    DatasetResult raw = result.datasets().get(0);
    assertThat(raw.failures())
        .allSatisfy(f -> assertThat(f.kind()).as(f.message()).isIn(PASSING_KINDS));
    assertThat(result.outcome())
        .isIn(RunResult.Outcome.CLEAN, RunResult.Outcome.PARTIAL, RunResult.Outcome.FAILED);
    return result.outcome().name();
  }

  private void assertTargetIsExpected() {
    assertThat(lake.target.sizes(lake.raw).keySet()).containsExactlyElementsOf(expected.keySet());
    expected.entrySet().parallelStream()
        .forEach(
            e ->
                assertThat(lake.target.read(lake.raw, e.getKey()))
                    .as(e.getKey())
                    .isEqualTo(e.getValue()));
  }

  /**
   * Each object at the target is one of the versions that were, which lengths tell apart; none is
   * gone that is still at the source.
   */
  private void assertNothingIsHalf() {
    SortedMap<String, Long> there = lake.target.sizes(lake.raw);
    there.forEach((name, size) -> assertThat(lengths.get(name)).as(name).contains(size));
    assertThat(there.keySet()).containsAll(copied.stream().filter(expected::containsKey).toList());
  }
}
