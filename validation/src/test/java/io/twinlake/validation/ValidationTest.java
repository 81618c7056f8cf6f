package io.twinlake.validation;

import static io.twinlake.validation.TwoSites.put;
import static io.twinlake.validation.TwoSites.remove;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.ReplicationException;
import io.twinlake.core.store.ObjectPath;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ValidationTest {
  private final TwoSites sites = new TwoSites();

  private void replicated() {
    put(sites.source, "orders/date=2026-11-20/a", "alpha");
    put(sites.source, "orders/date=2026-11-20/b", "bravo");
    put(sites.source, "orders/date=2026-11-21/c", "charlie");
    byte[] large = new byte[300_000];
    new Random(7).nextBytes(large);
    put(sites.source, "orders/date=2026-11-21/large", large);
    sites.replicate();
  }

  @Test
  void anUntouchedReplicaIsCleanAtEveryLevel() {
    replicated();

    for (Level level : new Level[] {Level.LISTING, Level.LEDGER, Level.CONTENT}) {
      DatasetValidation orders = sites.validate(level);
      assertThat(orders.verdict()).as(level.name()).isEqualTo(Verdict.CLEAN);
      assertThat(orders.of(Outcome.MATCH)).isEqualTo(4);
      assertThat(orders.paths()).isEqualTo(4);
    }
  }

  @Test
  void oneFlippedBitIsFoundByContentAndByLedgerAndNotByListing() {
    replicated();
    byte[] large = new byte[300_000];
    new Random(7).nextBytes(large);
    large[299_999] ^= 1;
    put(sites.target, "orders/date=2026-11-21/large", large);

    assertThat(sites.validate(Level.LISTING).verdict()).isEqualTo(Verdict.CLEAN);
    for (Level level : new Level[] {Level.LEDGER, Level.CONTENT}) {
      DatasetValidation orders = sites.validate(level);
      assertThat(orders.verdict()).isEqualTo(Verdict.DIFFERENCES);
      assertThat(orders.findings())
          .singleElement()
          .satisfies(
              f -> {
                assertThat(f.path()).isEqualTo(ObjectPath.of("date=2026-11-21/large"));
                assertThat(f.outcome()).isEqualTo(Outcome.DIFFERS);
              });
      assertThat(orders.partitions().get("date=2026-11-21/").get(Outcome.DIFFERS).objects())
          .isEqualTo(1);
    }
  }

  @Test
  void twoFilesOfOneSizeThatChangedPlacesAreFound() {
    replicated();
    put(sites.target, "orders/date=2026-11-20/a", "bravo");
    put(sites.target, "orders/date=2026-11-20/b", "alpha");

    assertThat(sites.validate(Level.CONTENT).of(Outcome.DIFFERS)).isEqualTo(2);
  }

  @Test
  void aTruncatedObjectAMissingOneAndAForeignOneAreFoundByListing() {
    replicated();
    put(sites.target, "orders/date=2026-11-20/a", "alph");
    remove(sites.target, "orders/date=2026-11-20/b");
    put(sites.target, "orders/foreign", "x");

    DatasetValidation orders = sites.validate(Level.LISTING);

    assertThat(orders.of(Outcome.DIFFERS)).isEqualTo(1);
    assertThat(orders.of(Outcome.MISSING_AT_TARGET)).isEqualTo(1);
    assertThat(orders.of(Outcome.MISSING_AT_SOURCE)).isEqualTo(1);
    assertThat(orders.of(Outcome.MATCH)).isEqualTo(2);
    assertThat(orders.paths()).isEqualTo(5);
    assertThat(orders.verdict()).isEqualTo(Verdict.DIFFERENCES);
  }

  @Test
  void aDroppedPartitionIsFoundByItsName() {
    replicated();
    remove(sites.target, "orders/date=2026-11-20/a");
    remove(sites.target, "orders/date=2026-11-20/b");

    DatasetValidation orders = sites.validate(Level.CONTENT);

    assertThat(orders.partitions().get("date=2026-11-20/").get(Outcome.MISSING_AT_TARGET).objects())
        .isEqualTo(2);
    assertThat(orders.partitions().get("date=2026-11-21/")).containsOnlyKeys(Outcome.MATCH);
  }

  @Test
  void whatIsKeptAsDeletionsAreNotPropagatedIsNoDifferenceButIsSaid() {
    replicated();
    remove(sites.source, "orders/date=2026-11-20/a");

    DatasetValidation orders = sites.validate(Level.CONTENT);

    assertThat(orders.verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(orders.of(Outcome.MISSING_AT_SOURCE)).isEqualTo(1);
    assertThat(orders.notes()).anyMatch(n -> n.contains("'deletions' is none"));
  }

  @Test
  void aDifferenceOutsideTheScopeIsAClassOfItsOwn() {
    sites.dataset =
        "{ name: orders, root: raw/orders, filters: ['- *.tmp'], partitions: { date: { from: 2026-11-21 } } }";
    replicated();
    put(sites.source, "orders/x.tmp", "scratch");

    DatasetValidation orders = sites.validate(Level.CONTENT);

    assertThat(orders.verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(orders.of(Outcome.OUTSIDE)).isEqualTo(3);
    assertThat(orders.of(Outcome.MATCH)).isEqualTo(2);
  }

  @Test
  void theRecoveryPointIsComparedWhileTheSourceMovesOn() {
    replicated();
    put(sites.source, "orders/date=2026-11-20/a", "OMEGA");
    put(sites.source, "orders/new", "new");

    assertThat(sites.validate(Level.CONTENT).verdict()).isEqualTo(Verdict.DIFFERENCES);
    DatasetValidation orders = sites.validate(Level.CONTENT, Optional.of(1L));

    assertThat(orders.of(Outcome.MATCH) + orders.of(Outcome.UNVERIFIED)).isEqualTo(4);
    assertThat(orders.of(Outcome.DIFFERS)).isZero();
    assertThat(orders.paths()).isEqualTo(4);
  }

  @Test
  void aPointThatIsNotTheNewestIsRefusedByNumber() {
    replicated();
    sites.replicate();

    assertThatThrownBy(() -> sites.validate(Level.LEDGER, Optional.of(1L)))
        .isInstanceOf(ReplicationException.class)
        .hasMessageContaining("recovery point 2");
    assertThatThrownBy(() -> sites.validate(Level.LEDGER, Optional.of(9L)))
        .hasMessageContaining("There is no recovery point 9");
  }

  @Test
  void aSiteThatCannotBeListedIsNeverClean() {
    replicated();
    sites.target.dropRoot();

    DatasetValidation orders = sites.validate(Level.LISTING);

    assertThat(orders.verdict()).isEqualTo(Verdict.COULD_NOT_TELL);
    assertThat(orders.unknown()).isPresent();
  }

  @Test
  void aSampleReadsWhatItDrawsAndSaysSoOfTheRest() {
    for (int i = 0; i < 400; i++) {
      put(sites.source, "orders/%03d".formatted(i), "content " + i);
    }
    sites.replicate();

    ValidationResult result =
        sites
            .validation()
            .run(
                new ValidationRequest(
                    Level.SAMPLE,
                    Optional.of(new Sample(42, 0.25, false)),
                    Optional.empty(),
                    Set.of()));

    DatasetValidation orders = result.datasets().get(0);
    assertThat(result.verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(orders.of(Outcome.MATCH)).isEqualTo(orders.comparedByContent()).isBetween(60L, 140L);
    assertThat(orders.of(Outcome.MATCH) + orders.of(Outcome.UNVERIFIED)).isEqualTo(400);
    assertThat(orders.findings()).isEmpty();
  }

  @Test
  void theReportIsKeptOnTheTargetsControlRoot() {
    replicated();
    Validation validation = sites.validation();
    ValidationResult result =
        validation.run(
            new ValidationRequest(Level.LISTING, Optional.empty(), Optional.empty(), Set.of()));

    validation.keep(result);

    assertThat(sites.control.find(ObjectPath.of("validations/" + result.id() + ".json")))
        .isPresent();
  }
}
