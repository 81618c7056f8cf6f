package io.twinlake.validation;

import static io.twinlake.validation.TwoSites.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.json.Json;
import io.twinlake.core.memory.MemoryStore;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.StoreContext;
import io.twinlake.core.store.Stores;
import io.twinlake.validation.fingerprint.Item;
import io.twinlake.validation.fingerprint.StoredNodes;
import io.twinlake.validation.fingerprint.TreeBuilder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which fingerprints stay, and what goes with those that do not. */
class FingerprintRetentionTest {
  private final TwoSites sites = new TwoSites();

  @BeforeEach
  void replicated() {
    for (int i = 0; i < 600; i++) {
      put(sites.source, "orders/%03d".formatted(i), "content " + i);
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

  private FingerprintRetention.Result end(Duration later, boolean dryRun) {
    return new FingerprintRetention(sites.settings(), stores(), Instant.now().plus(later), dryRun)
        .run();
  }

  private static List<String> below(MemoryStore store, String folder) {
    try (Stream<ObjectEntry> all = store.list(new ObjectPrefix(folder))) {
      return all.map(e -> e.path().value()).toList();
    }
  }

  private Verdict compared() {
    return new FingerprintComparison(
            sites.settings(), stores(), Clock.systemUTC(), ValidationListener.SILENT)
        .run(Set.of())
        .verdict();
  }

  @Test
  void whatIsOldGoesWithWhatOnlyItNamesAndTheNewestIsStillCompared() {
    make("east");
    Fingerprint first = make("west");
    put(sites.target, "orders/000", "changed 0");
    put(sites.source, "orders/000", "changed 0");
    make("east");
    Fingerprint second = make("west");
    List<String> nodes = below(sites.control, "fingerprint-nodes/");

    FingerprintRetention.Result planned = end(Duration.ofDays(20), true);
    assertThat(below(sites.control, "fingerprint-nodes/")).isEqualTo(nodes);
    FingerprintRetention.Result ended = end(Duration.ofDays(20), false);

    assertThat(ended).isEqualTo(planned);
    assertThat(ended.fingerprints()).isEqualTo(2);
    assertThat(ended.notes()).isEmpty();
    assertThat(below(sites.control, "fingerprints/"))
        .containsExactly("fingerprints/" + second.id() + ".json");
    assertThat(below(sites.control, "fingerprint-memory/"))
        .singleElement()
        .satisfies(path -> assertThat(path).contains(second.id()).doesNotContain(first.id()));
    assertThat(below(sites.control, "fingerprint-nodes/"))
        .hasSizeLessThan(nodes.size())
        .hasSize((int) second.datasets().get(0).nodes());
    assertThat(compared()).isEqualTo(Verdict.CLEAN);
    assertThat(make("west").remembered()).isEqualTo(600);
    assertThat(end(Duration.ofDays(20), false).fingerprints()).isEqualTo(1);
  }

  @Test
  void everyLevelOfALargeTreeStays() {
    Fingerprint small = make("west");
    Item root;
    try (StoredNodes nodes = new StoredNodes(sites.control)) {
      TreeBuilder tree = new TreeBuilder(nodes);
      for (int i = 0; i < 40_000; i++) {
        tree.add(Item.object("part-%06d".formatted(i), "ae8b14860a799888", i));
      }
      root = tree.root().orElseThrow();
      nodes.finish();
      assertThat(nodes.get(root.hash()).level()).isGreaterThan(1);
    }
    Fingerprint large =
        new Fingerprint(
            small.format(),
            "29990101T000000Z-000000",
            small.pair(),
            small.site(),
            small.startedAt().plusSeconds(60),
            small.finishedAt().plusSeconds(60),
            0,
            0,
            0,
            List.of(
                new Fingerprint.OfDataset(
                    "orders",
                    small.startedAt(),
                    Optional.of(root),
                    1,
                    0,
                    Optional.empty(),
                    Optional.empty())));
    put(sites.control, "fingerprints/" + large.id() + ".json", Json.document(large));
    int all = below(sites.control, "fingerprint-nodes/").size();

    FingerprintRetention.Result ended = end(Duration.ofDays(20), false);

    assertThat(ended.fingerprints()).isEqualTo(1);
    assertThat(ended.notes()).isEmpty();
    assertThat(below(sites.control, "fingerprint-nodes/"))
        .hasSize(all - (int) small.datasets().get(0).nodes());
  }

  @Test
  void whatIsYoungerThanTheRetentionStays() {
    make("west");
    put(sites.target, "orders/000", "changed 0");
    make("west");

    FingerprintRetention.Result ended = end(Duration.ofDays(13), false);

    assertThat(ended.fingerprints() + ended.parts()).isZero();
  }

  @Test
  void theNewestWholeOneStaysBesideANewerOneWithoutATree() {
    Fingerprint whole = make("west");
    sites.target.dropRoot();
    Fingerprint broken = make("west");

    FingerprintRetention.Result ended = end(Duration.ofDays(400), false);

    assertThat(ended.fingerprints() + ended.parts()).isZero();
    assertThat(below(sites.control, "fingerprints/"))
        .containsExactlyInAnyOrder(
            "fingerprints/" + whole.id() + ".json", "fingerprints/" + broken.id() + ".json");
  }

  @Test
  void whereOneManifestCannotBeReadNothingEndsAndItIsSaid() {
    make("west");
    put(sites.target, "orders/000", "changed 0");
    make("west");
    put(sites.control, "fingerprints/20200101T000000Z-000000.json", "{ not json");
    List<String> before = below(sites.control, "fingerprint");

    FingerprintRetention.Result ended = end(Duration.ofDays(400), false);

    assertThat(ended.fingerprints() + ended.parts()).isZero();
    assertThat(ended.notes())
        .singleElement()
        .satisfies(
            note ->
                assertThat(note)
                    .contains("Fingerprints of west were left", "20200101T000000Z-000000"));
    assertThat(below(sites.control, "fingerprint")).isEqualTo(before);
  }
}
