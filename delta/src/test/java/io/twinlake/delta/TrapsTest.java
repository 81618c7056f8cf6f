package io.twinlake.delta;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.table.TableReport;
import io.twinlake.core.table.TableStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What has broken replicas of Delta tables elsewhere, and has no better place. */
class TrapsTest {
  private static final String LOG = "lake/orders/_delta_log/";

  private final TwoLakes lakes = new TwoLakes();

  private boolean targetHas(String path) {
    return lakes.target.find(ObjectPath.of("lake/orders/" + path)).isPresent();
  }

  /** T15: only paths, sizes and vectors of a checkpoint are read. */
  @Test
  void aCheckpointWithoutStatisticsIsBegunWith() {
    lakes.with("versions: fromCheckpoint");
    TestTable orders = lakes.table("orders/").created().append(2).checkpoint();
    orders.truncate(2).append();

    assertThat(lakes.replicateTable().status()).isEqualTo(TableStatus.REPLICATED);

    assertThat(lakes.replica("orders/").version()).isEqualTo(3);
    assertThat(lakes.replica("orders/").files()).hasSize(4);
  }

  /** T22: a checkpoint beyond the last commit makes a table unreadable. */
  @Test
  void aRewoundLogHasNothingOfLaterVersions() {
    TestTable orders = lakes.table("orders/").created().append(3);
    lakes.replicate();
    orders.append(2).checkpoint().append();
    TestTable.put(lakes.source, LOG + LogName.digits(6) + ".crc", "{\"numFiles\":7}");
    TestTable.put(
        lakes.source,
        LOG + LogName.digits(4) + "." + LogName.digits(6) + ".compacted.json",
        "{\"commitInfo\":{}}");
    lakes.replicate();
    assertThat(later()).hasSize(6);

    lakes.restore(1);

    assertThat(later()).isEmpty();
    assertThat(targetHas("_delta_log/_last_checkpoint")).isFalse();
    assertThat(lakes.replica("orders/"))
        .matches(KernelView::isWhole)
        .matches(view -> view.version() == 3);
  }

  /** What the target's log has beyond version 3. */
  private List<String> later() {
    return lakes.target.listLevel(new ObjectPrefix(LOG)).objects().stream()
        .map(e -> e.path().name())
        .filter(name -> LogName.of(name).filter(n -> n.to() > 3).isPresent())
        .toList();
  }

  /** T23: every version is judged by the protocol that it has. */
  @Test
  void aProtocolThatGoesDownAgainIsFollowed() {
    TestTable orders =
        lakes.table("orders/").createdWith(TestTable.FEATURES.formatted("\"deletionVectors\""), "");
    orders.append();
    orders.commit(TestTable.PROTOCOL);
    orders.append();

    assertThat(lakes.replicateTable().status()).isEqualTo(TableStatus.REPLICATED);
    assertThat(lakes.replica("orders/").version()).isEqualTo(3);
  }

  /** T23: a feature that is gone from the newest version is still in the versions between. */
  @Test
  void aFeatureThatCameAndWentStopsTheReplicaBeforeItCame() {
    TestTable orders = lakes.table("orders/").created().append();
    orders.commit(TestTable.FEATURES.formatted("\"adaptiveMetadata\""));
    orders.commit(TestTable.PROTOCOL);
    orders.append();

    TableReport report = lakes.replicateTable();

    assertThat(report)
        .extracting(TableReport::status, TableReport::to, TableReport::versionsBehind)
        .containsExactly(TableStatus.REFUSED, 1L, 3L);
    assertThat(lakes.replica("orders/").isWhole()).isTrue();
  }

  /** T28: somebody touched the files; their bytes are what they were. */
  @Test
  void newTimesOfTheSameBytesCopyNothing() {
    TestTable orders = lakes.table("orders/").created().append();
    lakes.replicate();
    for (String path : List.of("part-0", "part-1", "_delta_log/" + LogName.commit(1))) {
      String at = "lake/orders/" + path;
      TestTable.put(lakes.source, at, TestTable.content(lakes.source, at));
    }
    orders.append();
    lakes.watch.reset();

    assertThat(lakes.replicateTable().status()).isEqualTo(TableStatus.REPLICATED);

    assertThat(lakes.watch.calls().stream().filter(c -> c.is("raw-west", "copy", "write")))
        .extracting(Watch.Call::path)
        .containsExactlyInAnyOrder("lake/orders/part-2", LOG + LogName.commit(2));
  }

  /** T28: as long as before, and another commit. */
  @Test
  void otherBytesOfTheSameLengthAreAnotherCommit() {
    TestTable orders = lakes.table("orders/").created().append();
    lakes.replicate();
    String last = LOG + LogName.commit(1);
    String before = TestTable.content(lakes.source, last);
    TestTable.put(
        lakes.source, last, before.replace("\"modificationTime\":1", "\"modificationTime\":2"));
    orders.append();

    TableReport report = lakes.replicateTable();

    assertThat(report.status()).isEqualTo(TableStatus.DIVERGED);
    assertThat(TestTable.content(lakes.target, last)).isEqualTo(before);
    assertThat(targetHas("part-2")).isFalse();
  }

  /** T28: a data file of the same length at the target is not taken for the source's. */
  @Test
  void otherBytesOfTheSameLengthAreAnotherFile() {
    TestTable orders = lakes.table("orders/").created();
    lakes.replicate();
    orders.commit(orders.add("part-1", "source"));
    TestTable.put(lakes.target, "lake/orders/part-1", "target");

    assertThat(lakes.replicateTable().status()).isEqualTo(TableStatus.FAILED);

    assertThat(TestTable.content(lakes.target, "lake/orders/part-1")).isEqualTo("target");
    assertThat(lakes.replica("orders/").version()).isZero();
  }

  /** T30: what was Parquet before it was Delta may have reused the names of its files. */
  @Test
  void aConvertedTableWhoseFileWasOverwrittenStopsAtItsLastTrueVersion() {
    TestTable orders = lakes.table("orders/").created().append();
    lakes.replicate();
    byte[] other = "other rows in a file of that name".getBytes(StandardCharsets.UTF_8);
    TestTable.put(lakes.source, "lake/orders/part-1", other);
    orders.commit(TestTable.remove("part-1"), TestTable.addOnly("part-1", other.length, ""));

    TableReport report = lakes.replicateTable();

    assertThat(report.status()).isEqualTo(TableStatus.FAILED);
    assertThat(report.notes()).hasValueSatisfying(n -> assertThat(n).contains("part-1"));
    assertThat(lakes.replica("orders/").version()).isEqualTo(1);
    assertThat(TestTable.content(lakes.target, "lake/orders/part-1")).isEqualTo("content of 1");
  }

  /** T30: names without a UUID, in directories as partitions have them. */
  @Test
  void aConvertedTableArrivesUnderTheNamesThatItHas() {
    TestTable orders = lakes.table("orders/");
    orders.commit(
        TestTable.PROTOCOL,
        orders.metadata(""),
        orders.add("year=2024/000000_0", "one"),
        orders.add("year=2025/000000_0", "two"));

    assertThat(lakes.replicateTable().status()).isEqualTo(TableStatus.REPLICATED);
    assertThat(lakes.replica("orders/").files())
        .containsExactly("year=2024/000000_0", "year=2025/000000_0");
  }

  /** T33: a vacuum of the replica's own, between the copy of data and its log. */
  @Test
  void whatARetentionStepSeesBeforeItIsPublishedStays() {
    TestTable orders = lakes.table("orders/").created();
    lakes.replicate();
    orders.append();
    lakes.watch.before(
        c -> c.is("raw-west", "copy") && c.path().endsWith(LogName.commit(1)),
        1,
        () ->
            assertThat(lakes.replicaRetention(Duration.ofDays(40), false).toString()).isNotEmpty());

    assertThat(lakes.replicateTable().status()).isEqualTo(TableStatus.REPLICATED);
    assertThat(lakes.replica("orders/").isWhole()).isTrue();
  }
}
