package io.twinlake.metastore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.metastore.archive.Manifest;
import io.twinlake.metastore.model.Finding;
import io.twinlake.metastore.model.Key;
import io.twinlake.metastore.model.Kind;
import io.twinlake.metastore.model.MetastoreException;
import io.twinlake.metastore.model.MetastoreException.Problem;
import io.twinlake.metastore.model.MetastoreRefusedException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A way to a metastore that loses something says what, and what it loses is nobody's change. */
class DegradedTest {
  private static final ServerFacts DEGRADED =
      new ServerFacts(
          "spark",
          2,
          Set.of(Kind.STATISTICS, Kind.CONSTRAINT, Kind.GRANT),
          List.of("grants", "owners"));

  private final FakeMetastore east = new FakeMetastore();
  private final FakeMetastore west = new FakeMetastore();
  private final TwoMetastores two = new TwoMetastores(UUID.randomUUID().toString(), east, west);

  @BeforeEach
  void fill() {
    west.put(Sample.database("default", "file:/west/warehouse"));
    east.put(Sample.database("default", "file:/east/warehouse"));
    two.databases = "d1, h1";
    for (String root : List.of(two.root("east"))) {
      Sample.catalog(root).forEach(east::apply);
      HangingSample.catalog(root).stream()
          .filter(change -> change.key().kind() != Kind.STATISTICS)
          .forEach(east::apply);
    }
  }

  @Test
  void anExportThroughItIsMarkedAndNamesWhatItHides() {
    east.facts = DEGRADED;

    Manifest manifest = two.with(Metastores::export);

    assertThat(manifest.fidelity()).isEqualTo("degraded");
    assertThat(manifest.findings())
        .extracting(Finding::text)
        .anyMatch(text -> text.contains("grants"))
        .anyMatch(text -> text.contains("owners"));
    assertThat(manifest.count(Kind.GRANT)).isZero();
    assertThat(manifest.count(Kind.CONSTRAINT)).isZero();
    assertThat(two.planned().findings())
        .extracting(Finding::toString)
        .anyMatch(text -> text.contains("degraded"));
  }

  @Test
  void whatADegradedExportDoesNotShowIsNotDropped() {
    two.more = ", deletions: propagate, deletionCount: 1000, deletionShare: 100%";
    two.with(Metastores::export);
    two.imported();
    long grants = count(Kind.GRANT);
    assertThat(grants).isEqualTo(3);

    east.facts = DEGRADED;
    two.with(Metastores::export);
    two.imported();

    assertThat(count(Kind.GRANT)).isEqualTo(grants);
    assertThat(count(Kind.CONSTRAINT)).isEqualTo(2);
  }

  @Test
  void whatTheTargetHidesIsLeftOutByNameUnlessThatIsAgreed() {
    west.facts = DEGRADED;
    two.with(Metastores::export);

    ImportReport report = two.imported();
    assertThat(report.isWhole()).isFalse();
    assertThat(report.findings())
        .filteredOn(finding -> finding.level() == Finding.Level.LEFT_OUT)
        .extracting(Finding::object)
        .containsExactly("constraint", "grant");
    assertThat(count(Kind.GRANT) + count(Kind.CONSTRAINT)).isZero();

    two.more = ", kinds: [constraints, grants]";
    assertThat(two.imported().isWhole()).isTrue();
  }

  @Test
  void whatTheTargetCannotKeepIsToldOnceAndIsNoChangeLater() {
    west.keeps =
        item -> {
          ObjectNode copy = item.raw().deepCopy();
          return item.key().kind() == Kind.TABLE && copy.remove("owner") != null
              ? item.with(copy)
              : item;
        };
    two.with(Metastores::export);

    ImportReport report = two.imported();
    assertThat(report.isWhole()).isTrue();
    assertThat(report.findings()).extracting(Finding::text).contains("it loses something here");
    assertThat(west.objects.get(Key.table("d1", "csv")).has("owner")).isFalse();
    assertThat(two.imported().writes()).isZero();
  }

  @Test
  void whatTheTargetRefusesIsLeftOutAndTheRestGoesOn() {
    west.keeps =
        item -> {
          if (item.key().equals(Key.table("d1", "csv"))) {
            throw new MetastoreException(Problem.REFUSED, "it cannot be here");
          }
          return item;
        };
    two.with(Metastores::export);

    ImportReport report = two.imported();
    assertThat(report.findings()).extracting(Finding::toString).anyMatch(t -> t.contains("d1.csv"));
    assertThat(west.objects).doesNotContainKey(Key.table("d1", "csv"));
    assertThat(west.objects).containsKey(Key.table("d1", "parted"));
  }

  @Test
  void twoMetastoresThatOnlyTheirOwnSparkReachesAreNotComparedLive() {
    two.spark = true;

    assertThatThrownBy(() -> two.with(metastores -> metastores.diff(java.util.Optional.empty())))
        .isInstanceOf(MetastoreException.class)
        .hasMessageContaining("--export newest");
  }

  @Test
  void anImportOnTheSourcesOwnClusterIsRefused() {
    two.with(Metastores::export);
    west.facts = DEGRADED;
    west.put(Sample.database("d1", two.root("east") + "/d1.db"));

    assertThatThrownBy(two::imported)
        .isInstanceOf(MetastoreRefusedException.class)
        .hasMessageContainingAll("d1", "no cluster of west", "Nothing");
    assertThat(west.written).isEmpty();
  }

  @Test
  void anExportOnTheTargetsOwnClusterIsRefused() {
    east.facts = DEGRADED;
    east.put(Sample.database("d1", two.root("west") + "/d1.db"));

    assertThatThrownBy(() -> two.with(Metastores::export))
        .isInstanceOf(MetastoreRefusedException.class)
        .hasMessageContaining("no cluster of east");
  }

  private long count(Kind kind) {
    return west.objects.keySet().stream().filter(key -> key.kind() == kind).count();
  }
}
