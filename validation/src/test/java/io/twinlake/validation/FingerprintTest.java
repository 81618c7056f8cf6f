package io.twinlake.validation;

import static io.twinlake.validation.TwoSites.put;
import static io.twinlake.validation.TwoSites.remove;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.StoreContext;
import io.twinlake.core.store.Stores;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FingerprintTest {
  private final TwoSites sites = new TwoSites();

  @BeforeEach
  void replicated() {
    for (int i = 0; i < 300; i++) {
      put(sites.source, "orders/date=2026-11-%02d/%03d".formatted(1 + i % 20, i), "content " + i);
    }
    sites.replicate();
  }

  private Stores stores() {
    return new Stores(new StoreContext(Map.of(), "test"), sites.wrapping);
  }

  private Fingerprint make(String site) {
    return new Fingerprints(
            sites.settings(), stores(), Clock.systemUTC(), ValidationListener.SILENT)
        .make(site, Set.of());
  }

  private DatasetValidation compare() {
    return new FingerprintComparison(
            sites.settings(), stores(), Clock.systemUTC(), ValidationListener.SILENT)
        .run(Set.of())
        .datasets()
        .get(0);
  }

  @Test
  void equalSitesHaveEqualRootsAndAreClean() {
    Fingerprint east = make("east");
    Fingerprint west = make("west");

    assertThat(east.datasets().get(0).root()).isEqualTo(west.datasets().get(0).root());
    DatasetValidation orders = compare();
    assertThat(orders.verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(orders.of(Outcome.MATCH)).isEqualTo(300);
    assertThat(orders.paths()).isEqualTo(300);
    assertThat(orders.notes()).anyMatch(n -> n.contains("0 of "));
  }

  @Test
  void whatDiffersIsNamedAndTheCountsAddUp() {
    put(sites.target, "orders/date=2026-11-01/000", "cOntent 0");
    remove(sites.target, "orders/date=2026-11-02/001");
    put(sites.target, "orders/foreign", "x");
    put(sites.target, "orders/date=2026-11-03/002", "content 2 and more");
    make("east");
    make("west");

    DatasetValidation orders = compare();

    assertThat(orders.verdict()).isEqualTo(Verdict.DIFFERENCES);
    assertThat(orders.findings())
        .extracting(f -> f.path().value() + " " + f.outcome())
        .containsExactly(
            "date=2026-11-01/000 DIFFERS",
            "date=2026-11-02/001 MISSING_AT_TARGET",
            "date=2026-11-03/002 DIFFERS",
            "foreign MISSING_AT_SOURCE");
    assertThat(orders.of(Outcome.MATCH)).isEqualTo(297);
    assertThat(orders.paths()).isEqualTo(301);
  }

  @Test
  void aVersionIsReadOnce() {
    Fingerprint first = make("west");
    put(sites.target, "orders/date=2026-11-01/000", "another one");

    Fingerprint second = make("west");

    assertThat(first.hashed()).isEqualTo(300);
    assertThat(second.hashed()).isEqualTo(1);
    assertThat(second.remembered()).isEqualTo(299);
    assertThat(second.bytesRead()).isEqualTo("another one".length());
    assertThat(second.datasets().get(0).root()).isNotEqualTo(first.datasets().get(0).root());
  }

  @Test
  void eachSiteIsHashedWithoutAskingTheOther() {
    List<String> opened = new ArrayList<>();
    sites.wrapping =
        store -> {
          opened.add(store.root().toString());
          return store;
        };

    make("west");

    assertThat(opened).isNotEmpty().allMatch(root -> root.contains("-west"));
  }

  @Test
  void aSiteThatCannotBeListedHasNoTreeAndTheComparisonCannotTell() {
    make("east");
    sites.target.dropRoot();
    Fingerprint west = make("west");

    assertThat(west.isWhole()).isFalse();
    DatasetValidation orders = compare();
    assertThat(orders.verdict()).isEqualTo(Verdict.COULD_NOT_TELL);
    assertThat(orders.unknown().orElseThrow()).contains("site 'west' has no tree of it");
  }

  @Test
  void withoutAFingerprintNothingIsSaid() {
    make("east");
    assertThatThrownBy(this::compare).hasMessageContaining("'fingerprint --site west'");
  }

  @Test
  void aLostNodeIsNotTakenForEqual() {
    make("east");
    put(sites.target, "orders/date=2026-11-01/000", "cOntent 0");
    make("west");
    try (Stream<ObjectEntry> nodes = sites.control.list(new ObjectPrefix("fingerprint-nodes/"))) {
      nodes.toList().forEach(n -> sites.control.delete(n.path(), n.version()));
    }
    assertThat(sites.control.find(ObjectPath.of("role/0000000001.json"))).isPresent();

    DatasetValidation orders = compare();

    assertThat(orders.verdict()).isEqualTo(Verdict.COULD_NOT_TELL);
    assertThat(orders.unknown().orElseThrow()).contains("is missing on");
  }
}
