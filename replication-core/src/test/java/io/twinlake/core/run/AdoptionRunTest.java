package io.twinlake.core.run;

import static io.twinlake.core.run.Faults.on;
import static io.twinlake.core.run.Faults.writesTo;
import static io.twinlake.core.run.TwoSites.contents;
import static io.twinlake.core.run.TwoSites.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.ledger.Proof;
import io.twinlake.core.run.Faults.Kind;
import io.twinlake.core.store.ObjectEntry;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** First runs onto a target that holds something already. */
class AdoptionRunTest {
  private final TwoSites sites = new TwoSites().oneAtATime();

  @ParameterizedTest
  @ValueSource(strings = {"", ", adopt: verify"})
  void whatIsEqualIsAdoptedWithoutAWriteAndCountsAsVerified(String setting) {
    adopting(setting);
    put(sites.raw, "orders/a", "alpha");
    put(sites.rawWest, "orders/a", "alpha");

    RunResult result = sites.replicate();

    assertThat(result.outcome()).isEqualTo(RunResult.Outcome.CLEAN);
    assertThat(result.datasets().get(0).adopted().objects()).isEqualTo(1);
    assertThat(result.datasets().get(0).proofs()).isEqualTo(Map.of(Proof.COMPARED, 1L));
    assertThat(sites.faults.count(writesTo("raw-west"))).isZero();
    assertThat(sites.ledger().get(0).crc64()).isPresent();
    assertThat(sites.newestPoint().datasets().get("orders").objects()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ALPHA", "longer than that"})
  void whatDiffersIsReplacedWithItsBytesInHistory(String foreign) {
    put(sites.raw, "orders/a", "alpha");
    put(sites.rawWest, "orders/a", foreign);
    put(sites.rawWest, "orders/only-there", "stays");

    RunResult result = sites.replicate();

    assertThat(result.outcome()).isEqualTo(RunResult.Outcome.CLEAN);
    assertThat(contents(sites.rawWest))
        .isEqualTo(Map.of("orders/a", "alpha", "orders/only-there", "stays"));
    assertThat(contents(sites.history())).isEqualTo(Map.of("0000000001/orders/a", foreign));
    assertThat(sites.ledger().get(0).history())
        .hasValueSatisfying(h -> assertThat(h).endsWith("0000000001/orders/a"));
  }

  @Test
  void toldToCopyEverythingIsReplacedThoughItBeEqual() {
    adopting(", adopt: copy");
    put(sites.raw, "orders/a", "alpha");
    put(sites.rawWest, "orders/a", "alpha");

    sites.replicate();

    assertThat(sites.faults.effects().stream().filter(writesTo("raw-west"))).hasSize(1);
    assertThat(contents(sites.history())).containsKey("0000000001/orders/a");
  }

  @Test
  void toldToRefuseADatasetWithForeignDataIsNotTouched() {
    adopting(", adopt: refuse");
    put(sites.raw, "orders/a", "alpha");
    put(sites.raw, "orders/b", "beta");
    put(sites.rawWest, "orders/a", "foreign");

    RunResult result = sites.replicate();

    assertThat(result.outcome()).isEqualTo(RunResult.Outcome.REFUSED);
    assertThat(result.recoveryPoint()).isEmpty();
    assertThat(result.datasets().get(0).notes())
        .singleElement()
        .asString()
        .contains("1 objects (7 B)", "adopt: verify", "adopt: copy");
    assertThat(contents(sites.rawWest)).isEqualTo(Map.of("orders/a", "foreign"));
    assertThat(sites.faults.count(writesTo("raw-west"))).isZero();
  }

  @Test
  void toldToRefuseAnEmptyTargetIsFine() {
    adopting(", adopt: refuse");
    put(sites.raw, "orders/a", "alpha");
    put(sites.rawWest, "other/a", "not of this dataset");

    assertThat(sites.replicate().outcome()).isEqualTo(RunResult.Outcome.CLEAN);
  }

  @Test
  void moreThanAGibibyteOfForeignDataIsRefusedUnlessTheSettingsSayHow() {
    put(sites.raw, "orders/a", "alpha");
    put(sites.rawWest, "orders/big-1", "x");
    put(sites.rawWest, "orders/big-2", "x");
    sites.faults.disguise(e -> e.path().name().startsWith("big") ? withSize(e, (1L << 29) + 1) : e);

    RunResult result = sites.replicate();

    assertThat(result.outcome()).isEqualTo(RunResult.Outcome.REFUSED);
    assertThat(result.datasets().get(0).notes()).singleElement().asString().contains("2 objects");
    assertThat(contents(sites.rawWest)).doesNotContainKey("orders/a");

    adopting(", adopt: verify");
    assertThat(sites.replicate().outcome()).isEqualTo(RunResult.Outcome.CLEAN);
  }

  @Test
  void exactlyAGibibyteIsStillAdopted() {
    put(sites.raw, "orders/a", "alpha");
    put(sites.rawWest, "orders/big-1", "x");
    sites.faults.disguise(e -> e.path().name().startsWith("big") ? withSize(e, 1L << 30) : e);

    assertThat(sites.replicate().outcome()).isEqualTo(RunResult.Outcome.CLEAN);
  }

  @Test
  void aRefusedDatasetDoesNotKeepOthersFromBeingCommitted() {
    sites.datasets =
        """
        datasets:
          - { name: orders, root: raw/orders, adopt: refuse }
          - { name: people, root: raw/people }
        """;
    put(sites.raw, "orders/a", "alpha");
    put(sites.rawWest, "orders/a", "foreign");
    put(sites.raw, "people/x", "ann");

    RunResult result = sites.replicate();

    assertThat(result.outcome()).isEqualTo(RunResult.Outcome.PARTIAL);
    assertThat(sites.newestPoint().datasets()).containsOnlyKeys("people");
    assertThat(contents(sites.rawWest)).containsEntry("orders/a", "foreign");
  }

  /** Its copies carry our mark, so they are neither foreign nor compared, nor copied again. */
  @Test
  void whatAFirstRunThatDiedHadCopiedIsAdoptedByItsMark() {
    adopting(", adopt: refuse");
    for (int i = 0; i < 10; i++) {
      put(sites.raw, "orders/" + i, "content " + i);
    }
    sites.faults.before(
        writesTo("raw-west"),
        8,
        () -> {
          throw new Faults.Killed(null);
        });
    assertThatThrownBy(sites::replicate).isInstanceOf(RuntimeException.class);
    int copied = contents(sites.rawWest).size();
    assertThat(copied).isBetween(7, 9);
    sites.faults.heal();

    RunResult result = sites.replicate();

    assertThat(result.outcome()).isEqualTo(RunResult.Outcome.CLEAN);
    assertThat(result.datasets().get(0).adopted().objects()).isEqualTo(copied);
    assertThat(sites.faults.count(writesTo("raw-west"))).isEqualTo(10 - copied);
    assertThat(sites.faults.count(on("raw-west", Kind.READ))).isZero();
  }

  @Test
  void aDatasetThatIsAddedLaterIsAdoptedLikeAFirstOne() {
    put(sites.raw, "orders/a", "alpha");
    sites.replicate();
    sites.datasets =
        """
        datasets:
          - { name: orders, root: raw/orders }
          - { name: people, root: raw/people }
        """;
    put(sites.raw, "people/x", "ann");
    put(sites.rawWest, "people/x", "ann");

    RunResult result = sites.replicate();

    assertThat(result.datasets().get(1).adopted().objects()).isEqualTo(1);
    assertThat(result.datasets().get(0).kept().objects()).isEqualTo(1);
  }

  private void adopting(String setting) {
    sites.datasets = "datasets:\n  - { name: orders, root: raw/orders%s }\n".formatted(setting);
  }

  private static ObjectEntry withSize(ObjectEntry entry, long sizeBytes) {
    return new ObjectEntry(
        entry.path(),
        sizeBytes,
        entry.version(),
        entry.modifiedAt(),
        entry.type(),
        entry.metadata());
  }
}
