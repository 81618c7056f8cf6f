package io.twinlake.core.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.twinlake.core.Effect;
import io.twinlake.core.access.AccessMapping;
import io.twinlake.core.settings.DatasetSettings.Adopt;
import io.twinlake.core.settings.DatasetSettings.Deletions;
import io.twinlake.core.settings.DatasetSettings.Engine;
import io.twinlake.core.settings.DatasetSettings.Mode;
import io.twinlake.core.settings.DatasetSettings.Replace;
import io.twinlake.core.store.Driver;
import io.twinlake.core.store.StoreContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  static final String SITES =
      """
      format: settings/1
      pair: sales
      sites:
        east: { raw: memory://east-raw/, staging: memory://east-staging/, control: memory://east-control/ }
        west: { raw: memory://west-raw/, staging: memory://west-staging/, control: memory://west-control/ }
      replicate: { from: east, to: west }
      """;

  static final String DATASETS =
      """
      datasets:
        - { name: orders, root: raw/orders }
      """;

  /** The first line behind {@link #SITES}. */
  static final int NEXT = 7;

  @Test
  void readsAWholeFile() {
    Settings settings =
        load(
            SITES
                + """
                defaults: { objective: { rpo: 30m }, deletions: propagate, retention: 7d, adopt: copy, acl: inherit }
                datasets:
                  - { name: orders, root: raw/orders/, objective: { rto: 2h } }
                  - { name: curated, root: staging, mode: compare, deletions: none, adopt: verify, group: nightly }
                  - { name: inbound, root: raw/inbound, mode: local, deletionCap: { count: 5, share: 0.5% }, retention: 90s }
                transfer: { maxInFlight: 4, partSize: 1GiB, requestTimeout: 2m, attempts: 1, driverLimit: 0, route: streamed }
                tables: as-files
                """);

    assertThat(settings.pair()).isEqualTo("sales");
    assertThat(settings.source().name()).isEqualTo("east");
    assertThat(settings.target().control()).hasToString("memory://west-control/");
    assertThat(settings.datasets())
        .extracting(DatasetSettings::name)
        .containsExactly("orders", "curated", "inbound");
    DatasetSettings orders = settings.datasets().get(0);
    assertThat(orders.directory()).hasToString("orders/");
    assertThat(orders.objective())
        .isEqualTo(new Objective(Duration.ofMinutes(30), Duration.ofHours(2)));
    assertThat(orders.deletions()).isEqualTo(Deletions.PROPAGATE);
    assertThat(orders.retention()).isEqualTo(Duration.ofDays(7));
    assertThat(orders.adopt()).contains(Adopt.COPY);
    DatasetSettings curated = settings.datasets().get(1);
    assertThat(curated.mode()).isEqualTo(Mode.COMPARE);
    assertThat(curated.adopt()).contains(Adopt.VERIFY);
    assertThat(curated.deletions()).isEqualTo(Deletions.NONE);
    assertThat(settings.datasets().get(2).deletionCap()).isEqualTo(new DeletionCap(5, 0.005));
    assertThat(settings.transfer())
        .isEqualTo(
            new TransferSettings(
                4,
                DataSize.ofMebibytes(1024),
                Duration.ofMinutes(2),
                1,
                0,
                TransferSettings.Route.STREAMED));
    assertThat(settings.tables()).isEqualTo(Settings.Tables.AS_FILES);
  }

  @Test
  void oneReportListsEverythingWithItsLine() {
    SettingsException report =
        refused(
            """
            format: settings/1
            pair: sales
            pair: again
            sites:
              east: { raw: memory://east-raw/, control: memory://east-control/ }
              west: { raw: memory://west-raw/, control: memory://west-control/ }
            replicate: { from: east, to: wset }
            default: { }
            datasets:
              - { name: orders, root: rwa/orders }
              - name: curated
                root: raw/curated
                retention: 14
                mod: compare
                deletions: all
            transfer:
              partSize: 64MB
              maxInFlight: 0
            """);

    assertThat(report.effect()).isEqualTo(Effect.NONE_DO_NOT_RETRY);
    assertThat(report.problems())
        .extracting(SettingsProblem::line)
        .containsExactly(3, 7, 8, 10, 13, 14, 15, 17, 18);
    assertThat(report)
        .hasMessageContainingAll(
            "9 problems",
            "lake.yaml:3: key 'pair' comes twice, first on line 2",
            "lake.yaml:7: replicate.to 'wset' is not one of the sites, east and west; did you mean 'west'?",
            "lake.yaml:8: unknown key 'default'; did you mean 'defaults'?",
            "lake.yaml:10: dataset orders: no site has a data root 'rwa'; did you mean 'raw'?",
            "lake.yaml:13: datasets[2].retention '14' has no unit; write 14s, 14m, 14h or 14d",
            "lake.yaml:14: unknown key 'mod' in datasets[2]; did you mean 'mode'?",
            "lake.yaml:15: datasets[2].deletions 'all' is none of none, propagate",
            "lake.yaml:17: transfer.partSize '64MB' is not a size in a binary unit; write 64MiB",
            "lake.yaml:18: transfer.maxInFlight '0' is not a whole number of at least 1");
  }

  @Test
  void anEmptyMappingIsToldEverythingItLacks() {
    assertThat(refused("{}"))
        .hasMessageContainingAll(
            "format is missing",
            "pair is missing",
            "sites is missing",
            "replicate.from is missing",
            "replicate.to is missing",
            "datasets is missing or empty");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing but a comment\n", "just text", "- a\n- b\n"})
  void textThatIsNoMappingIsRefused(String text) {
    assertThat(refused(text).problems()).hasSize(1);
  }

  @Test
  void anUnknownMajorFormatIsRefusedWithoutJudgingTheRest() {
    assertThat(refused("format: settings/2\nnovelty: { a: 1 }\n"))
        .hasMessageContainingAll("1 problem", "lake.yaml:1: format 'settings/2' is newer");
  }

  @Test
  void aMinorFormatIsRead() {
    assertThat(load((SITES + DATASETS).replace("settings/1", "settings/1.4")).pair())
        .isEqualTo("sales");
  }

  @ParameterizedTest
  @ValueSource(strings = {"settings", "ledger/1", "1", "settings/one"})
  void anUnknownFormatIsRefused(String format) {
    assertThat(refused((SITES + DATASETS).replace("settings/1", format)))
        .hasMessageContainingAll("lake.yaml:1: format '" + format + "' is unknown");
  }

  @Test
  void aKeyWithoutAValueIsRefused() {
    assertThat(refused(SITES + DATASETS + "tables:\ntransfer:\n"))
        .hasMessageContainingAll(
            "lake.yaml:9: tables has no value", "lake.yaml:10: transfer has no value");
  }

  @Test
  void aValueOfTheWrongKindIsRefused() {
    assertThat(
            refused(
                SITES
                    + """
                    defaults: [ none ]
                    transfer: fast
                    tables: { refuse: true }
                    datasets: orders
                    """))
        .hasMessageContainingAll(
            "lake.yaml:7: defaults is a list; it must be a mapping",
            "lake.yaml:8: transfer is a single value; it must be a mapping",
            "lake.yaml:9: tables is a mapping; it must be a single value",
            "lake.yaml:10: datasets is a single value; it must be a list");
  }

  @Test
  void aMetastoreIsNamedWithoutACredential() {
    assertThat(
            refused(
                SITES.replace(
                    "east: {",
                    "east: { metastore: \"jdbc:sqlserver://db;user=a;password=hunter2\",")))
        .hasMessageContaining("holds a credential")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void whatIsNoMetastoreIsReported() {
    assertThat(refused(SITES.replace("east: {", "east: { metastore: \"host:9083\",")))
        .hasMessageContaining("sites.east.metastore is no metastore; write thrift://host:9083");
  }

  @Test
  void locationsOfMetastoresNameBothSites() {
    assertThat(
            refused(
                SITES
                    + """
                    metastore:
                      locations: [{ east: "hdfs://nn/w" }]
                      mounts: { north: { /mnt/a: "abfss://a@b.dfs.core.windows.net/" } }
                      kinds: [grant]
                      batch: 20000
                    """))
        .hasMessageContainingAll(
            "a location says what both sites call one place",
            "'north' is no site",
            "metastore.kinds names 'grant', which is none of",
            "metastore.batch is more than 10000");
  }

  @Test
  void keysOfLaterVersionsAreNamedAsSuch() {
    assertThat(
            refused(
                SITES
                    + """
                    datasets:
                      - { name: orders, root: raw/orders, from: west }
                    """))
        .hasMessageContainingAll("datasets[1].from is not available")
        .satisfies(report -> assertThat(report.problems()).hasSize(1));
  }

  @Test
  void whatDistCpWroteIsComparedOrItIsNotUsed() {
    assertThat(
            refused(
                SITES
                    + """
                    datasets:
                      - { name: orders, root: raw/orders, engine: distcp }
                      - { name: clicks, root: raw/clicks, engine: distcp, adopt: copy }
                      - { name: views, root: raw/views, engine: rsync }
                    """))
        .hasMessageContainingAll(
            "datasets[1].engine needs 'adopt: verify'",
            "datasets[2].engine needs 'adopt: verify'",
            "datasets[3].engine 'rsync'")
        .satisfies(report -> assertThat(report.problems()).hasSize(3));
    Settings settings =
        load(
            SITES
                + """
                defaults: { engine: distcp, adopt: verify }
                datasets:
                  - { name: orders, root: raw/orders }
                  - { name: clicks, root: raw/clicks, engine: twinlake }
                """);
    assertThat(settings.datasets())
        .extracting(d -> d.engine())
        .containsExactly(Engine.DISTCP, Engine.TWINLAKE);
  }

  @Test
  void aGroupSaysWhatItsFailuresMeanAndHowMuchMayChange() {
    Settings settings =
        load(
            SITES
                + """
                groups: { nightly: { groupFailure: exclude, massChange: 5% } }
                datasets:
                  - { name: orders, root: raw/orders, group: nightly }
                  - { name: clicks, root: raw/clicks, group: hourly }
                """);

    assertThat(settings.group("nightly"))
        .isEqualTo(new GroupSettings("nightly", GroupSettings.GroupFailure.EXCLUDE, 0.05));
    assertThat(settings.group("hourly"))
        .isEqualTo(new GroupSettings("hourly", GroupSettings.GroupFailure.HOLD, 0.3));
  }

  @Test
  void aGroupWithoutDatasetsIsATypo() {
    assertThat(
            refused(
                SITES
                    + """
                    groups: { nigthly: { massChange: 5% } }
                    datasets:
                      - { name: orders, root: raw/orders, group: nightly }
                    """))
        .hasMessageContainingAll("lake.yaml:7: groups.'nigthly'", "did you mean 'nightly'");
  }

  @Test
  void aStreamsCheckpointNamesTheTableThatItWritesTo() {
    Settings settings =
        load(
            SITES
                + """
                datasets:
                  - { name: curated, root: raw/curated }
                  - { name: stream, root: raw/checkpoints/orders, kind: stream-checkpoint, sink: raw/curated/orders }
                """);
    assertThat(settings.datasets().get(0).stream()).isEmpty();
    assertThat(settings.datasets().get(1).stream())
        .hasValueSatisfying(
            s -> {
              assertThat(s.sinkRoot()).isEqualTo("raw");
              assertThat(s.sinkDirectory().value()).isEqualTo("curated/orders/");
              assertThat(s.isIn(settings.datasets().get(0))).isTrue();
            });
  }

  @Test
  void aStreamsSinkIsReplicatedAndNotForgotten() {
    assertThat(
            refused(
                SITES
                    + """
                    datasets:
                      - { name: curated, root: raw/curated, mode: compare }
                      - { name: a, root: raw/a, kind: stream-checkpoint }
                      - { name: b, root: raw/b, kind: stream-checkpoint, sink: raw/curated/orders }
                      - { name: c, root: raw/c, sink: raw/curated/orders }
                      - { name: d, root: raw/d, kind: stream }
                    """))
        .hasMessageContainingAll(
            "datasets[2].kind stream-checkpoint needs 'sink'",
            "dataset b: its sink 'raw/curated/orders/' lies in no dataset that is replicated",
            "datasets[4].sink has no effect here",
            "datasets[5].kind");
  }

  @Test
  void versionsOfTablesAreWrittenAsTheyAreCalled() {
    for (DatasetSettings.Versions each : DatasetSettings.Versions.values()) {
      assertThat(
              load(SITES + "defaults: { versions: " + each.written() + " }\n" + DATASETS)
                  .datasets()
                  .get(0)
                  .versions())
          .isEqualTo(each);
    }
    assertThat(refused(SITES + "defaults: { versions: latest }\n" + DATASETS))
        .hasMessageContaining("is none of full, fromCheckpoint, latestOnly");
  }

  @Test
  void ratesHaveTheirUnitsAndNoneMeansNoLimit() {
    assertThat(load(SITES + DATASETS).throttle().isNone()).isTrue();

    ThrottleSettings throttle =
        load(SITES
                + "throttle: { executors: 8, source: { requests: 500/s, bytes: 100MiB/s }, target: { bytes: 2GiB/s } }\n"
                + DATASETS)
            .throttle();

    assertThat(throttle)
        .isEqualTo(
            new ThrottleSettings(
                new ThrottleSettings.Limit(500, 100L << 20),
                new ThrottleSettings.Limit(0, 2L << 30),
                8));
    assertThat(throttle.isNone()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "requests, 500, 'write 500/s'",
    "requests, 0/s, 'write 500/s'",
    "requests, 1.5/s, 'write 500/s'",
    "requests, 500/m, 'write 500/s'",
    "requests, 9999999999/s, 'write 500/s'",
    "bytes, 100MiB, 'write 100MiB/s'",
    "bytes, 100MB/s, 'write 100MiB/s'",
    "bytes, 100/s, 'write 100MiB/s'",
    "bytes, 64KiB/s, 'at least 1MiB/s'",
    "mbps, 5, 'unknown key'",
  })
  void aRateWithoutItsUnitIsRefused(String key, String value, String hint) {
    assertThat(
            refused(SITES + "throttle: { source: { %s: %s } }\n".formatted(key, value) + DATASETS))
        .hasMessageContaining("throttle.source")
        .hasMessageContaining(hint);
  }

  @Test
  void accessRightsAreInheritedAndEmptyDirectoriesCopiedWhereNothingIsSaid() {
    assertThat(load(SITES + DATASETS).datasets().get(0).tree()).isEqualTo(TreeSettings.DEFAULTS);
    assertThat(refused(SITES + "defaults: { acl: copy }\n" + DATASETS))
        .hasMessageContainingAll("defaults.acl 'copy' is none of inherit, preserve, map");
  }

  @Test
  void namesAreMappedByTheDefaultsAndByADatasetsOwnList() {
    Settings settings =
        load(
            SITES
                + """
                defaults:
                  acl: map
                  aclMap: { users: { alice: a2 }, groups: { staff: s2 }, unmapped: drop }
                datasets:
                  - { name: one, root: raw/one }
                  - { name: two, root: raw/two, aclMap: { users: { bob: b2 } }, emptyDirectories: ignore }
                  - { name: three, root: raw/three, acl: preserve }
                """);

    TreeSettings one = settings.datasets().get(0).tree();
    assertThat(one.mapping().users()).containsOnly(Map.entry("alice", "a2"));
    assertThat(one.mapping().unmapped()).isEqualTo(AccessMapping.Unmapped.DROP);
    TreeSettings two = settings.datasets().get(1).tree();
    assertThat(two.mapping().users()).containsOnly(Map.entry("bob", "b2"));
    assertThat(two.mapping().groups()).containsOnly(Map.entry("staff", "s2"));
    assertThat(two.emptyDirectories()).isEqualTo(TreeSettings.EmptyDirectories.IGNORE);
    assertThat(settings.datasets().get(2).tree().mapping()).isEqualTo(AccessMapping.IDENTITY);
  }

  @Test
  void aMapThatNothingLooksAtAndANameMappedToNothingAreProblems() {
    assertThat(
            refused(
                SITES + "datasets: [ { name: a, root: raw, aclMap: { users: { alice: a2 } } } ]\n"))
        .hasMessageContainingAll("aclMap has no effect here", "acl: map");
    assertThat(
            refused(
                SITES
                    + "defaults: { acl: map, aclMap: { users: { alice: }, grups: {} } }\n"
                    + DATASETS))
        .hasMessageContainingAll("'alice' is mapped to no name", "grups", "did you mean 'groups'");
  }

  @Test
  void aPairHasTwoSites() {
    String one =
        """
        format: settings/1
        pair: sales
        sites:
          east: { raw: memory://east-raw/, control: memory://east-control/ }
        replicate: { from: east, to: east }
        datasets: [ { name: raw, root: raw } ]
        """;
    assertThat(refused(one))
        .hasMessageContainingAll(
            "lake.yaml:3: a pair has two sites; there are 1 here",
            "lake.yaml:5: replicate.to is the site that 'from' names");
  }

  @Test
  void aMisspelledControlIsRecognised() {
    assertThat(
            refused((SITES + DATASETS).replace("control: memory://west", "contorl: memory://west")))
        .hasMessageContainingAll(
            "lake.yaml:5: sites.west.control is missing; did you mean it by 'contorl'?");
  }

  @Test
  void aMisspelledHistoryIsRecognised() {
    assertThat(refused((SITES + DATASETS).replace("west: {", "west: { histroy: memory://h/,")))
        .hasMessageContainingAll(
            "lake.yaml:5: sites.east has no data root 'histroy', which sites.west has",
            "did you mean 'history'?");
  }

  @Test
  void aHistoryRootIsOptional() {
    assertThat(load(SITES + DATASETS).target().history()).isEmpty();
    assertThat(
            load((SITES + DATASETS).replace("west: {", "west: { history: memory://h/,"))
                .target()
                .history())
        .hasValueSatisfying(uri -> assertThat(uri).hasToString("memory://h/"));
  }

  @Test
  void aSiteIsReachedNativelyWhereItCanBeUnlessItNamesADriver() {
    assertThat(load(SITES + DATASETS).target().driver()).isEqualTo(Driver.AUTO);
    assertThat(
            load((SITES + DATASETS).replace("west: {", "west: { driver: hadoop,"))
                .target()
                .driver())
        .isEqualTo(Driver.HADOOP);
    assertThat(refused((SITES + DATASETS).replace("west: {", "west: { driver: wasb,")))
        .hasMessageContainingAll("sites.west.driver", "auto", "native", "hadoop");
  }

  @Test
  void theDriverOfASiteReachesAllItsPlacesAndNoOther() {
    Settings settings = load((SITES + DATASETS).replace("west: {", "west: { driver: hadoop,"));
    StoreContext context = SiteDrivers.in(settings, new StoreContext(Map.of("fs.x", "y"), "test"));

    assertThat(
            Stream.concat(
                    Stream.of(settings.target().control()),
                    settings.target().roots().values().stream())
                .map(context::driver))
        .containsOnly(Driver.HADOOP);
    assertThat(settings.source().roots().values().stream().map(context::driver))
        .containsOnly(Driver.AUTO);
    URI raw = settings.target().roots().get("raw");
    assertThat(context.driver(URI.create(raw.toString().replaceFirst("/+$", "") + "//")))
        .as("closing slashes make no difference")
        .isEqualTo(Driver.HADOOP);
    assertThat(SiteDrivers.in(settings, context).hadoop()).isEqualTo(context.hadoop());
    assertThat(context.as("somebody else").driver(raw)).isEqualTo(Driver.HADOOP);
  }

  @Test
  void replacingInPlaceMustBeAskedFor() {
    assertThat(load(SITES + DATASETS).datasets().get(0).replace()).isEqualTo(Replace.ATOMIC);
    assertThat(
            load(SITES + "defaults: { replace: in-place }\n" + DATASETS)
                .datasets()
                .get(0)
                .replace())
        .isEqualTo(Replace.IN_PLACE);
  }

  @Test
  void aDataRootOfOneSiteOnlyIsRefused() {
    assertThat(refused((SITES + DATASETS).replace("east: {", "east: { landing: memory://l/,")))
        .hasMessageContainingAll("lake.yaml:4: sites.west has no data root 'landing'");
  }

  @Test
  void aDataRootOfOneSiteOnlyMayHoldALocalDataset() {
    assertThat(
            load(SITES.replace("east: {", "east: { landing: memory://l/,")
                    + DATASETS
                    + "  - { name: landing, root: landing, mode: local }\n")
                .datasets())
        .hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Raw", "raw zone", "_raw", "räw"})
  void aDataRootHasALowerCaseName(String name) {
    assertThat(refused((SITES + DATASETS).replace("staging:", "\"" + name + "\":")))
        .hasMessageContainingAll("'" + name + "' cannot name a data root");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/mnt/raw             | names no store; write file:///mnt/raw for a local directory",
        "raw                  | is not a whole URI",
        "abfss://raw/orders   | lacks its container or account; write abfss://container@account.dfs",
        "wasbs://sa3/         | lacks its container or account; write wasbs://container@account.blob",
        "file:raw             | is not the URI of a directory",
        "file:///a/../b       | has a segment '.' or '..'",
        "file:///a/%2E%2e/b   | has a segment '.' or '..'",
        "file:///a b          | is not a URI",
        "abfss://r@a/x?y      | has a part behind '?' or '#'",
        "abfss://r@a/x#y      | has a part behind '?' or '#'",
      })
  void aPlaceThatIsNoneIsRefused(String uri, String message) {
    assertThat(refused((SITES + DATASETS).replace("memory://east-raw/", "'" + uri + "'")))
        .hasMessageContainingAll("lake.yaml:4: sites.east.raw " + message)
        .satisfies(report -> assertThat(report.problems()).hasSize(1));
  }

  @Test
  void placesInsideEachOtherAreRefusedWithTheirLine() {
    assertThat(
            refused(
                (SITES + DATASETS)
                    .replace("memory://west-raw/", "memory://east-raw/copy")
                    .replace("memory://west-control/", "memory://west-staging/control")))
        .hasMessageContainingAll(
            "lake.yaml:5: sites.west.raw lies inside sites.east.raw",
            "lake.yaml:5: sites.west.control lies inside sites.west.staging");
  }

  @Test
  void oneSiteTwiceIsRefused() {
    assertThat(refused((SITES + DATASETS).replace("memory://west-raw/", "MEMORY://east-raw")))
        .hasMessageContainingAll("sites.east.raw and sites.west.raw are one place");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "raw                 | raw           | both are raw",
        "raw/orders          | raw/orders/   | both are raw/orders",
        "raw                 | raw/inbound   | raw/inbound lies inside raw",
        "raw/a/b             | raw/a         | raw/a/b lies inside raw/a",
      })
  void overlappingDatasetsAreRefused(String first, String second, String how) {
    assertThat(
            refused(
                SITES
                    + "datasets:\n  - { name: first, root: %s }\n  - { name: second, root: %s, mode: compare }\n"
                        .formatted(first, second)))
        .hasMessageContainingAll("lake.yaml:9: datasets first and second overlap: " + how);
  }

  @Test
  void neighboursDoNotOverlap() {
    assertThat(
            load(SITES
                    + """
                        datasets:
                          - { name: a, root: raw/orders }
                          - { name: b, root: raw/orders-old }
                          - { name: c, root: staging/orders }
                        """)
                .datasets())
        .hasSize(3);
  }

  @Test
  void aDatasetNameIsUnique() {
    assertThat(
            refused(
                SITES
                    + """
                    datasets:
                      - { name: orders, root: raw/a }
                      - { name: Orders, root: raw/b }
                    """))
        .hasMessageContainingAll(
            "lake.yaml:9: two datasets are called 'Orders', the other on line 8");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/b", "../x", ".hidden", "two words", "a:b", "-x"})
  void aDatasetNameIsFitForAPath(String name) {
    assertThat(refused(SITES + "datasets: [ { name: \"" + name + "\", root: raw/orders } ]\n"))
        .hasMessageContainingAll("datasets[1].name '" + name + "' cannot be a name");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"raw//x", "raw/../x", "raw/.", "/raw", "abfss://raw@sa3/x", "raw\\x", "raw/x//"})
  void aDatasetRootIsADirectoryBelowADataRoot(String root) {
    assertThat(refused(SITES + "datasets: [ { name: orders, root: '" + root + "' } ]\n").problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.message()).startsWith("datasets[1].root "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"control", "history/x", "metastore"})
  void whatTwinlakeKeepsForItselfIsNoDataRoot(String root) {
    String sites = SITES.replace("west: {", "west: { history: memory://h/,");
    assertThat(refused(sites + "datasets: [ { name: orders, root: " + root + " } ]\n"))
        .hasMessageContaining("no site has a data root");
  }

  @Test
  void aReadyMarkerIsAName() {
    assertThat(refused(SITES + "datasets: [ { name: a, root: raw, ready: x/_SUCCESS } ]\n"))
        .hasMessageContainingAll("datasets[1].ready is the name of an object");
  }

  @Test
  void aBadFilterRuleIsReportedWithItsLine() {
    assertThat(
            refused(
                SITES
                    + """
                    datasets:
                      - name: orders
                        root: raw/orders
                        filters:
                          - "- *.tmp"
                          - "*.bak"
                          - "- [a"
                          - "!"
                    """))
        .hasMessageContainingAll(
            "2 problems",
            "lake.yaml:12: filter rule '*.bak': a rule begins with '+ ' (include) or '- ' (exclude)",
            "lake.yaml:13: filter rule '- [a': '[' without ']'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"- - /tmp/**", "- - *.tmp", "- !", "- !x"})
  void anUnquotedFilterRuleIsToldAboutQuotes(String item) {
    assertThat(
            refused(
                SITES
                    + "datasets:\n  - name: orders\n    root: raw/orders\n    filters:\n      "
                    + item
                    + "\n"))
        .hasMessageContainingAll("lake.yaml:11: ", "between quotes");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "date: { from: now-90x }                | a relative date is 'now', or 'now' with days",
        "date: { from: 2026-02-30 }             | 'from' is not a date",
        "date: { from: 2026-01-01, to: zzz }    | 'to' is not a date",
        "date: { from: 2026-02-01, to: 2026-01-01 } | 'from' lies behind 'to'",
        "date: { from: now, to: now-1d }        | 'from' lies behind 'to'",
        "hour: { from: 10, to: 9 }              | 'from' lies behind 'to'",
        "region: { from: us, to: eu }           | 'from' lies behind 'to'",
        "region: { in: [eu], from: eu }         | must have either a list 'in', or a range",
        "region: { outside: report }            | must have either a list 'in', or a range",
        "region: { in: [] }                     | lists no value",
        "region: { in: eu }                     | it must be a list",
        "region: { in: [eu, ''] }               | write __HIVE_DEFAULT_PARTITION__",
        "region: { in: [eu, ~] }                | write __HIVE_DEFAULT_PARTITION__",
        "region: { in: [eu], outside: hide }    | 'hide' is none of report, ignore",
        "region: { within: [eu] }               | unknown key 'within'",
        "region: eu                             | it must be a mapping",
      })
  void aBadPartitionWindowIsReported(String window, String message) {
    assertThat(
            refused(
                SITES
                    + "datasets:\n  - name: orders\n    root: raw/orders\n    partitions: { "
                    + window
                    + " }\n"))
        .hasMessageContainingAll("lake.yaml:10: ", message);
  }

  @Test
  void textThatIsNotYamlIsReportedWithItsLine() {
    assertThat(refused("format: settings/1\npair: a: b\n"))
        .hasMessageContainingAll("lake.yaml:2: this is not YAML");
    assertThat(refused("format: settings/1\n\tpair: a\n")).hasMessageContainingAll("lake.yaml:2: ");
    assertThat(refused("format: [settings/1\n")).hasMessageContainingAll("this is not YAML");
    assertThat(refused("? [a]\n: b\n")).hasMessageContainingAll("this is not YAML");
    assertThat(refused("[".repeat(5000))).hasMessageContainingAll("this is not YAML");
  }

  @Test
  void charactersThatYamlForbidsAreReported() {
    assertThat(refused("format: settings/1\npair: a\u0001b\n"))
        .hasMessageContaining("this is not YAML");
    assertThat(refused("pair: " + "x".repeat(4_000_000))).hasMessageContaining("no settings file");
  }

  @Test
  void aFileFromAnotherEditorIsRead() {
    String text = SITES + DATASETS;
    assertThat(load("\ufeff" + text.replace("\n", "\r\n")).pair()).isEqualTo("sales");
    assertThat(refused(text.replace("\n", "\r\n") + "tables: x\r\n"))
        .hasMessageContaining("lake.yaml:9: tables 'x'");
  }

  @Test
  void aliasesTagsAndSecondDocumentsAreRefused() {
    assertThat(refused(SITES + "defaults: &d { mode: local }\n" + DATASETS + "transfer: *d\n"))
        .hasMessageContainingAll("lake.yaml:7: anchors", "lake.yaml:10: anchors");
    assertThat(refused(SITES + "defaults: { retention: &r 7d }\n" + DATASETS + "tables: *r\n"))
        .hasMessageContaining("lake.yaml:10: anchors");
    assertThat(refused(SITES + DATASETS + "tables: !!str refuse\n")).hasMessageContaining("tags");
    assertThat(refused(SITES + DATASETS + "---\na: b\n")).hasMessageContaining("second document");
  }

  @Test
  void aWordThatOtherReadersTakeForABooleanIsText() {
    assertThat(
            load(SITES
                    + "datasets: [ { name: no, root: raw/on, partitions: { country: { in: [no, yes, 007] } } } ]\n")
                .datasets()
                .get(0)
                .partitions()
                .rules()
                .get(0)
                .in())
        .containsExactly("no", "yes", "007");
  }

  @Test
  void aDatasetSurvivesSerializationWithAllItsParts() throws Exception {
    DatasetSettings dataset =
        load(SITES
                + """
                    datasets:
                      - name: orders
                        root: raw/orders
                        group: nightly
                        adopt: copy
                        ready: _SUCCESS
                        filters: ["- *.tmp"]
                        partitions: { date: { from: now-90d, to: 2027-01-01 }, hour: { from: 3 }, region: { in: [eu] }, name: { from: a } }
                    """)
            .datasets()
            .get(0);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(dataset);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(dataset);
    }
  }

  @Test
  void settingsCannotBeChangedAfterwards() {
    Settings settings = load(SITES + DATASETS);
    assertThatThrownBy(() -> settings.sites().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> settings.source().roots().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> settings.datasets().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  static DatasetSettings withDefaults(String defaults) {
    return load(SITES + "defaults: { " + defaults + " }\n" + DATASETS).datasets().get(0);
  }

  static Settings load(String text) {
    return Settings.load(text, "lake.yaml");
  }

  static SettingsException refused(String text) {
    SettingsException report = catchThrowableOfType(SettingsException.class, () -> load(text));
    assertThat(report).as("settings were accepted").isNotNull();
    assertThat(List.of(report.getMessage().split("\n"))).hasSize(report.problems().size() + 1);
    return report;
  }
}
