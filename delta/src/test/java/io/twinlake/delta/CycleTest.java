package io.twinlake.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.groups.Tuple.tuple;

import io.twinlake.core.ledger.DatasetPoint;
import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.ledger.RootHash;
import io.twinlake.core.run.RunResult;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.table.TableRecord;
import io.twinlake.core.table.TableReport;
import io.twinlake.core.table.TableStatus;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whole runs between two stores in memory; the replica is opened by Delta Kernel. */
class CycleTest {
  private final TwoLakes lakes = new TwoLakes();

  private boolean targetHas(String path) {
    return lakes.target.find(ObjectPath.of("lake/" + path)).isPresent();
  }

  private static String log(String table, String name) {
    return table + "_delta_log/" + name;
  }

  private void assertReplica(String table, long version) {
    KernelView replica = lakes.replica(table);
    assertThat(replica.isWhole()).as(replica.toString()).isTrue();
    assertThat(replica.version()).isEqualTo(version);
    assertThat(replica)
        .isEqualTo(KernelView.of(lakes.source, "lake/" + table, Optional.of(version)));
  }

  /** Objects, bytes and root hash of the point are those of the ledger's rows. */
  private void assertTotalsAreTrue() {
    RootHash hash = RootHash.EMPTY;
    long objects = 0;
    for (LedgerRow row : lakes.ledger()) {
      if (row.isPut()) {
        objects++;
        hash = hash.plus(RootHash.of(row));
      }
    }
    DatasetPoint lake = lakes.newestPoint().datasets().get("lake");
    assertThat(lake.objects()).isEqualTo(objects);
    assertThat(lake.rootHash()).isEqualTo(hash.hex());
  }

  @Test
  void aTableArrivesAtItsNewestVersionAndNothingElseOfIt() {
    TestTable orders = lakes.table("orders/").created().append(3);
    TestTable.put(lakes.source, "lake/orders/part-of-a-dead-writer", "x");
    TestTable.put(lakes.source, "lake/orders/_delta_log/.00000000000000000004.json.a.tmp", "x");
    TestTable.put(lakes.source, "lake/plain/file", "x");

    RunResult run = lakes.replicate();

    assertThat(run.outcome()).as(run.toString()).isEqualTo(RunResult.Outcome.CLEAN);
    assertReplica("orders/", 3);
    assertThat(lakes.replica("orders/").id()).isEqualTo(orders.id());
    assertThat(targetHas("orders/part-of-a-dead-writer")).isFalse();
    assertThat(targetHas("plain/file")).isTrue();
    assertTotalsAreTrue();
    assertThat(run.datasets().get(0).copied().objects()).isEqualTo(9);
    assertThat(run.datasets().get(0).notReplicated().objects()).isZero();
  }

  @Test
  void theRecoveryPointNamesEachTablesVersion() {
    lakes.table("orders/").created().append(3);
    lakes.table("deep/er/clicks/").created();
    lakes.replicate();

    assertThat(lakes.records())
        .extracting(TableRecord::table, TableRecord::version, TableRecord::status)
        .containsExactly(
            tuple("deep/er/clicks/", 0L, TableStatus.REPLICATED),
            tuple("orders/", 3L, TableStatus.REPLICATED));
    assertThat(lakes.records().get(0).committedAt()).isPresent();
    assertThat(lakes.newestPoint().datasets().get("lake").tableTotals().orElseThrow().tables())
        .isEqualTo(2);
  }

  @Test
  void laterVersionsFollow() {
    TestTable orders = lakes.table("orders/").created().append(3);
    lakes.replicate();
    orders.append(2);

    TableReport report = lakes.replicateTable();

    assertThat(report)
        .extracting(TableReport::status, TableReport::from, TableReport::to, TableReport::files)
        .containsExactly(TableStatus.REPLICATED, 3L, 5L, 4L);
    assertReplica("orders/", 5);
    assertTotalsAreTrue();
  }

  @Test
  void aPlanSaysWhatWouldBePublishedAndWritesNothing() {
    lakes.table("orders/").created().append(3);
    lakes.watch.reset();

    TableReport report = TwoLakes.only(lakes.plan().result());

    assertThat(report)
        .extracting(TableReport::from, TableReport::to, TableReport::versions, TableReport::files)
        .containsExactly(-1L, 3L, 4L, 8L);
    assertThat(lakes.watch.count(c -> c.is("raw-west", "write", "copy", "commit"))).isZero();
  }

  /** The second cycle asks for what changed, and never lists the data. */
  @Test
  void theRequestsOfALaterRunAreThoseOfItsChange() {
    TestTable orders = lakes.table("orders/").created().append(120);
    lakes.replicate();
    orders.commit(orders.add("a", "1"), orders.add("b", "2"), orders.add("c", "3"));
    lakes.watch.reset();

    lakes.replicate();

    assertReplica("orders/", 121);
    List<Watch.Call> calls = lakes.watch.calls();
    assertThat(calls)
        .filteredOn(c -> c.is("raw-east"))
        .as("%s", calls)
        .hasSizeLessThanOrEqualTo(9)
        .noneMatch(c -> c.method().equals("list") && c.path().equals("lake/orders/"));
    assertThat(calls).filteredOn(c -> c.is("raw-west")).hasSizeLessThanOrEqualTo(9);
  }

  /** One request for each file, and a few listings: what a copy of plain files costs. */
  @Test
  void theFirstReplicationOfManySmallFilesCostsWhatACopyOfThemCosts() {
    int files = 3000;
    TestTable orders = lakes.table("orders/");
    List<String> actions = new ArrayList<>(List.of(TestTable.PROTOCOL, orders.metadata("")));
    for (int i = 0; i < files; i++) {
      actions.add(orders.add("part-" + i, "content of " + i));
    }
    orders.commit(actions.toArray(String[]::new));
    lakes.watch.reset();

    lakes.replicate();

    assertThat(lakes.watch.count(c -> c.is("raw-west", "copy"))).isEqualTo(files + 1);
    assertThat(lakes.watch.count(c -> c.is("raw-west") || c.is("raw-east")))
        .isLessThan(files + 30L);
    assertReplica("orders/", 0);
  }

  @Test
  void anIdleRunCostsAListingOfTheNewestCommitsOnly() {
    lakes.table("orders/").created().append(120);
    lakes.replicate();
    String before = lakes.newestPoint().tables().orElseThrow().path();
    lakes.watch.reset();

    TableReport report = lakes.replicateTable();

    assertThat(report.status()).isEqualTo(TableStatus.REPLICATED);
    assertThat(lakes.watch.calls().stream().filter(c -> c.is("raw-east")))
        .extracting(Watch.Call::method, Watch.Call::path)
        .containsExactly(
            tuple("listLevel", "lake/"),
            tuple("list", "lake/orders/_delta_log/0000000000000000012"));
    assertThat(lakes.watch.count(c -> c.is("raw-west"))).isEqualTo(1);
    assertThat(lakes.newestPoint().tables().orElseThrow().path()).isEqualTo(before);
  }

  /** T1 */
  @Test
  void partitionsOfHostileValuesArrive() {
    TestTable orders = lakes.table("orders/").createdWith(TestTable.PROTOCOL, "");
    for (String name :
        List.of(
            "p=a b%25%2Fé/f", "p=%3D%23/f", "p=1+1/f", "p=__HIVE_DEFAULT_PARTITION__/f", "xy/f")) {
      String written = name.replace("%", "%25").replace(" ", "%20").replace("é", "%C3%A9");
      TestTable.put(lakes.source, "lake/orders/" + name, "x" + name);
      orders.commit(
          TestTable.addOnly(written, ("x" + name).getBytes(StandardCharsets.UTF_8).length, ""));
    }

    assertThat(lakes.replicateTable().status()).isEqualTo(TableStatus.REPLICATED);

    assertReplica("orders/", 5);
    assertThat(targetHas("orders/p=a b%25%2Fé/f")).isTrue();
  }

  /** T2, T5 */
  @Test
  void deletionVectorsAndChangeDataArriveWithTheirVersions() {
    String features = TestTable.FEATURES.formatted("\"deletionVectors\"");
    TestTable orders = lakes.table("orders/").createdWith(features, "");
    lakes.replicate();
    String vector =
        ",\"deletionVector\":{\"storageType\":\"u\",\"pathOrInlineDv\":\"ab^-aqEH.-t@S}K{vb[*k^\",\"offset\":1,\"sizeInBytes\":10,\"cardinality\":1}";
    String file = "ab/deletion_vector_d2c639aa-8816-431a-aaf6-d3fe2512ff61.bin";
    TestTable.put(lakes.source, "lake/orders/" + file, TestTable.vectors("ten bytes!"));
    TestTable.put(lakes.source, "lake/orders/_change_data/cdc-0", "change");
    orders.commit(
        TestTable.remove("part-0"),
        TestTable.addOnly("part-0", 4, vector),
        "{\"cdc\":{\"path\":\"_change_data/cdc-0\",\"partitionValues\":{},\"size\":6,\"dataChange\":false}}");
    lakes.watch.reset();

    assertThat(lakes.replicateTable().status()).isEqualTo(TableStatus.REPLICATED);

    assertReplica("orders/", 1);
    assertThat(lakes.replica("orders/").files()).contains(file);
    assertThat(targetHas("orders/_change_data/cdc-0")).isTrue();
    assertThat(lakes.watch.calls())
        .as("the data file is known to be there")
        .noneMatch(c -> c.is("raw-west", "copy") && c.path().endsWith("part-0"));
  }

  /** T6: what RESTORE adds again is at the target, and is not copied again. */
  @Test
  void aRestoredFileIsTakenAsItIs() {
    TestTable orders = lakes.table("orders/").created().append();
    orders.commit(TestTable.remove("part-1"));
    lakes.replicate();
    orders.commit(TestTable.addOnly("part-1", "content of 1".length(), ""));

    assertThat(lakes.replicateTable().status()).isEqualTo(TableStatus.REPLICATED);

    assertReplica("orders/", 3);
    assertTotalsAreTrue();
  }

  /** T6: and it is copied if the target has lost it. */
  @Test
  void aRestoredFileThatTheTargetHasVacuumedIsCopied() {
    TestTable orders = lakes.table("orders/").created().append();
    orders.commit(TestTable.remove("part-1"));
    lakes.replicate();
    ObjectPath vacuumed = ObjectPath.of("lake/orders/part-1");
    lakes.target.delete(vacuumed, lakes.target.find(vacuumed).orElseThrow().version());
    orders.commit(TestTable.addOnly("part-1", "content of 1".length(), ""));

    assertThat(lakes.replicateTable().status()).isEqualTo(TableStatus.REPLICATED);

    assertReplica("orders/", 3);
    assertTotalsAreTrue();
  }

  @Test
  void aReplicaThatWasRemovedIsMadeAnew() {
    TestTable orders = lakes.table("orders/").created().append(2);
    lakes.replicate();
    new TestTable(lakes.target, "lake/orders/").drop();
    orders.append();

    TableReport report = lakes.replicateTable();

    assertThat(report.status()).isEqualTo(TableStatus.REPLICATED);
    assertThat(report.notes()).hasValueSatisfying(n -> assertThat(n).contains("made anew"));
    assertReplica("orders/", 3);
    assertTotalsAreTrue();
  }

  @Test
  void aReplicaThatLostPartOfItsLogIsNotGoneOnWith() {
    TestTable orders = lakes.table("orders/").created().append(2);
    lakes.replicate();
    new TestTable(lakes.target, "lake/orders/").delete("_delta_log/00000000000000000002.json");
    orders.append();

    TableReport report = lakes.replicateTable();

    assertThat(report.status()).isEqualTo(TableStatus.DIVERGED);
    assertThat(report.notes()).hasValueSatisfying(n -> assertThat(n).contains("lacks version 2"));
    assertThat(targetHas("orders/_delta_log/00000000000000000003.json")).isFalse();
  }

  /** T28: same name and length, other bytes: the target's is not replaced behind its readers. */
  @Test
  void aDataFileIsNeverReplaced() {
    TestTable orders = lakes.table("orders/").created().append();
    orders.commit(TestTable.remove("part-1"));
    lakes.replicate();
    orders.commit(orders.add("part-1", "CONTENT OF 1"));

    TableReport report = lakes.replicateTable();

    assertThat(report.status()).isEqualTo(TableStatus.FAILED);
    assertThat(report.notes()).hasValueSatisfying(n -> assertThat(n).contains("part-1"));
    assertThat(TestTable.content(lakes.target, "lake/orders/part-1")).isEqualTo("content of 1");
    assertReplica("orders/", 2);
  }

  /** T17: VACUUM took a file that only an earlier version needs. */
  @Test
  void aVacuumedFileOfAnEarlierVersionIsAHole() {
    TestTable orders = lakes.table("orders/").created().append();
    orders.commit(TestTable.remove("part-1"));
    orders.delete("part-1");

    TableReport report = lakes.replicateTable();

    assertThat(report)
        .extracting(TableReport::status, TableReport::to, TableReport::holes)
        .containsExactly(TableStatus.REPLICATED, 2L, 1L);
    assertReplica("orders/", 2);
  }

  /** T17: a live file is gone, and the log knows why: look again, at a newer version. */
  @Test
  void aRunThatAVacuumOvertakesTakesTheNewerVersion() {
    TestTable orders = lakes.table("orders/").created().append();
    lakes.watch.before(
        c -> c.is("raw-west", "copy") && c.path().endsWith("part-1"),
        1,
        () -> {
          orders.commit(TestTable.remove("part-1"), orders.add("part-2", "compacted"));
          orders.delete("part-1");
        });

    TableReport report = lakes.replicateTable();

    assertThat(report)
        .extracting(TableReport::status, TableReport::to, TableReport::holes)
        .containsExactly(TableStatus.REPLICATED, 2L, 1L);
    assertReplica("orders/", 2);
  }

  /** T17: a log that is fine over data that is not. */
  @Test
  void aHollowTableIsAnAlarmAndPublishesNothing() {
    TestTable orders = lakes.table("orders/").created();
    lakes.table("clicks/").created();
    lakes.replicate();
    orders.append().delete("part-1");

    RunResult run = lakes.replicate();

    assertThat(run.outcome()).isEqualTo(RunResult.Outcome.PARTIAL);
    assertThat(run.datasets().get(0).failures())
        .singleElement()
        .satisfies(
            f ->
                assertThat(f.message())
                    .contains("orders/", "version 1", "part-1", "Nothing was published"));
    assertThat(lakes.replica("orders/").version()).isZero();
    assertThat(lakes.newestPoint().datasets().get("lake").tableTotals().orElseThrow())
        .satisfies(t -> assertThat(t.versionsBehind()).isEqualTo(1));
  }

  /** T9: written in place by a writer that is still at work. */
  @Test
  void aHalfWrittenCheckpointIsPassedOver() {
    TestTable orders = lakes.table("orders/").created().append(2);
    String name = log("orders/", "00000000000000000002.checkpoint.parquet");
    TestTable.put(lakes.source, "lake/" + name, "PAR1 and no end");

    TableReport report = lakes.replicateTable();

    assertThat(report.status()).isEqualTo(TableStatus.REPLICATED);
    assertThat(report.notes()).hasValueSatisfying(n -> assertThat(n).contains("not whole"));
    assertThat(targetHas(name)).isFalse();
    assertThat(orders.version()).isEqualTo(lakes.replica("orders/").version());
  }

  /** T11 */
  @Test
  void aCheckpointWithAMissingPartIsPassedOver() {
    lakes.table("orders/").created().append(2);
    String part = log("orders/", "00000000000000000002.checkpoint.0000000001.0000000002.parquet");
    TestTable.put(lakes.source, "lake/" + part, "PAR1");

    assertThat(lakes.replicateTable().status()).isEqualTo(TableStatus.REPLICATED);

    assertThat(targetHas(part)).isFalse();
  }

  /** T12: the pointer comes last, moves on, and its predecessor is in history. */
  @Test
  void checkpointsAndTheirPointerFollow() {
    TestTable orders = lakes.table("orders/").created().append(2).checkpoint();
    lakes.replicate();
    String pointer = "lake/orders/_delta_log/_last_checkpoint";
    String first = TestTable.content(lakes.target, pointer);
    assertThat(targetHas("orders/_delta_log/00000000000000000002.checkpoint.parquet")).isTrue();
    orders.append(2).checkpoint().append();

    lakes.replicate();

    assertThat(TestTable.content(lakes.target, pointer)).contains("\"version\":4");
    assertThat(
            TestTable.content(
                lakes.history(), "0000000002/lake/orders/_delta_log/_last_checkpoint"))
        .isEqualTo(first);
    assertReplica("orders/", 5);
    assertTotalsAreTrue();
  }

  /** T12: a pointer that nobody could follow stays where it is. */
  @Test
  void aPointerThatIsAheadOrDamagedIsLeftOut() {
    TestTable orders = lakes.table("orders/").created().append(2).checkpoint();
    TestTable.put(
        lakes.source, "lake/orders/_delta_log/_last_checkpoint", "{\"version\":7,\"size\":3}");
    lakes.replicate();
    assertThat(targetHas("orders/_delta_log/_last_checkpoint")).isFalse();
    orders.append(2).checkpoint();
    TestTable.put(lakes.source, "lake/orders/_delta_log/_last_checkpoint", "{");

    assertThat(lakes.replicateTable().status()).isEqualTo(TableStatus.REPLICATED);

    assertThat(targetHas("orders/_delta_log/_last_checkpoint")).isFalse();
    assertReplica("orders/", 4);
  }

  /** T13 */
  @Test
  void aCompactionIsPublishedOnceAllItsVersionsAre() {
    TestTable orders = lakes.table("orders/").created().append(3);
    String within = log("orders/", "00000000000000000001.00000000000000000003.compacted.json");
    String beyond = log("orders/", "00000000000000000002.00000000000000000005.compacted.json");
    for (String name : List.of(within, beyond)) {
      TestTable.put(lakes.source, "lake/" + name, orders.metadata(""));
    }
    TestTable.put(lakes.source, "lake/orders/_delta_log/00000000000000000003.crc", "{}");

    lakes.replicateTable();

    assertThat(targetHas(within)).isTrue();
    assertThat(targetHas(beyond)).isFalse();
    assertThat(targetHas("orders/_delta_log/00000000000000000003.crc")).isTrue();
  }

  /** T14: the checkpoint's own commit comes with it. */
  @Test
  void aReplicaMayBeginWithACheckpoint() {
    lakes.with("versions: fromCheckpoint");
    TestTable orders = lakes.table("orders/").created().append(2).checkpoint().append(2);
    orders.commit(TestTable.remove("part-1"));

    assertThat(lakes.replicateTable().status()).isEqualTo(TableStatus.REPLICATED);

    assertReplica("orders/", 5);
    assertThat(targetHas("orders/_delta_log/00000000000000000002.json")).isTrue();
    assertThat(targetHas("orders/_delta_log/00000000000000000001.json")).isFalse();
    assertThat(targetHas("orders/part-1")).as("version 2 needs it").isTrue();
    orders.append();
    lakes.replicateTable();
    assertReplica("orders/", 6);
  }

  @Test
  void aReplicaMayHoldTheNewestVersionOnly() {
    lakes.with("versions: latestOnly");
    TestTable orders = lakes.table("orders/").created().append(2).checkpoint().append(2);
    orders.commit(TestTable.remove("part-1"));

    assertThat(lakes.replicateTable().status()).isEqualTo(TableStatus.REPLICATED);

    assertReplica("orders/", 5);
    assertThat(targetHas("orders/part-1")).isFalse();
  }

  /** T16: log cleaned away past the replica's end. */
  @Test
  void aLogThatWasCleanedAwayIsTakenUpAgainFromACheckpoint() {
    TestTable orders = lakes.table("orders/").created().append();
    lakes.replicate();
    orders.append(6).checkpoint().truncate(7).append();

    TableReport report = lakes.replicateTable();

    assertThat(report.status()).as("%s", report).isEqualTo(TableStatus.REPLICATED);
    assertThat(report.notes()).hasValueSatisfying(n -> assertThat(n).contains("cleaned its log"));
    assertReplica("orders/", 8);
    orders.append();
    assertThat(lakes.replicateTable().status()).isEqualTo(TableStatus.REPLICATED);
    assertReplica("orders/", 9);
    assertThat(KernelView.of(lakes.target, "lake/orders/", Optional.of(1L)).isWhole()).isTrue();
  }

  /** T18: the same while the run reads it. */
  @Test
  void aLogThatIsCleanedAwayDuringTheRunIsReadAgain() {
    TestTable orders = lakes.table("orders/").created().append();
    lakes.replicate();
    orders.append(6).checkpoint();
    lakes.watch.before(
        c -> c.is("raw-east", "read") && c.path().endsWith("3.json"), 1, () -> orders.truncate(7));

    assertThat(lakes.replicateTable().status()).isEqualTo(TableStatus.REPLICATED);

    assertReplica("orders/", 7);
  }

  /** T19 */
  @Test
  void aTableThatWasDroppedAndMadeAnewGetsItsOwnPlace() {
    lakes.table("orders/").created().append(3);
    lakes.replicate();
    lakes.table("orders/").drop();
    TestTable anew = lakes.table("orders/").created().append(1);

    TableReport report = lakes.replicateTable();

    assertThat(report.status()).as("%s", report).isEqualTo(TableStatus.REPLICATED);
    String place = lakes.records().get(0).location();
    assertThat(place).startsWith("orders/_twinlake_incarnation/");
    assertThat(report.notes()).hasValueSatisfying(n -> assertThat(n).contains(place));
    assertThat(lakes.replica(place).id()).isEqualTo(anew.id());
    assertThat(lakes.replica(place).isWhole()).isTrue();
    assertThat(lakes.replica("orders/").version()).as("the old one").isEqualTo(3);
    anew.append(2);
    assertThat(lakes.replicateTable().to()).isEqualTo(3);
    assertThat(lakes.replica(place).version()).isEqualTo(3);
    assertTotalsAreTrue();
  }

  /** T20: somebody wrote to the replica. */
  @Test
  void aForkIsReportedWithItsPlaceAndNothingIsOverwritten() {
    TestTable orders = lakes.table("orders/").created().append(2);
    lakes.replicate();
    orders.append();
    String forked = "lake/orders/_delta_log/00000000000000000003.json";
    TestTable.put(lakes.target, forked, "{\"commitInfo\":{\"operation\":\"WRITE\"}}\n");

    RunResult run = lakes.replicate();

    TableReport report = TwoLakes.only(run);
    assertThat(run.outcome()).isEqualTo(RunResult.Outcome.PARTIAL);
    assertThat(report.status()).isEqualTo(TableStatus.DIVERGED);
    assertThat(report.notes())
        .hasValueSatisfying(
            n -> assertThat(n).contains("version 3 at the target", "agree up to version 2"));
    assertThat(TestTable.content(lakes.target, forked)).contains("WRITE").doesNotContain("part-3");
    assertThat(targetHas("orders/part-3")).isFalse();
  }

  /** T20: also where the source has nothing new. */
  @Test
  void aWriteToAnIdleReplicaIsNoticed() {
    lakes.table("orders/").created();
    lakes.replicate();
    TestTable.put(lakes.target, "lake/orders/_delta_log/00000000000000000001.json", "{}");

    assertThat(lakes.replicateTable().status()).isEqualTo(TableStatus.DIVERGED);
  }

  /** T20: and in the moment of publishing. */
  @Test
  void aForkInTheMomentOfPublishingIsNoticed() {
    lakes.table("orders/").created().append(2);
    String forked = "lake/orders/_delta_log/00000000000000000001.json";
    lakes.watch.before(
        c -> c.is("raw-west", "copy") && c.path().equals(forked),
        1,
        () -> TestTable.put(lakes.target, forked, "{\"commitInfo\":{}}"));

    TableReport report = lakes.replicateTable();

    assertThat(report.status()).isEqualTo(TableStatus.DIVERGED);
    assertThat(report.to()).isZero();
    assertThat(TestTable.content(lakes.target, forked)).isEqualTo("{\"commitInfo\":{}}");
    assertThat(lakes.records().get(0).version()).isZero();
  }

  @Test
  void aSourceThatWasPutBackIsReported() {
    TestTable orders = lakes.table("orders/").created().append(3);
    lakes.replicate();
    orders.delete("_delta_log/00000000000000000003.json");
    orders.delete("_delta_log/00000000000000000002.json");

    TableReport report = lakes.replicateTable();

    assertThat(report.status()).isEqualTo(TableStatus.DIVERGED);
    assertThat(report.notes())
        .hasValueSatisfying(n -> assertThat(n).contains("put back to version 1", "version 3"));
    assertThat(lakes.replica("orders/").version()).isEqualTo(3);
  }

  /** T23, T24: versions before the one that is not understood are published. */
  @Test
  void aReplicaStopsBeforeAProtocolThatIsNotKnown() {
    TestTable orders = lakes.table("orders/").created().append();
    orders.commit(TestTable.FEATURES.formatted("\"adaptiveMetadata\""));
    orders.append();

    RunResult run = lakes.replicate();

    TableReport report = TwoLakes.only(run);
    assertThat(report)
        .extracting(TableReport::status, TableReport::to, TableReport::versionsBehind)
        .containsExactly(TableStatus.REFUSED, 1L, 2L);
    assertThat(report.notes()).hasValueSatisfying(n -> assertThat(n).contains("adaptiveMetadata"));
    assertReplica("orders/", 1);
    assertThat(targetHas("orders/part-3")).as("refused before copying").isFalse();
    assertThat(run.datasets().get(0).failures()).isEmpty();
    assertThat(lakes.newestPoint().datasets().get("lake").state())
        .isEqualTo(DatasetPoint.State.PARTIAL);
    assertThat(lakes.newestPoint().datasets().get("lake").tables()).isEqualTo(1);
  }

  /** T10: a shallow clone. */
  @Test
  void aTableWithFilesElsewhereIsRefused() {
    TestTable clone = lakes.table("clone/");
    clone.commit(
        TestTable.PROTOCOL,
        clone.metadata(""),
        TestTable.addOnly("abfss://raw@sa3.dfs.core.windows.net/base/part-0", 4, ""));

    TableReport report = lakes.replicateTable();

    assertThat(report.status()).isEqualTo(TableStatus.REFUSED);
    assertThat(report.notes())
        .hasValueSatisfying(n -> assertThat(n).contains("base/part-0", "shallow clone"));
    assertThat(targetHas("clone/_delta_log/00000000000000000000.json")).isFalse();
  }

  @Test
  void aBrokenCommitStopsItsTableBeforeItAndNoOther() {
    TestTable orders = lakes.table("orders/").created().append();
    lakes.table("clicks/").created().append(4);
    TestTable.put(
        lakes.source, "lake/orders/_delta_log/00000000000000000002.json", "{\"add\":{\"pa");

    RunResult run = lakes.replicate();

    assertThat(run.outcome()).isEqualTo(RunResult.Outcome.PARTIAL);
    assertThat(run.datasets().get(0).replicatedTables())
        .extracting(TableReport::table, TableReport::status, TableReport::to)
        .containsExactly(
            tuple("clicks/", TableStatus.REPLICATED, 4L), tuple("orders/", TableStatus.FAILED, 1L));
    assertThat(lakes.replica("orders/").isWhole()).isTrue();
    assertThat(orders.version()).isEqualTo(1);
  }

  @Test
  void aGapInTheLogIsReportedAndWhatLiesBeforeItPublished() {
    TestTable orders = lakes.table("orders/").created().append(4);
    orders.delete("_delta_log/00000000000000000003.json");

    TableReport report = lakes.replicateTable();

    assertThat(report.status()).isEqualTo(TableStatus.FAILED);
    assertThat(report.notes())
        .hasValueSatisfying(n -> assertThat(n).contains("no whole checkpoint"));
  }

  @Test
  void aCommitWithoutBytesYetIsLeftToTheNextRun() {
    TestTable orders = lakes.table("orders/").created();
    TestTable.put(lakes.source, "lake/orders/_delta_log/00000000000000000001.json", "");

    assertThat(lakes.replicateTable().to()).isZero();

    orders.append();
    assertThat(lakes.replicateTable().to()).isEqualTo(1);
  }

  @Test
  void anEmptyLogIsReported() {
    TestTable.put(lakes.source, "lake/orders/_delta_log/.hidden", "x");

    RunResult run = lakes.replicate();

    assertThat(TwoLakes.only(run).notes()).isPresent();
    assertThat(lakes.target.list(ObjectPrefix.ALL)).isEmpty();
  }

  @Test
  void aDroppedTableIsKeptEvenWhereDeletionsArePropagated() {
    lakes.with("deletions: propagate, deletionCap: { count: 100, share: 100% }");
    TestTable orders = lakes.table("orders/").created().append(2);
    TestTable.put(lakes.source, "lake/plain", "x");
    lakes.replicate();
    orders.drop();

    RunResult run = lakes.replicate();

    assertThat(TwoLakes.only(run).status()).isEqualTo(TableStatus.GONE);
    assertThat(lakes.replica("orders/").version()).isEqualTo(2);
    assertThat(lakes.replica("orders/").isWhole()).isTrue();
    assertTotalsAreTrue();
  }

  @Test
  void plainFilesInThePlaceOfADroppedTableAreReplicatedAndDeleteNothingOfIt() {
    lakes.with("deletions: propagate, deletionCap: { count: 100, share: 100% }");
    TestTable orders = lakes.table("orders/").created().append(2);
    lakes.replicate();
    orders.drop();
    lakes.replicate();
    TestTable.put(lakes.source, "lake/orders/plain.csv", "1");

    RunResult run = lakes.replicate();

    assertThat(run.outcome()).as(run.toString()).isEqualTo(RunResult.Outcome.CLEAN);
    assertThat(targetHas("orders/plain.csv")).isTrue();
    assertThat(lakes.replica("orders/").isWhole()).isTrue();
    TestTable.put(lakes.source, "lake/orders/plain.csv", "22");
    lakes.replicate();
    assertThat(TestTable.content(lakes.target, "lake/orders/plain.csv")).isEqualTo("22");
    assertTotalsAreTrue();
  }

  @Test
  void aVacuumAtTheSourceDeletesNothingAtTheTarget() {
    lakes.with("deletions: propagate, deletionCap: { count: 100, share: 100% }");
    TestTable orders = lakes.table("orders/").created().append();
    lakes.replicate();
    orders.commit(TestTable.remove("part-1"));
    orders.delete("part-1");

    lakes.replicate();

    assertThat(targetHas("orders/part-1")).isTrue();
    assertThat(KernelView.of(lakes.target, "lake/orders/", Optional.of(1L)).isWhole()).isTrue();
  }

  /** T31 */
  @Test
  void theIcebergSideOfATableIsNotCopied() {
    lakes.table("orders/").created();
    TestTable.put(lakes.source, "lake/orders/metadata/v1.metadata.json", "{}");

    RunResult run = lakes.replicate();

    assertThat(run.outcome()).isEqualTo(RunResult.Outcome.CLEAN);
    assertThat(targetHas("orders/metadata/v1.metadata.json")).isFalse();
    assertThat(run.datasets().get(0).tables()).isEmpty();
  }

  @Test
  void tablesWithinTablesAreTablesOfTheirOwn() {
    lakes.table("").created();
    lakes.table("inner/").created().append();
    TestTable.put(lakes.source, "lake/_delta_log/x/_delta_log/00000000000000000000.json", "{}");

    RunResult run = lakes.replicate();

    assertThat(run.outcome()).as(run.toString()).isEqualTo(RunResult.Outcome.CLEAN);
    assertThat(run.datasets().get(0).replicatedTables())
        .extracting(TableReport::table)
        .containsExactly("", "inner/");
    assertReplica("inner/", 1);
    assertReplica("", 0);
    assertThat(lakes.replicate().outcome()).isEqualTo(RunResult.Outcome.CLEAN);
  }

  @Test
  void aTableOutsideTheDatasetsFiltersIsNotReplicated() {
    lakes.with("filters: [\"- scratch/**\"]");
    lakes.table("scratch/t/").created();
    lakes.table("orders/").created();

    RunResult run = lakes.replicate();

    assertThat(run.datasets().get(0).replicatedTables())
        .extracting(TableReport::table)
        .containsExactly("orders/");
  }

  @Test
  void tablesOfOtherKindsAreStillLeftAlone() {
    lakes.table("orders/").created();
    TestTable.put(lakes.source, "lake/hudi/.hoodie/hoodie.properties", "x");

    RunResult run = lakes.replicate();

    assertThat(run.outcome()).isEqualTo(RunResult.Outcome.PARTIAL);
    assertThat(run.datasets().get(0).tables()).containsExactly("hudi/");
    assertReplica("orders/", 0);
  }

  /** T21: the role changes while data is copied: nothing is published. */
  @Test
  void aRunWithAStaleEpochPublishesNothing() {
    lakes.table("orders/").created();
    lakes.replicate();
    lakes.table("clicks/").created();
    lakes.watch.before(
        c -> c.is("raw-west", "copy") && c.path().endsWith("part-0"),
        1,
        () ->
            TestTable.put(
                lakes.control,
                "role/0000000002.json",
                "{\"format\":\"role/1.0\",\"pair\":\"sales\",\"epoch\":2,\"primary\":{\"default\":\"west\"}}"));

    assertThat(catchThrowable(lakes::replicate)).isNotNull();

    assertThat(targetHas("clicks/_delta_log/00000000000000000000.json")).isFalse();
  }

  @Test
  void aLostStateIsRebuiltFromTheReplica() {
    TestTable orders = lakes.table("orders/").created().append(2);
    lakes.replicate();
    ObjectPath state = ObjectPath.of(lakes.newestPoint().tables().orElseThrow().path());
    lakes.control.delete(state, lakes.control.find(state).orElseThrow().version());
    assertThat(catchThrowable(lakes::replicate)).hasMessageContaining("rebuild-ledger");

    lakes.rebuildLedger();
    orders.append();
    RunResult run = lakes.replicate();

    assertThat(run.outcome()).as(run.toString()).isEqualTo(RunResult.Outcome.CLEAN);
    assertReplica("orders/", 3);
    assertTotalsAreTrue();
  }

  @Test
  void aReplicaThatAnotherToolMadeIsTakenOver() {
    TestTable orders = lakes.table("orders/").created().append();
    lakes
        .source
        .list(new ObjectPrefix("lake/"))
        .forEach(
            e ->
                TestTable.put(
                    lakes.target,
                    e.path().value(),
                    TestTable.content(lakes.source, e.path().value())));
    orders.append();

    RunResult run = lakes.replicate();

    assertThat(run.outcome()).as(run.toString()).isEqualTo(RunResult.Outcome.CLEAN);
    assertThat(run.datasets().get(0).adopted().objects()).isEqualTo(4);
    assertReplica("orders/", 2);
    assertTotalsAreTrue();
  }
}
