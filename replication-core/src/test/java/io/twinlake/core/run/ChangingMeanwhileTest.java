package io.twinlake.core.run;

import static io.twinlake.core.run.Faults.at;
import static io.twinlake.core.run.Faults.on;
import static io.twinlake.core.run.TwoSites.contents;
import static io.twinlake.core.run.TwoSites.put;
import static io.twinlake.core.run.TwoSites.remove;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.Effect;
import io.twinlake.core.plan.Reason;
import io.twinlake.core.plan.Tally.Outcome;
import io.twinlake.core.run.Faults.Kind;
import io.twinlake.core.settings.SettingsException;
import io.twinlake.core.store.Ability;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.OutcomeUnknownException;
import io.twinlake.core.store.PreconditionFailedException;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sources and targets that change while a run is under way. */
class ChangingMeanwhileTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  private final TwoSites sites = new TwoSites().oneAtATime();

  /**
   * Trap T5: its time at the target is younger for ever, so tools that compare times never heal.
   */
  @ParameterizedTest(name = "streamed: {0}")
  @ValueSource(booleans = {false, true})
  void t5AnOverwriteAfterTheListingIsCopiedInItsNewVersion(boolean streamed) {
    if (streamed) {
      sites.faults.without(Ability.SERVER_SIDE_COPY);
    }
    put(sites.raw, "orders/a", "alpha");
    sites.faults.after(on("raw-east", Kind.LIST), 1, () -> put(sites.raw, "orders/a", "OMEGA"));

    RunResult result = sites.replicate();

    assertThat(result.outcome()).isEqualTo(RunResult.Outcome.CLEAN);
    assertThat(contents(sites.rawWest)).isEqualTo(Map.of("orders/a", "OMEGA"));
    assertThat(sites.ledger().get(0).sourceVersion())
        .isEqualTo(sites.raw.find(ObjectPath.of("orders/a")).orElseThrow().version());
    assertThat(sites.replicate().datasets().get(0).kept().objects()).isEqualTo(1);
  }

  @Test
  void t5AnOverwriteRightBehindTheCopyIsFoundByTheNextRun() {
    put(sites.raw, "orders/a", "alpha");
    sites.faults.after(on("raw-west", Kind.COPY), 1, () -> put(sites.raw, "orders/a", "OMEGA"));
    sites.replicate();

    RunResult second = sites.replicate();

    assertThat(second.datasets().get(0).copied().objects()).isEqualTo(1);
    assertThat(contents(sites.rawWest)).isEqualTo(Map.of("orders/a", "OMEGA"));
    assertThat(contents(sites.history())).isEqualTo(Map.of("0000000002/orders/a", "alpha"));
  }

  /** Trap T6: length and time are equal, the content is not. */
  @Test
  void t6TwoWritesWithinOneClockTickAreBothCopied() {
    sites.faults.weak(path -> NOON);
    sites.faults.now(NOON.plusMillis(900));
    put(sites.raw, "orders/a", "alpha");
    sites.replicate();
    put(sites.raw, "orders/a", "OMEGA");
    sites.faults.now(NOON.plusSeconds(60));

    RunResult second = sites.replicate();

    assertThat(contents(sites.rawWest)).isEqualTo(Map.of("orders/a", "OMEGA"));
    assertThat(second.datasets().get(0).reasons().get(Outcome.COPY))
        .containsOnlyKeys(Reason.VERSION_TOO_YOUNG);
    assertThat(sites.newestPoint().datasets().get("orders").unproven()).isEqualTo(1);
    RunResult third = sites.replicate();
    assertThat(third.datasets().get(0).kept().objects())
        .as("listed a minute after it was written, it is proven")
        .isEqualTo(1);
  }

  /** Trap T7: blocks of two versions are never put together. */
  @Test
  void t7ASourceThatChangesBetweenTwoBlocksIsCopiedWholeInItsNewVersion() {
    sites.extra = "transfer: { maxInFlight: 1, attempts: 1, partSize: 64KiB, route: streamed }";
    String old = "a".repeat(200 << 10);
    String young = "b".repeat(200 << 10);
    put(sites.raw, "orders/a", old);
    sites.faults.after(on("raw-west", Kind.STAGE), 2, () -> put(sites.raw, "orders/a", young));

    RunResult result = sites.replicate();

    assertThat(result.outcome()).isEqualTo(RunResult.Outcome.CLEAN);
    assertThat(contents(sites.rawWest).get("orders/a")).isEqualTo(young);
    assertThat(sites.faults.count(on("raw-west", Kind.COMMIT))).isEqualTo(1);
  }

  @Test
  void t7AnObjectThatNeverRestsIsReportedHotAndTheTargetKeepsItsLastVersion() {
    put(sites.raw, "orders/a", "alpha");
    put(sites.raw, "orders/b", "beta");
    sites.replicate();
    put(sites.raw, "orders/a", "v0000");
    AtomicInteger writes = new AtomicInteger();
    sites.faults.always(
        at("raw-west", "orders/a", Kind.COPY),
        () -> put(sites.raw, "orders/a", "v%04d".formatted(writes.incrementAndGet())));

    RunResult result = sites.replicate();

    assertThat(result.outcome()).isEqualTo(RunResult.Outcome.PARTIAL);
    assertThat(result.datasets().get(0).failures())
        .singleElement()
        .satisfies(
            f -> {
              assertThat(f.kind()).isEqualTo(Failure.Kind.HOT_OBJECT);
              assertThat(f.message()).contains("changed 4 times");
            });
    assertThat(writes).as("bounded").hasValue(4);
    assertThat(contents(sites.rawWest)).containsEntry("orders/a", "alpha");
    sites.faults.heal();
    sites.replicate();
    assertThat(contents(sites.rawWest)).containsEntry("orders/a", "v0004");
  }

  /** Trap T8. */
  @Test
  void t8WhatVanishesBetweenPlanAndCopyIsNoFailureAndIsNotDeletedInTheSameRun() {
    sites.propagating();
    put(sites.raw, "orders/a", "alpha");
    put(sites.raw, "orders/b", "beta");
    sites.replicate();
    put(sites.raw, "orders/a", "ALPHA");
    put(sites.raw, "orders/c", "gamma");
    sites.faults.after(
        on("raw-east", Kind.LIST),
        1,
        () -> {
          remove(sites.raw, "orders/a");
          remove(sites.raw, "orders/c");
        });

    RunResult result = sites.replicate();

    assertThat(result.outcome()).isEqualTo(RunResult.Outcome.CLEAN);
    assertThat(result.datasets().get(0).failed().objects()).isZero();
    assertThat(result.datasets().get(0).notReplicated().objects()).isEqualTo(2);
    assertThat(contents(sites.rawWest)).isEqualTo(Map.of("orders/a", "alpha", "orders/b", "beta"));
    sites.replicate();
    assertThat(contents(sites.rawWest)).containsOnlyKeys("orders/b");
  }

  /** Trap T16. */
  @Test
  void t16DirectoryMarkersAndOddNamesAreObjectsLikeAnyOther() {
    put(sites.raw, "orders/", "the dataset's own marker");
    put(sites.raw, "orders/sub/", "");
    put(sites.raw, "orders/sub", "", ObjectMetadata.of(Map.of(), Map.of("hdi_isfolder", "true")));
    put(sites.raw, "orders/sub/a", "alpha");
    put(sites.raw, "orders/sub//a", "another");
    put(sites.raw, "orders/x/../z", "dots");

    sites.replicate();

    assertThat(contents(sites.rawWest))
        .containsOnlyKeys(
            "orders/sub", "orders/sub/", "orders/sub/a", "orders/sub//a", "orders/x/../z");
    assertThat(sites.rawWest.find(ObjectPath.of("orders/sub")).orElseThrow().metadata().user())
        .containsEntry("hdi_isfolder", "true");
    assertThat(sites.plan()).isEmpty();
  }

  /** Trap T26. */
  @Test
  void t26OnePlaceUnderTwoNamesIsRefusedBeforeAnythingIsRead() {
    TwoSites twisted = new TwoSites();
    twisted.targetRaw = twisted.uri("raw-east");

    assertThatThrownBy(twisted::replicate)
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("are one place");
    twisted.targetRaw = twisted.uri("raw-east").resolve("copy/");
    assertThatThrownBy(twisted::replicate)
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("lies inside");
    assertThat(twisted.faults.calls()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"COPY", "WRITE"})
  void anAnswerThatNeverCameIsLookedUpAndNothingIsWrittenTwice(Kind kind) {
    if (kind == Kind.WRITE) {
      sites.faults.without(Ability.SERVER_SIDE_COPY);
    }
    put(sites.raw, "orders/a", "alpha");
    sites.faults.after(
        on("raw-west", kind),
        1,
        () -> {
          throw new OutcomeUnknownException(ObjectPath.of("orders/a"), "the write", null);
        });

    RunResult result = sites.replicate();

    assertThat(result.outcome()).isEqualTo(RunResult.Outcome.CLEAN);
    assertThat(sites.faults.count(on("raw-west", kind))).isEqualTo(1);
    assertThat(sites.ledger()).hasSize(1);
  }

  @Test
  void aCommitWhoseAnswerNeverCameIsLookedUp() {
    put(sites.raw, "orders/a", "alpha");
    sites.faults.after(
        on("control-west", Kind.WRITE).and(c -> c.path().startsWith("recovery-points/")),
        1,
        () -> {
          throw new OutcomeUnknownException(ObjectPath.of("the point"), "the write", null);
        });

    assertThat(sites.replicate().recoveryPoint()).contains(1L);
    assertThat(sites.replicate().recoveryPoint()).contains(2L);
  }

  @Test
  void aTargetThatSomebodyChangedIsKeptAndReported() {
    put(sites.raw, "orders/a", "alpha");
    put(sites.raw, "orders/b", "beta");
    sites.replicate();
    put(sites.rawWest, "orders/a", "by somebody else");
    put(sites.raw, "orders/a", "ALPHA");

    RunResult result = sites.replicate();

    assertThat(result.outcome()).isEqualTo(RunResult.Outcome.PARTIAL);
    assertThat(result.datasets().get(0).failures())
        .singleElement()
        .satisfies(
            f -> {
              assertThat(f.kind()).isEqualTo(Failure.Kind.TARGET_CONFLICT);
              assertThat(f.message()).contains("orders/a", "adopt: copy");
            });
    assertThat(contents(sites.rawWest)).containsEntry("orders/a", "by somebody else");
    assertThat(sites.newestPoint().datasets().get("orders").completePoint()).contains(1L);
  }

  @Test
  void aLargeObjectWhoseBlocksAreRefusedByAConditionIsAConflict() {
    sites.extra = "transfer: { maxInFlight: 1, attempts: 1, partSize: 64KiB, route: streamed }";
    put(sites.raw, "orders/a", "a".repeat(200 << 10));
    sites.faults.always(
        on("raw-west", Kind.STAGE),
        () -> {
          throw new PreconditionFailedException(ObjectPath.of("orders/a"), Expected.absent());
        });

    RunResult result = sites.replicate();

    assertThat(result.outcome()).isEqualTo(RunResult.Outcome.PARTIAL);
    assertThat(result.datasets().get(0).failures())
        .singleElement()
        .satisfies(f -> assertThat(f.kind()).isEqualTo(Failure.Kind.TARGET_CONFLICT));
    assertThat(contents(sites.rawWest)).isEmpty();
  }

  @Test
  void aTargetThatSomebodyChangedIsReplacedIfToldToWithItsBytesInHistory() {
    put(sites.raw, "orders/a", "alpha");
    sites.replicate();
    put(sites.rawWest, "orders/a", "by somebody else");
    put(sites.raw, "orders/a", "ALPHA");
    sites.datasets = "datasets:\n  - { name: orders, root: raw/orders, adopt: copy }\n";

    RunResult result = sites.replicate();

    assertThat(result.outcome()).isEqualTo(RunResult.Outcome.CLEAN);
    assertThat(contents(sites.rawWest)).containsEntry("orders/a", "ALPHA");
    assertThat(contents(sites.history()))
        .isEqualTo(Map.of("0000000002/orders/a", "by somebody else"));
  }

  @Test
  void aTargetThatSomebodyMadeEqualAlreadyIsAdopted() {
    put(sites.raw, "orders/a", "alpha");
    sites.replicate();
    put(sites.rawWest, "orders/a", "ALPHA");
    put(sites.raw, "orders/a", "ALPHA");

    RunResult result = sites.replicate();

    assertThat(result.outcome()).isEqualTo(RunResult.Outcome.CLEAN);
    assertThat(result.datasets().get(0).adopted().objects()).isEqualTo(1);
    assertThat(contents(sites.rawWest)).containsEntry("orders/a", "ALPHA");
  }

  @Test
  void aReplicaThatSomebodyDeletedIsCopiedAgainWhenItsSourceChanges() {
    put(sites.raw, "orders/a", "alpha");
    sites.replicate();
    remove(sites.rawWest, "orders/a");
    put(sites.raw, "orders/a", "ALPHA");

    assertThat(sites.replicate().outcome()).isEqualTo(RunResult.Outcome.CLEAN);

    assertThat(contents(sites.rawWest)).containsEntry("orders/a", "ALPHA");
    assertThat(sites.newestPoint().datasets().get("orders").objects()).isEqualTo(1);
  }

  /**
   * The target is not listed in an ordinary run: what is lost there while the source stays the same
   * is found by a validation, not by replication.
   */
  @Test
  void aReplicaThatSomebodyDeletedIsNotMissedWhileItsSourceStaysTheSame() {
    put(sites.raw, "orders/a", "alpha");
    sites.replicate();
    remove(sites.rawWest, "orders/a");

    RunResult result = sites.replicate();

    assertThat(result.outcome()).isEqualTo(RunResult.Outcome.CLEAN);
    assertThat(contents(sites.rawWest)).isEmpty();
    assertThat(result.datasets().get(0).kept().objects()).isEqualTo(1);
  }

  @Test
  void aCopyThatTheServiceSaysItMadeButTheListingDoesNotShowIsAFailure() {
    put(sites.raw, "orders/a", "alpha");
    sites.faults.after(
        on("raw-west", Kind.COPY), 1, () -> put(sites.rawWest, "orders/a", "by somebody else"));

    RunResult result = sites.replicate();

    assertThat(result.outcome()).isEqualTo(RunResult.Outcome.PARTIAL);
    assertThat(result.datasets().get(0).failures())
        .singleElement()
        .satisfies(f -> assertThat(f.kind()).isEqualTo(Failure.Kind.CORRUPTED));
    assertThat(contents(sites.rawWest)).containsEntry("orders/a", "by somebody else");
  }

  @Test
  void aProtectedTargetIsAFailureOfItsOwnKind() {
    put(sites.raw, "orders/a", "alpha");
    put(sites.raw, "orders/b", "beta");
    sites.faults.always(
        at("raw-west", "orders/a", Kind.COPY),
        () -> {
          throw new StoreException(
              Effect.NONE_DO_NOT_RETRY, StoreProblem.IMMUTABLE, "orders/a is on legal hold.");
        });

    RunResult result = sites.replicate();

    assertThat(result.datasets().get(0).failures())
        .singleElement()
        .satisfies(f -> assertThat(f.kind()).isEqualTo(Failure.Kind.IMMUTABLE));
    assertThat(contents(sites.rawWest)).containsOnlyKeys("orders/b");
  }
}
