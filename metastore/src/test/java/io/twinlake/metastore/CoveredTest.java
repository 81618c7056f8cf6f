package io.twinlake.metastore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.ledger.ControlDocuments;
import io.twinlake.core.memory.MemoryStoreProvider;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.metastore.archive.ExportRetention;
import io.twinlake.metastore.archive.Exports;
import io.twinlake.metastore.model.Key;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Metadata comes after the data that it names, and not before. */
class CoveredTest {
  private static final Instant CREATED = Instant.ofEpochSecond(1_760_000_000);

  private final String name = UUID.randomUUID().toString();
  private final FakeMetastore east = new FakeMetastore();
  private final FakeMetastore west = new FakeMetastore();
  private TwoMetastores two;

  @BeforeEach
  void fill() {
    two = new TwoMetastores(name, east, west).inMemory();
    two.data = "required";
    String root = two.root("east");
    ObjectNode orders = Sample.table("d1", "orders", root + "/orders", "d");
    ObjectNode young = Sample.partition(orders, root + "/orders/d=2", "2");
    young.put("createTime", CREATED.getEpochSecond() + 3600);
    ObjectNode lost = Sample.function("d1", "lost", root + "/jars/lost.jar");
    lost.put("createTime", CREATED.getEpochSecond());
    ObjectNode found = Sample.function("d1", "found", root + "/jars/found.jar");
    found.put("createTime", CREATED.getEpochSecond());
    east.put(
        Sample.database("d1", root + "/d1.db"),
        orders,
        Sample.partition(orders, root + "/orders/d=1", "1"),
        young,
        lost,
        found);
  }

  /** What a run commits when it has brought the dataset as the source held it at {@code until}. */
  private void point(long number, Instant until, String... export) {
    String point =
        """
        {"format": "recovery-point/1.2", "pair": "sales", "number": %d, "from": "east", "to": "west",
         "run": "r", "epoch": 1, "startedAt": "%s", "committedAt": "%s", "segments": [], "tombstones": 0,
         "datasets": {"raw": {"state": "COMPLETE", "at": "%s", "completeAt": "%s", "completePoint": %d,
          "objects": 0, "bytes": 0, "rootHash": "", "failed": 0, "tables": 0, "outside": 0, "waiting": 0,
          "unproven": 0, "rpo": "PT1H", "rto": "PT4H"}}%s}
        """
            .formatted(
                number,
                until,
                until,
                until,
                until,
                number,
                export.length == 0 ? "" : ", \"metastoreExport\": \"%s\"".formatted(export[0]));
    new ControlDocuments(MemoryStoreProvider.store(URI.create("memory://%s-west/".formatted(name))))
        .putIfAbsent(
            ObjectPath.of("recovery-points/%010d.json".formatted(number)),
            point.getBytes(StandardCharsets.UTF_8));
  }

  private void jar(String name) {
    new ControlDocuments(MemoryStoreProvider.store(URI.create(two.root("west") + "/")))
        .putIfAbsent(ObjectPath.of("jars/%s.jar".formatted(name)), new byte[] {1});
  }

  @Test
  void aPartitionAppearsAfterItsFilesAndAFunctionAfterItsJar() {
    two.with(Metastores::export);
    point(1, CREATED.plusSeconds(60));
    jar("found");

    ImportReport first = two.imported();

    assertThat(first.isWhole()).isFalse();
    assertThat(west.objects)
        .containsKeys(
            Key.table("d1", "orders"),
            Key.partition("d1", "orders", "d=1"),
            Key.function("d1", "found"))
        .doesNotContainKeys(Key.partition("d1", "orders", "d=2"), Key.function("d1", "lost"));
    assertThat(first.plan().lines())
        .filteredOn(line -> line.key().equals(Key.function("d1", "lost")))
        .allSatisfy(
            line ->
                assertThat(line.waitsFor().orElseThrow())
                    .contains("west-lake/jars/lost.jar is not at the target"));
    assertThat(two.with(Metastores::status).ahead())
        .singleElement()
        .asString()
        .startsWith("partition d1.orders/d=2: it changed at ");

    jar("lost");
    point(2, CREATED.plusSeconds(7200));
    assertThat(two.imported().isWhole()).isTrue();
    assertThat(west.objects.keySet()).isEqualTo(east.objects.keySet());
    assertThat(two.imported().writes()).isZero();
  }

  @Test
  void aRecoveryPointNamesAnExportAndThatOneCanBeImported() {
    Metastores.Wanted ofPoint =
        new Metastores.Wanted(Optional.of("point"), false, Optional.empty(), false);
    String first = two.with(Metastores::export).id();
    point(1, CREATED.plusSeconds(7200));
    assertThatThrownBy(() -> two.with(m -> m.importing(ofPoint)))
        .isInstanceOf(ReplicationException.class)
        .hasMessageContaining("names no export");
    point(2, CREATED.plusSeconds(7200), first);
    east.put(Sample.table("d1", "later", two.root("east") + "/later"));
    two.with(Metastores::export);

    assertThat(two.with(m -> m.importing(ofPoint)).plan().export()).isEqualTo(first);
    assertThat(west.objects)
        .containsKey(Key.table("d1", "orders"))
        .doesNotContainKey(Key.table("d1", "later"));
  }

  @Test
  void retentionEndsExportsThatNobodyNeeds() {
    String named = two.with(Metastores::export).id();
    point(1, CREATED, named);
    String forgotten = two.with(Metastores::export).id();
    String newest = two.with(Metastores::export).id();
    ControlDocuments control =
        new ControlDocuments(
            MemoryStoreProvider.store(URI.create("memory://%s-west/".formatted(name))));
    ExportRetention retention = new ExportRetention(control);
    Instant later = Instant.now().plus(Duration.ofDays(15));

    assertThat(retention.run(Duration.ofDays(14), Instant.now(), false).exports()).isEmpty();
    assertThat(retention.run(Duration.ofDays(14), later, true).exports())
        .containsExactly(forgotten);
    assertThat(new Exports(control).manifest(forgotten).id()).isEqualTo(forgotten);
    ExportRetention.Result ended = retention.run(Duration.ofDays(14), later, false);
    assertThat(ended.exports()).containsExactly(forgotten);
    assertThat(control.list(new ObjectPrefix("metastore/exports/%s/".formatted(forgotten))))
        .isEmpty();
    assertThat(new Exports(control).manifest(named).id()).isEqualTo(named);
    assertThat(new Exports(control).newest("east").orElseThrow().id()).isEqualTo(newest);
    assertThat(retention.run(Duration.ofDays(14), later, false).documents()).isZero();
  }
}
