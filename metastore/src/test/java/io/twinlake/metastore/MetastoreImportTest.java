package io.twinlake.metastore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.metastore.archive.Manifest;
import io.twinlake.metastore.model.Finding;
import io.twinlake.metastore.model.Key;
import io.twinlake.metastore.model.MetastoreException;
import io.twinlake.metastore.model.MetastoreRefusedException;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetastoreImportTest {
  private static final Key ORDERS = Key.table("d1", "orders");
  private final FakeMetastore east = new FakeMetastore();
  private final FakeMetastore west = new FakeMetastore();
  private TwoMetastores two = new TwoMetastores(UUID.randomUUID().toString(), east, west);

  @BeforeEach
  void fill() {
    fill(east, two.root("east"));
    west.put(Sample.database("default", "file:/west/warehouse"));
  }

  private static void fill(FakeMetastore metastore, String root) {
    ObjectNode orders = Sample.table("d1", "orders", root + "/orders", "d");
    metastore.put(
        Sample.database("default", "file:/east/warehouse"),
        Sample.database("d1", root + "/d1.db"),
        orders,
        Sample.partition(orders, root + "/orders/d=1", "1"),
        Sample.partition(orders, root + "/elsewhere/2", "a/b=c"),
        Sample.sparkTable("d1", "csv", "csv", "file:/x/csv-__PLACEHOLDER__", root + "/csv"),
        Sample.managed(Sample.table("d1", "kept", root + "/d1.db/kept")),
        Sample.view("d1", "v", "select * from d1.orders, parquet.`%s/p`".formatted(root)),
        Sample.function("d1", "f", root + "/jars/f.jar"));
    ((ObjectNode) metastore.objects.get(Key.table("d1", "kept")).get("parameters"))
        .put("auto.purge", "true");
  }

  private ImportReport cross() {
    two.with(Metastores::export);
    return two.imported();
  }

  @Test
  void everythingCrossesWithItsLocationsMapped() {
    ImportReport report = cross();

    assertThat(report.isWhole()).isTrue();
    assertThat(west.objects.keySet()).isEqualTo(east.objects.keySet());
    west.objects.forEach(
        (key, raw) -> {
          if (!key.equals(Key.database("default"))) {
            assertThat(raw.toString()).doesNotContain("sa3");
          }
        });
    assertThat(west.objects.get(Key.table("d1", "csv")).at("/sd/location").asText())
        .isEqualTo("abfss://raw@sa4.dfs.core.windows.net/d1.db/csv-__PLACEHOLDER__");
  }

  @Test
  void aSecondImportWritesNothing() {
    cross();
    west.written.clear();

    assertThat(cross().writes()).isZero();
    assertThat(west.written).isEmpty();
  }

  @Test
  void anImportThatIsKilledBetweenAnyTwoCallsIsSimplyRunAgain() {
    cross();
    var wanted = new TreeMap<>(west.objects);
    int calls = west.written.size();
    assertThat(calls).isGreaterThanOrEqualTo(7);
    for (int kill = 0; kill < calls; kill++) {
      west.objects.clear();
      west.put(Sample.database("default", "file:/west/warehouse"));
      two = new TwoMetastores(UUID.randomUUID().toString(), east, west);
      two.with(Metastores::export);
      west.diesAfter = kill;
      assertThatThrownBy(two::imported).isInstanceOf(MetastoreException.class);
      west.diesAfter = -1;
      assertThat(two.imported().isWhole()).isTrue();
      assertThat(west.objects).isEqualTo(wanted);
      assertThat(two.imported().writes()).isZero();
    }
  }

  @Test
  void aCallWhoseAnswerWasLostIsLookedUpBeforeItIsMadeAgain() {
    two.with(Metastores::export);
    west.losesAnswer = true;

    assertThat(two.imported().isWhole()).isTrue();
    assertThat(west.written).filteredOn("CREATE database d1"::equals).hasSize(1);
  }

  @Test
  void whatTheSourceChangedIsAltered() {
    cross();
    ((ObjectNode) east.objects.get(ORDERS).get("parameters")).put("comment", "new");
    west.written.clear();

    cross();
    assertThat(west.written).containsExactly("ALTER table d1.orders");
  }

  @ParameterizedTest
  @CsvSource({"fail, false", "source, true", "target, false"})
  void whatSomebodyChangedAtTheTargetIsDecidedByPolicy(String policy, boolean overwritten) {
    cross();
    ((ObjectNode) west.objects.get(ORDERS).get("parameters")).put("comment", "by hand");
    two.more = ", conflict: " + policy;

    ImportReport report = cross();
    assertThat(report.isWhole()).isEqualTo(overwritten);
    assertThat(west.objects.get(ORDERS).at("/parameters/comment").isMissingNode())
        .isEqualTo(overwritten);
  }

  @ParameterizedTest
  @CsvSource({"fail", "source", "target"})
  void aTableOfSomebodyElseIsNeverTouched(String policy) {
    west.put(
        Sample.database("d1", two.root("west") + "/theirs.db"),
        Sample.table("d1", "orders", two.root("west") + "/theirs"));
    var theirs = west.objects.get(ORDERS).deepCopy();
    two.more = ", deletions: propagate, deletionShare: 100%, conflict: " + policy;

    ImportReport report = cross();
    assertThat(report.isWhole()).isFalse();
    assertThat(west.objects.get(ORDERS)).isEqualTo(theirs);
    assertThat(west.written).noneMatch(call -> call.contains("orders"));
  }

  @Test
  void whatIsGoneAtTheSourceIsDroppedLastAndOnlyIfAsked() {
    cross();
    east.objects.keySet().removeIf(key -> key.name().equals("csv"));
    west.written.clear();
    cross();
    assertThat(west.written).isEmpty();

    two.more = ", deletions: propagate, deletionShare: 50%";
    cross();
    assertThat(west.written).containsExactly("DROP table d1.csv");
  }

  @ParameterizedTest
  @CsvSource({"'', e*", "', kinds: [functions]', d*", "', exclude: [d1.*]', d*"})
  void whatTheSettingsLeaveOutFromNowOnIsNotDropped(String narrow, String databases) {
    cross();
    west.written.clear();
    String deletions = ", deletions: propagate, deletionShare: 100%";
    String before = two.databases;
    two.more = narrow + deletions;
    two.databases = "\"%s\"".formatted(databases);

    assertThat(cross().isWhole()).isTrue();
    assertThat(west.written).isEmpty();

    // Nor by settings that want all of it, of an export that was asked for less.
    two.more = deletions;
    two.databases = before;
    ImportReport report = two.imported();
    assertThat(report.isWhole()).isTrue();
    assertThat(report.findings())
        .anyMatch(finding -> finding.text().contains("what it left out stays as it is"));
    assertThat(west.written).isEmpty();
    assertThatThrownBy(() -> two.with(m -> m.diff(Optional.of("newest"))))
        .isInstanceOf(MetastoreRefusedException.class)
        .hasMessageContaining("Export again");
    assertThat(cross().isWhole()).isTrue();
    assertThat(west.written).isEmpty();
  }

  @Test
  void whatTheExportCouldNotReadIsNotDroppedAndTheRestGoesOn() {
    cross();
    east.unreadable.add("csv");
    east.objects.keySet().removeIf(key -> key.name().equals("v"));
    west.written.clear();
    two.more = ", deletions: propagate, deletionShare: 50%";

    ImportReport report = cross();
    assertThat(west.written).containsExactly("DROP table d1.v");
    assertThat(report.isWhole()).isFalse();
    assertThat(report.findings())
        .anyMatch(
            f -> f.object().equals("table d1.csv") && f.text().contains("so it is not dropped"));
  }

  @Test
  void moreDropsThanAllowedAreNone() {
    cross();
    east.objects.keySet().removeIf(key -> key.db().equals("d1"));
    west.written.clear();
    two.more = ", deletions: propagate";

    ImportReport report = cross();
    assertThat(west.written).isEmpty();
    assertThat(report.isWhole()).isFalse();
    assertThat(report.findings()).anyMatch(f -> f.text().contains("metastore.deletionCount"));
  }

  @Test
  void aLocationThatNoRuleIsForStopsTheImport() {
    east.put(Sample.table("d1", "lost", "hdfs://elsewhere/lost"));

    ImportReport report = cross();
    assertThat(report.isStopped()).isTrue();
    assertThat(west.written).isEmpty();
    assertThat(report.findings())
        .anyMatch(
            f -> f.object().equals("table d1.lost") && f.text().contains("metastore.locations"));
  }

  @Test
  void aNameOfTheSourceAnywhereStopsTheImport() {
    ((ObjectNode) east.objects.get(ORDERS).get("parameters")).put("source", "lives on SA3");

    ImportReport report = cross();
    assertThat(report.isStopped()).isTrue();
    assertThat(west.written).isEmpty();
    assertThat(report.findings())
        .anyMatch(f -> f.level() == Finding.Level.STOPS && f.text().contains("/parameters/source"));

    two.more = ", allowResidue: [d1.orders]";
    assertThat(two.imported().isStopped()).isFalse();
  }

  @Test
  void tablesOfDatabricksOwnStorageAreNamedWithWhatToDo() {
    east.put(Sample.managed(Sample.table("d1", "closed", "dbfs:/user/hive/warehouse/closed")));

    assertThat(cross().findings())
        .anyMatch(f -> f.object().equals("table d1.closed") && f.text().contains("deep clone"));
  }

  @Test
  void aPlanThatNoLongerFitsIsRefused() {
    two.with(Metastores::export);
    String plan = two.planned().plan().id();
    assertThat(two.planned().plan().id()).isEqualTo(plan);
    west.put(Sample.database("d1", two.root("west") + "/d1.db"));
    Metastores.Wanted wanted =
        new Metastores.Wanted(Optional.empty(), false, Optional.of(plan), false);

    assertThatThrownBy(() -> two.with(m -> m.importing(wanted)))
        .isInstanceOf(MetastoreRefusedException.class)
        .hasMessageContaining("no longer fits");
    assertThat(west.written).isEmpty();
  }

  @Test
  void managedTablesRestAndComeBackExactly() {
    cross();
    Key kept = Key.table("d1", "kept");
    assertThat(west.objects.get(kept).path("tableType").asText()).isEqualTo("EXTERNAL_TABLE");
    assertThat(west.objects.get(kept).at("/parameters/auto.purge").isMissingNode()).isTrue();

    assertThat(two.with(Metastores::activate)).containsExactly(kept);
    ObjectNode awake = west.objects.get(kept).deepCopy();
    ((ObjectNode) awake.get("parameters")).remove("twinlake");
    ObjectNode source = east.objects.get(kept).deepCopy();
    assertThat(awake.get("parameters")).isEqualTo(source.get("parameters"));
    assertThat(awake.get("tableType")).isEqualTo(source.get("tableType"));
    assertThat(two.with(Metastores::activate)).isEmpty();
  }

  @Test
  void aTableThatCannotBeAlteredIsMadeBesideAndPutInItsPlace() {
    cross();
    ((ObjectNode) east.objects.get(ORDERS).at("/sd/cols/0")).put("type", "binary");
    west.written.clear();
    two.with(Metastores::export);
    west.refuses = Optional.of(MetastoreChange.Op.ALTER);

    ImportReport report = two.imported();
    assertThat(report.isWhole()).isTrue();
    assertThat(west.objects.get(ORDERS).at("/sd/cols/0/type").asText()).isEqualTo("binary");
    assertThat(west.objects.keySet()).isEqualTo(east.objects.keySet());
    assertThat(two.imported().writes()).isZero();
  }

  @Test
  void aTableThatIsMadeAnewMayBeInterruptedBetweenAnyTwoCalls() {
    cross();
    ((ObjectNode) east.objects.get(ORDERS).at("/sd/cols/0")).put("type", "binary");
    two.with(Metastores::export);
    var before = new TreeMap<>(west.objects);
    west.refuses = Optional.of(MetastoreChange.Op.ALTER);
    two.imported();
    var wanted = new TreeMap<>(west.objects);
    for (int kill = 0; kill < 4; kill++) {
      west.objects.clear();
      west.objects.putAll(before);
      west.refuses = Optional.of(MetastoreChange.Op.ALTER);
      west.diesAfter = kill;
      assertThatThrownBy(two::imported).isInstanceOf(MetastoreException.class);
      west.diesAfter = -1;
      west.refuses = Optional.of(MetastoreChange.Op.ALTER);
      assertThat(two.imported().isWhole()).isTrue();
      west.refuses = Optional.empty();

      assertThat(west.objects).isEqualTo(wanted);
      assertThat(two.imported().writes()).isZero();
    }
  }

  @Test
  void tablesWaitForTheRecoveryPointThatHoldsTheirData() {
    two.data = "required";

    ImportReport report = cross();
    assertThat(report.isWhole()).isFalse();
    assertThat(report.plan().waiting()).isEqualTo(4);
    assertThat(west.objects.keySet()).noneMatch(key -> key.name().equals("orders"));
    assertThat(two.with(Metastores::status).ahead())
        .anyMatch(text -> text.startsWith("table d1.orders: dataset raw was never complete"));
  }

  @Test
  void theWayBackTakesUnmarkedObjectsForOursWhenTold() {
    cross();
    ((ObjectNode) west.objects.get(ORDERS).get("parameters")).put("comment", "written at west");
    two.with("west", "east", Metastores::export);

    ImportReport refused = two.with("west", "east", m -> m.importing(TwoMetastores.wanted(false)));
    assertThat(refused.isWhole()).isFalse();
    Metastores.Wanted adopt =
        new Metastores.Wanted(Optional.empty(), false, Optional.empty(), true);
    two.with("west", "east", m -> m.importing(adopt));
    assertThat(east.objects.get(ORDERS).at("/parameters/comment").asText())
        .isEqualTo("written at west");
    assertThat(east.objects.get(ORDERS).toString()).doesNotContain("sa4");
  }

  @Test
  void aTableDroppedDuringTheExportIsNotInIt() {
    int[] reads = {0};
    east.meanwhile =
        () -> {
          if (reads[0]++ == 0) {
            east.objects.keySet().removeIf(key -> key.name().equals("csv"));
          }
        };
    Manifest manifest = two.with(Metastores::export);
    assertThat(manifest.isWhole()).isTrue();
    assertThat(manifest.consistency()).isEqualTo(Manifest.Consistency.TWO_SCANS);
    two.imported();
    assertThat(west.objects).doesNotContainKey(Key.table("d1", "csv"));
  }

  @Test
  void aTableDroppedWhileItsPartitionsAreReadIsNotInIt() {
    east.beforePartitions =
        () -> east.objects.keySet().removeIf(key -> key.name().equals("orders"));
    Manifest manifest = two.with(Metastores::export);
    assertThat(manifest.isWhole()).isTrue();
    two.imported();
    assertThat(west.objects).doesNotContainKey(ORDERS).containsKey(Key.table("d1", "csv"));
  }

  @Test
  void aTableThatNeverRestsIsNamed() {
    int[] reads = {0};
    east.meanwhile =
        () ->
            ((ObjectNode) east.objects.get(ORDERS).get("parameters"))
                .put("comment", "version " + reads[0]++);
    Manifest manifest = two.with(Metastores::export);
    assertThat(manifest.consistency()).isEqualTo(Manifest.Consistency.CHANGING);
    assertThat(manifest.findings()).anyMatch(f -> f.object().equals("table d1.orders"));
  }

  @Test
  void whatTheLogNamesIsReadAgain() {
    east.event = 7;
    int[] reads = {0};
    east.meanwhile =
        () -> {
          if (reads[0]++ == 1) {
            east.event = 8;
            east.log.put(8L, "d1.orders");
          }
          if (reads[0] == 1) {
            // After the first look.
            east.event = 8;
            east.log.put(8L, "d1.orders");
          }
        };
    Manifest manifest = two.with(Metastores::export);
    assertThat(manifest.consistency()).isEqualTo(Manifest.Consistency.LOG);
    assertThat(reads[0]).isGreaterThan(1);
  }

  @Test
  void secretsAreNeverInAnExport() {
    ObjectNode parameters = (ObjectNode) east.objects.get(ORDERS).get("parameters");
    parameters.put("password", "hunter2").put("url", "jdbc:x://h?user=a&password=hunter2");
    Manifest manifest = two.with(Metastores::export);
    assertThat(manifest.redactions())
        .containsExactly(
            "table d1.orders at /parameters/password", "table d1.orders at /parameters/url");
    ImportReport report = two.imported();
    assertThat(west.objects.toString()).doesNotContain("hunter2").doesNotContain("redacted");
    assertThat(report.findings()).anyMatch(f -> f.text().contains("set it at the target by hand"));
    assertThat(two.imported().writes()).isZero();
  }

  @Test
  void namesOfRootsInAnObjectsOwnTextSurvive() {
    ((ObjectNode) east.objects.get(ORDERS).get("parameters")).put("comment", "@{raw} @{@} @{");
    cross();
    assertThat(west.objects.get(ORDERS).at("/parameters/comment").asText())
        .isEqualTo("@{raw} @{@} @{");
  }

  @Test
  void tablesOfHivesTransactionsAreLeftOutByName() {
    ObjectNode acid = Sample.managed(Sample.table("d1", "acid", two.root("east") + "/acid"));
    ((ObjectNode) acid.get("parameters")).put("transactional", "true");
    east.put(acid);
    ImportReport report = cross();
    assertThat(report.isWhole()).isFalse();
    assertThat(report.findings()).anyMatch(f -> f.object().equals("table d1.acid"));
    assertThat(west.objects).doesNotContainKey(Key.table("d1", "acid"));
  }
}
