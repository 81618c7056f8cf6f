package io.twinlake.core.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.Effect;
import io.twinlake.core.preflight.PreflightResult.Verdict;
import io.twinlake.core.store.Ability;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectType;
import io.twinlake.core.store.OutcomeUnknownException;
import io.twinlake.core.store.Refusal;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreFacts;
import io.twinlake.core.store.StoreProblem;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PreflightTest {
  private final Pair pair = new Pair();

  @Test
  void aPairThatIsReadyHasNoProblem() {
    PreflightResult result = pair.preflight();

    assertThat(result.findings()).isEmpty();
    assertThat(result.verdict()).isEqualTo(Verdict.READY);
    assertThat(result.role()).contains("no role yet: the first run writes it");
    assertThat(result.places())
        .extracting(PlaceReport::name)
        .containsExactly("raw", "control", "raw", "history", "control");
    for (String place : List.of("west history", "west control")) {
      for (Check check : Use.HISTORY.checks()) {
        assertThat(Pair.mark(result, place, check)).as(place + check).isEqualTo(Mark.OK);
      }
    }
    assertThat(Pair.mark(result, "east raw", Check.COPY)).isEqualTo(Mark.OK);
    assertThat(Pair.mark(result, "east raw", Check.WRITE)).isEqualTo(Mark.NOT_NEEDED);
    assertThat(Pair.mark(result, "west raw", Check.WRITE)).isEqualTo(Mark.OK);
    assertThat(Pair.mark(result, "west raw", Check.READ)).isEqualTo(Mark.EMPTY);
  }

  @Test
  void neitherTheSourceNorDataIsEverWrittenAndEveryProbeIsRemoved() {
    Pair.put(pair.target, "orders/old", "old");

    pair.preflight();

    assertThat(pair.source.changes).isEmpty();
    assertThat(pair.sourceControl.changes).isEmpty();
    assertThat(pair.target.changes).isEmpty();
    assertThat(pair.history.changes).isNotEmpty().allMatch(c -> c.contains(" preflight/"));
    assertThat(pair.control.changes).isNotEmpty().allMatch(c -> c.contains(" preflight/"));
    assertThat(Pair.names(pair.history)).isEmpty();
    assertThat(Pair.names(pair.control)).isEmpty();
  }

  @Test
  void aNameWithoutAnAddressIsToldAndHidesNoOtherPlace() {
    pair.unknownHosts.add("east-raw.host");

    PreflightResult result = pair.preflight();

    assertThat(result.verdict()).isEqualTo(Verdict.UNREACHABLE);
    assertThat(Pair.problems(result))
        .singleElement()
        .asString()
        .contains("east raw", "east-raw.host leads to no address", "spelling");
    assertThat(Pair.mark(result, "east raw", Check.RESOLVE)).isEqualTo(Mark.FAILED);
    assertThat(Pair.mark(result, "east raw", Check.LIST)).isEqualTo(Mark.NOT_REACHED);
    assertThat(Pair.mark(result, "west control", Check.DELETE)).isEqualTo(Mark.OK);
  }

  @Test
  void aPlaceThatNeverAnswersIsToldAndHidesNoOtherPlace() {
    CountDownLatch never = new CountDownLatch(1);
    pair.limit = Duration.ofMillis(300);
    pair.source.beforeListing =
        () -> {
          try {
            never.await();
          } catch (InterruptedException e) {
            throw new StoreException(
                Effect.NONE_MAY_RETRY, StoreProblem.UNAVAILABLE, "interrupted");
          }
        };

    PreflightResult result = pair.preflight();

    assertThat(Pair.problems(result))
        .anySatisfy(p -> assertThat(p).contains("east raw", "did not answer", "east-raw.host"));
    assertThat(Pair.mark(result, "west control", Check.DELETE)).isEqualTo(Mark.OK);
    assertThat(Pair.names(pair.control)).isEmpty();
  }

  @Test
  void aWrongCredentialIsSaidOnceForAllItsPlaces() {
    pair.source.failing.put("list", Pair.denied(Refusal.CREDENTIAL));
    pair.sourceControl.failing.put("list", Pair.denied(Refusal.CREDENTIAL));

    PreflightResult result = pair.preflight();

    assertThat(Pair.mark(result, "east raw", Check.SIGN_IN)).isEqualTo(Mark.FAILED);
    assertThat(Pair.problems(result)).hasSize(2).allMatch(p -> p.contains("Mend it."));
    assertThat(result.role()).isEmpty();
  }

  @Test
  void aMissingPermissionSignsInAndFailsWhatItIsMissingFor() {
    pair.target.failing.put("write", Pair.denied(Refusal.PERMISSION));
    pair.history.failing.put("write", Pair.denied(Refusal.PERMISSION));

    PreflightResult result = pair.preflight();

    assertThat(result.verdict()).isEqualTo(Verdict.UNREACHABLE);
    assertThat(Pair.mark(result, "west raw", Check.SIGN_IN)).isEqualTo(Mark.OK);
    assertThat(Pair.mark(result, "west raw", Check.WRITE)).isEqualTo(Mark.FAILED);
    assertThat(Pair.mark(result, "west raw", Check.DELETE)).isEqualTo(Mark.OK);
    assertThat(Pair.mark(result, "east raw", Check.COPY)).isEqualTo(Mark.NOT_REACHED);
    assertThat(Pair.problems(result)).hasSize(2);
  }

  @Test
  void deletingAtTheTargetIsNeededOnlyWhereDeletionsArePropagated() {
    pair.target.failing.put("delete", Pair.denied(Refusal.PERMISSION));
    assertThat(Pair.problems(pair.preflight())).isEmpty();

    pair.datasets = "[ { name: orders, root: raw/orders, deletions: propagate } ]";
    assertThat(Pair.problems(pair.preflight())).singleElement().asString().contains("west raw");
  }

  @Test
  void aMissingDataContainerIsAProblemAndMissingOnesOfOursAreMade() {
    pair.target.memory.dropRoot();
    pair.control.memory.dropRoot();
    pair.history.memory.dropRoot();
    pair.sourceControl.memory.dropRoot();

    PreflightResult result = pair.preflight();

    assertThat(Pair.problems(result))
        .singleElement()
        .asString()
        .contains("Container west-raw does not exist", "make-container west-raw");
    assertThat(Pair.mark(result, "west control", Check.LIST)).isEqualTo(Mark.MADE);
    assertThat(Pair.mark(result, "west history", Check.DELETE)).isEqualTo(Mark.OK);
    assertThat(pair.sourceControl.changes).isEmpty();
    assertThat(Pair.of(result, Severity.NOTE)).hasSize(3);
  }

  @Test
  void aContainerOfOursThatCannotBeMadeSaysWhoMay() {
    pair.control.memory.dropRoot();
    pair.control.failing.put("createRoot", Pair.denied(Refusal.PERMISSION));

    PreflightResult result = pair.preflight();

    assertThat(Pair.problems(result))
        .singleElement()
        .asString()
        .contains("west control", "making it failed", "make-container west-control");
    assertThat(Pair.mark(result, "west control", Check.WRITE)).isEqualTo(Mark.FAILED);
  }

  @Test
  void aStoreThatPutsTwiceMayHoldNoControlRoot() {
    pair.control.ignoresConditions = true;

    PreflightResult result = pair.preflight();

    assertThat(result.verdict()).isEqualTo(Verdict.REFUSED);
    assertThat(Pair.problems(result)).singleElement().asString().contains("second put went over");
    assertThat(Pair.mark(result, "west control", Check.WRITE)).isEqualTo(Mark.FAILED);
    assertThat(Pair.names(pair.control)).isEmpty();
  }

  @Test
  void aTargetThatIgnoresConditionsIsFoundAndLeftAsItWas() {
    pair.target.ignoresConditions = true;

    PreflightResult result = pair.preflight();

    assertThat(result.verdict()).isEqualTo(Verdict.REFUSED);
    assertThat(Pair.problems(result)).singleElement().asString().contains("condition did not hold");
    assertThat(Pair.names(pair.target)).isEmpty();
  }

  @Test
  void aStoreWithoutPutIfAbsentMayHoldNoControlRoot() {
    pair.control.abilities = EnumSet.of(Ability.CONDITIONAL);

    PreflightResult result = pair.preflight();

    assertThat(result.verdict()).isEqualTo(Verdict.REFUSED);
    assertThat(pair.control.changes).isEmpty();
  }

  @Test
  void aProbeIsRemovedAlsoWhenReadingItFails() {
    pair.control.failing.put("read", Pair.denied(Refusal.PERMISSION));

    PreflightResult result = pair.preflight();

    assertThat(Pair.mark(result, "west control", Check.WRITE)).isEqualTo(Mark.OK);
    assertThat(Pair.mark(result, "west control", Check.READ)).isEqualTo(Mark.FAILED);
    assertThat(Pair.names(pair.control)).isEmpty();
  }

  @Test
  void aProbeThatCannotBeRemovedIsNotSaidToBeRemoved() {
    assertThat(pair.preflight().tidy()).isTrue();
    pair.control.failing.put("delete", Pair.denied(Refusal.PERMISSION));

    PreflightResult result = pair.preflight();

    assertThat(result.tidy()).isFalse();
    assertThat(Pair.mark(result, "west control", Check.DELETE)).isEqualTo(Mark.FAILED);
    assertThat(Pair.names(pair.control)).hasSize(1).allMatch(n -> n.startsWith("preflight/"));
  }

  @Test
  void onlyOldProbesOfKilledPreflightsAreRemoved() {
    String old = "preflight/0123456789abcdef0123456789abcdef";
    String copied = "preflight/fedcba9876543210fedcba9876543210-copy";
    String young = "preflight/00000000000000000000000000000000";
    for (String name : List.of(old, copied, young, "preflight/mine.txt")) {
      Pair.put(pair.control, name, "x");
    }
    // Memory's clock is the machine's; what matters is the store's own.
    pair.control.time = Instant.now().plus(Duration.ofHours(1));
    pair.control.listed =
        entry -> entry.path().value().equals(young) ? at(entry, pair.control.time) : entry;

    PreflightResult result = pair.preflight();

    assertThat(Pair.names(pair.control)).containsExactly(young, "preflight/mine.txt");
    assertThat(Pair.of(result, Severity.NOTE)).anyMatch(n -> n.contains("2 probes"));
  }

  private static ObjectEntry at(ObjectEntry e, Instant time) {
    return new ObjectEntry(e.path(), e.sizeBytes(), e.version(), time, e.type(), e.metadata());
  }

  @Test
  void aSwappedDirectionIsRefusedInTheWordsOfTheEngine() {
    Pair.putRole(pair.control, "west");

    PreflightResult result = pair.preflight();

    assertThat(result.verdict()).isEqualTo(Verdict.REFUSED);
    assertThat(result.role()).contains("primary west, epoch 1");
    assertThat(Pair.problems(result))
        .singleElement()
        .asString()
        .contains("Dataset orders has its primary at west", "Do not force it");
    assertThat(Pair.names(pair.control)).containsExactly("role/0000000001.json");
  }

  @Test
  void accessComesBeforeRolesAsInARun() {
    Pair.putRole(pair.control, "west");
    pair.source.failing.put("list", Pair.denied(Refusal.CREDENTIAL));

    assertThat(pair.preflight().verdict()).isEqualTo(Verdict.UNREACHABLE);
  }

  @Test
  void aClockThatIsFarOffIsTheCauseOfWhatElseFails() {
    pair.target.clockAhead = Duration.ofMinutes(20);
    pair.target.failing.put("list", Pair.denied(Refusal.CREDENTIAL));

    assertThat(Pair.problems(pair.preflight()))
        .anySatisfy(p -> assertThat(p).contains("clock: ", "20 min behind", "west-raw"));
  }

  @Test
  void aCopyThatTheSourceRefusesIsAProblemWithAWayOut() {
    pair.history.failing.put("copy", Pair.denied(Refusal.NETWORK));

    PreflightResult result = pair.preflight();

    assertThat(Pair.mark(result, "east raw", Check.COPY)).isEqualTo(Mark.FAILED);
    assertThat(Pair.problems(result))
        .singleElement()
        .asString()
        .contains("copy inside the service", "route: streamed", "firewall");
  }

  @Test
  void storesOfTwoKindsStreamAndSayWhatItCosts() {
    pair.history.copies = false;

    PreflightResult result = pair.preflight();

    assertThat(Pair.mark(result, "east raw", Check.COPY)).isEqualTo(Mark.STREAMED);
    assertThat(result.verdict()).isEqualTo(Verdict.READY);
    assertThat(Pair.of(result, Severity.NOTE))
        .singleElement()
        .asString()
        .contains("No service copies by itself");
  }

  @Test
  void aChosenRouteIsNotTried() {
    pair.extra = "transfer: { route: streamed }";

    assertThat(Pair.mark(pair.preflight(), "east raw", Check.COPY)).isEqualTo(Mark.STREAMED);
    assertThat(pair.history.changes).noneMatch(c -> c.contains("-copy"));
  }

  @Test
  void anEmptyDatasetIsAWarningSinceATypoLooksTheSame() {
    pair.datasets = "[ { name: orders, root: raw/ordres } ]";

    PreflightResult result = pair.preflight();

    assertThat(result.verdict()).isEqualTo(Verdict.READY);
    assertThat(Pair.of(result, Severity.WARNING))
        .singleElement()
        .asString()
        .contains("orders lists nothing", "spelling");
  }

  @Test
  void tablesWillNotBeReplicatedUnlessAsFiles() {
    Pair.put(pair.source, "orders/t/.hoodie/hoodie.properties", "{}");

    assertThat(Pair.of(pair.preflight(), Severity.WARNING))
        .singleElement()
        .asString()
        .contains("orders/t/", "filters");
  }

  @Test
  void archivedReplicasPointToALifecycleRule() {
    Pair.put(pair.target, "orders/part-0", "content");
    pair.target.listed =
        e ->
            new ObjectEntry(
                e.path(),
                e.sizeBytes(),
                e.version(),
                e.modifiedAt(),
                ObjectType.ARCHIVED,
                e.metadata());

    assertThat(Pair.of(pair.preflight(), Severity.WARNING))
        .anySatisfy(w -> assertThat(w).contains("archive tier", "Lifecycle management"))
        .anySatisfy(w -> assertThat(w).contains("adopt: verify"));
  }

  @Test
  void aLocalDirectoryThatCannotBeWrittenToIsToldWithoutWriting() {
    pair.target.facts = StoreFacts.NONE.writable(false);

    PreflightResult result = pair.preflight();

    assertThat(Pair.problems(result)).singleElement().asString().contains("cannot be written to");
    assertThat(pair.target.changes).isEmpty();
  }

  @Test
  void aRefusedConditionProvesNothingWhereADriverStandsBetween() {
    pair.target.direct = false;
    pair.target.clockAhead = Duration.ofMinutes(20);

    PreflightResult result = pair.preflight();

    assertThat(Pair.mark(result, "west raw", Check.WRITE)).isEqualTo(Mark.NOT_REACHED);
    assertThat(result.findings())
        .singleElement()
        .extracting(Finding::seen)
        .asString()
        .contains("was not tried");
  }

  @Test
  void aTargetThatCannotBeWrittenSafelyIsRefusedAsTheRunWould() {
    pair.target.abilities = EnumSet.noneOf(Ability.class);

    PreflightResult result = pair.preflight();

    assertThat(Pair.mark(result, "west raw", Check.WRITE)).isEqualTo(Mark.FAILED);
    assertThat(result.verdict()).isEqualTo(Verdict.REFUSED);
    assertThat(Pair.problems(result))
        .singleElement()
        .asString()
        .contains("can only be a source", "driver: native");
    assertThat(pair.target.changes).isEmpty();
  }

  @Test
  void aTargetThatCannotReplaceInOneStepIsAWarningThatNamesTheDataset() {
    pair.target.abilities = EnumSet.complementOf(EnumSet.of(Ability.REPLACE_ATOMICALLY));

    PreflightResult result = pair.preflight();

    assertThat(result.verdict()).isEqualTo(Verdict.READY);
    assertThat(Pair.of(result, Severity.WARNING))
        .singleElement()
        .asString()
        .contains("in one step", "replace: in-place", "dataset");
  }

  @Test
  void anUnknownOutcomeOfAProbeIsAProblemAndNotASuccess() {
    pair.control.failing.put(
        "write",
        () ->
            new OutcomeUnknownException(ObjectPath.of("p"), "the write", new IOException("lost")));

    assertThat(Pair.problems(pair.preflight()))
        .singleElement()
        .asString()
        .contains("did not answer");
  }

  @Test
  void placesOfLocalDatasetsAreNotAskedAndComparedOnesAreOnlyRead() {
    pair.datasets = "[ { name: orders, root: raw/orders, mode: compare } ]";

    PreflightResult result = pair.preflight();

    assertThat(result.places())
        .extracting(PlaceReport::use)
        .containsExactly(
            Use.COMPARED_DATA, Use.SOURCE_CONTROL, Use.COMPARED_DATA, Use.TARGET_CONTROL);
    assertThat(pair.target.changes).isEmpty();
  }

  @Test
  void policiesOfTheTargetAreTold() {
    pair.target.facts = facts(Optional.of(true), Optional.of(7));
    assertThat(
            Stream.of(Severity.WARNING, Severity.NOTE)
                .flatMap(s -> Pair.of(pair.preflight(), s).stream()))
        .anySatisfy(f -> assertThat(f).contains("legal hold"))
        .anySatisfy(f -> assertThat(f).contains("7 days"));
  }

  private static StoreFacts facts(Optional<Boolean> hold, Optional<Integer> softDelete) {
    return new StoreFacts(
        Optional.of(false),
        softDelete,
        Optional.of(false),
        Optional.of(false),
        hold,
        Optional.empty(),
        Optional.empty(),
        new TreeMap<>());
  }
}
