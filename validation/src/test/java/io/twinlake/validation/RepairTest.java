package io.twinlake.validation;

import static io.twinlake.validation.TwoSites.put;
import static io.twinlake.validation.TwoSites.remove;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.ledger.ControlDocuments;
import io.twinlake.core.ledger.RecoveryPoint;
import io.twinlake.core.ledger.RecoveryPoints;
import io.twinlake.core.memory.MemoryStore;
import io.twinlake.core.run.Repair;
import io.twinlake.core.run.RepairResult;
import io.twinlake.core.run.RepairResult.Outcome;
import io.twinlake.core.run.RepairResult.Step;
import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A validation finds it, a repair heals it, and the next validation is clean. */
class RepairTest {
  private final TwoSites sites = new TwoSites();

  @BeforeEach
  void replicated() {
    put(sites.source, "orders/date=2026-11-20/a", "alpha");
    put(sites.source, "orders/date=2026-11-20/b", "bravo");
    put(sites.source, "orders/date=2026-11-20/_SUCCESS", "");
    sites.replicate();
  }

  private ValidationResult validated(Level level) {
    return sites
        .validation()
        .run(new ValidationRequest(level, Optional.empty(), Optional.empty(), Set.of()));
  }

  private RepairResult repair(Level level) {
    ValidationResult found = validated(level);
    return new Repair(sites.config(), found.id()).run(Suspects.of(found, Set.of()));
  }

  private RepairResult planned(Level level) {
    ValidationResult found = validated(level);
    return new Repair(sites.config(), found.id()).plan(Suspects.of(found, Set.of()));
  }

  private RecoveryPoint newest() {
    return new RecoveryPoints(new ControlDocuments(sites.control)).newest().orElseThrow().point();
  }

  private static String read(MemoryStore store, String path) {
    ObjectEntry entry = store.find(ObjectPath.of(path)).orElseThrow();
    try (InputStream in =
        store.read(entry.path(), ByteRange.whole(entry.sizeBytes()), entry.version())) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aDamagedByteThatTheDiffPassesOverIsCopiedAgainAndTheDamageIsKeptInHistory() {
    put(sites.target, "orders/date=2026-11-20/b", "brXvo");
    sites.replicate();
    assertThat(read(sites.target, "orders/date=2026-11-20/b")).as("after a run").isEqualTo("brXvo");
    RecoveryPoint before = newest();

    RepairResult result = repair(Level.CONTENT);

    assertThat(result.outcome()).isEqualTo(Outcome.REPAIRED);
    assertThat(result.of(Step.COPY)).isEqualTo(1);
    assertThat(read(sites.target, "orders/date=2026-11-20/b")).isEqualTo("bravo");
    RecoveryPoint after = newest();
    assertThat(after.number())
        .isEqualTo(before.number() + 1)
        .isEqualTo(result.recoveryPoint().get());
    try (Stream<ObjectEntry> kept = sites.history().list(ObjectPrefix.ALL)) {
      assertThat(kept.map(e -> e.path().value()))
          .containsExactly("%010d/orders/date=2026-11-20/b".formatted(after.number()));
    }
    assertThat(read(sites.history(), "%010d/orders/date=2026-11-20/b".formatted(after.number())))
        .isEqualTo("brXvo");
    for (Level level : new Level[] {Level.LISTING, Level.LEDGER, Level.CONTENT}) {
      assertThat(sites.validate(level).verdict()).as(level.name()).isEqualTo(Verdict.CLEAN);
    }
  }

  @Test
  void aRepairMakesNoPointYoungerThanItIs() {
    put(sites.target, "orders/date=2026-11-20/b", "brXvo");
    var before = newest().datasets().get("orders");

    repair(Level.CONTENT);

    var after = newest().datasets().get("orders");
    assertThat(after.at()).isEqualTo(before.at());
    assertThat(after.completeAt()).isEqualTo(before.completeAt());
    assertThat(after.completePoint()).isEqualTo(before.completePoint());
    assertThat(after.objects()).isEqualTo(before.objects());
    assertThat(after.bytes()).isEqualTo(before.bytes());
    assertThat(after.rootHash()).isEqualTo(before.rootHash());
  }

  @Test
  void whatIsLostAtTheTargetComesBack() {
    remove(sites.target, "orders/date=2026-11-20/a");
    remove(sites.target, "orders/date=2026-11-20/_SUCCESS");

    RepairResult result = repair(Level.LISTING);

    assertThat(result.of(Step.COPY)).isEqualTo(2);
    assertThat(sites.validate(Level.CONTENT).verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(sites.validate(Level.LEDGER).verdict()).isEqualTo(Verdict.CLEAN);
  }

  @Test
  void aPlanSaysItAndChangesNothing() {
    put(sites.target, "orders/date=2026-11-20/b", "brXvo");
    long point = newest().number();

    RepairResult plan = planned(Level.CONTENT);

    assertThat(plan.outcome()).isEqualTo(Outcome.PLANNED);
    assertThat(plan.paths())
        .singleElement()
        .satisfies(
            p -> {
              assertThat(p.step()).isEqualTo(Step.COPY);
              assertThat(p.path()).isEqualTo(ObjectPath.of("date=2026-11-20/b"));
              assertThat(p.why()).contains("equal lengths, different bytes");
            });
    assertThat(read(sites.target, "orders/date=2026-11-20/b")).isEqualTo("brXvo");
    assertThat(newest().number()).isEqualTo(point);
  }

  @Test
  void aFindingThatNoLongerHoldsIsNotRepaired() {
    ObjectEntry there = sites.target.find(ObjectPath.of("orders/date=2026-11-20/b")).orElseThrow();
    put(sites.target, "orders/date=2026-11-20/b", "brXvo");
    ValidationResult found = validated(Level.CONTENT);
    put(sites.target, "orders/date=2026-11-20/b", "bravo");
    long point = newest().number();

    RepairResult result = new Repair(sites.config(), found.id()).run(Suspects.of(found, Set.of()));

    assertThat(there.sizeBytes()).isEqualTo(5);
    assertThat(result.of(Step.COPY)).isZero();
    assertThat(result.of(Step.RECORD)).as("the ledger learns its version").isEqualTo(1);
    assertThat(newest().number()).isEqualTo(point + 1);
    assertThat(sites.validate(Level.LEDGER).verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(repair(Level.CONTENT).outcome()).isEqualTo(Outcome.NOTHING);
  }

  @Test
  void whatAReplicateWouldCopyOrDeleteIsLeftToIt() {
    sites.dataset = "{ name: orders, root: raw/orders, deletions: propagate }";
    put(sites.source, "orders/new", "new");
    put(sites.source, "orders/date=2026-11-20/a", "ALPHA");
    remove(sites.source, "orders/date=2026-11-20/b");
    put(sites.target, "orders/foreign", "x");
    long point = newest().number();

    RepairResult result = repair(Level.CONTENT);

    assertThat(result.outcome()).isEqualTo(Outcome.NOTHING);
    assertThat(result.paths()).hasSize(4).allMatch(p -> p.step() == Step.LEAVE);
    assertThat(result.paths().stream().map(RepairResult.Path::why))
        .anyMatch(w -> w.contains("never copied"))
        .anyMatch(w -> w.contains("has changed since"))
        .anyMatch(w -> w.contains("replicate deletes it"))
        .anyMatch(w -> w.contains("deletes nothing"));
    assertThat(newest().number()).isEqualTo(point);
    assertThat(read(sites.target, "orders/foreign")).isEqualTo("x");
    assertThat(read(sites.target, "orders/date=2026-11-20/b")).isEqualTo("bravo");
  }

  @Test
  void aFailedCopyIsToldAndTheRestIsCommitted() {
    put(sites.target, "orders/date=2026-11-20/a", "alphX");
    put(sites.target, "orders/date=2026-11-20/b", "brXvo");
    ValidationResult found = validated(Level.CONTENT);
    // The next point's place in history is taken, so the damaged bytes could not be kept.
    sites.history().createRoot();
    put(sites.history(), "%010d/orders/date=2026-11-20/b".formatted(newest().number() + 1), "kept");

    RepairResult result = new Repair(sites.config(), found.id()).run(Suspects.of(found, Set.of()));

    assertThat(result.of(Step.COPY)).isEqualTo(1);
    assertThat(result.of(Step.FAILED)).isEqualTo(1);
    assertThat(result.outcome()).isEqualTo(Outcome.PARTIAL);
    assertThat(read(sites.target, "orders/date=2026-11-20/a")).isEqualTo("alpha");
  }

  @Test
  void withoutARecoveryPointThereIsNothingToRepair() {
    TwoSites fresh = new TwoSites();
    assertThatThrownBy(
            () ->
                new Repair(fresh.config(), "v").plan(Map.of("orders", Set.of(ObjectPath.of("a")))))
        .hasMessageContaining("Run replicate first");
  }
}
