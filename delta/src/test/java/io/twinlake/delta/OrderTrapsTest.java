package io.twinlake.delta;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectType;
import io.twinlake.core.store.ObjectVersion;
import io.twinlake.core.table.TableStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What has broken replicas elsewhere by its order or by its place. */
class OrderTrapsTest {
  private static final String LOG = "lake/orders/_delta_log/";

  private final TwoLakes lakes = new TwoLakes();

  /** The files of the target's log in the order in which they were written. */
  private List<String> written() {
    return lakes.watch.calls().stream()
        .filter(c -> c.is("raw-west", "write", "copy", "commit") && c.path().startsWith(LOG))
        .map(c -> c.path().substring(LOG.length()))
        .toList();
  }

  private byte[] content(String path) {
    ObjectEntry entry = lakes.source.find(ObjectPath.of(path)).orElseThrow();
    try (var in =
        lakes.source.read(entry.path(), ByteRange.whole(entry.sizeBytes()), entry.version())) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** T3: the log says where files are, not the names of partitions. */
  @Test
  void filesInRandomPrefixesAndDirectoriesWithUnderscoresArrive() {
    TestTable orders = lakes.table("orders/").created();
    orders.commit(
        orders.add("aZ/part-1", "one"),
        orders.add("_hidden/x/part-2", "two"),
        orders.add(".dot/part-3", "three"));

    assertThat(lakes.replicateTable().status()).isEqualTo(TableStatus.REPLICATED);

    assertThat(lakes.replica("orders/").files())
        .containsExactly(".dot/part-3", "_hidden/x/part-2", "aZ/part-1", "part-0");
  }

  /** T8: a gap in the log makes the whole table unreadable. */
  @Test
  void noVersionIsWrittenBeforeTheOneBeforeIt() {
    lakes.table("orders/").created().append(12);

    lakes.replicate();

    assertThat(written().stream().filter(name -> name.endsWith(".json")).distinct())
        .containsExactlyElementsOf(IntStream.rangeClosed(0, 12).mapToObj(LogName::commit).toList());
  }

  /** T10: a checkpoint of the second form names its sidecars, which readers then expect. */
  @Test
  void sidecarsComeBeforeTheCheckpointThatNamesThem() {
    TestTable orders =
        lakes
            .table("orders/")
            .createdWith(TestTable.FEATURES.formatted("\"v2Checkpoint\""), "")
            .append()
            .checkpoint();
    String classic = LOG + LogName.digits(1) + ".checkpoint.parquet";
    byte[] files = content(classic);
    orders.delete("_delta_log/" + LogName.digits(1) + ".checkpoint.parquet");
    orders.delete("_delta_log/_last_checkpoint");
    String sidecar = "_sidecars/6b1c0f9e-0000-4000-8000-000000000001.parquet";
    TestTable.put(lakes.source, LOG + sidecar, files);
    String main = LogName.digits(1) + ".checkpoint.80a083e8-7026-4e79-81be-64bd76c43a11.json";
    TestTable.put(
        lakes.source,
        LOG + main,
        """
        {"checkpointMetadata":{"version":1}}
        {"sidecar":{"path":"%s","sizeInBytes":%d,"modificationTime":1}}
        %s
        %s
        """
            .formatted(
                sidecar.substring(sidecar.indexOf('/') + 1),
                files.length,
                TestTable.FEATURES.formatted("\"v2Checkpoint\""),
                orders.metadata("")));

    lakes.replicate();

    List<String> written = written();
    assertThat(written).contains(sidecar, main);
    assertThat(written.indexOf(sidecar)).isLessThan(written.indexOf(main));
    assertThat(written.indexOf(LogName.commit(1))).isLessThan(written.indexOf(main));
  }

  /** T11: two writers of the same version whose parts lie side by side under one name. */
  @Test
  void partsOfSeveralWritersAreNoCheckpoint() {
    Instant at = Instant.parse("2026-11-22T10:00:00Z");
    assertThat(Base.areOfOneWriter(List.of(part(1, at), part(2, at.plusSeconds(60))))).isTrue();
    assertThat(Base.areOfOneWriter(List.of(part(2, at.plusSeconds(3600)), part(1, at)))).isFalse();
  }

  private static ObjectEntry part(int number, Instant writtenAt) {
    return new ObjectEntry(
        ObjectPath.of(
            LOG + LogName.digits(5) + ".checkpoint.000000000" + number + ".0000000002.parquet"),
        number,
        ObjectVersion.strong("e" + number),
        writtenAt,
        ObjectType.FILE,
        ObjectMetadata.NONE);
  }

  /** T14: without its commit a checkpoint can be read, but no time travel to it. */
  @Test
  void aReplicaThatBeginsWithACheckpointHasItsCommitAndItsTime() {
    lakes.with("versions: fromCheckpoint");
    TestTable orders = lakes.table("orders/").created().append();
    orders.commit(
        "{\"commitInfo\":{\"inCommitTimestamp\":1732252000123,\"operation\":\"WRITE\"}}",
        orders.add("part-late", "late"));
    orders.checkpoint();

    lakes.replicate();

    assertThat(written()).startsWith(LogName.digits(2) + ".checkpoint.parquet", LogName.commit(2));
    assertThat(lakes.records().get(0).version()).isEqualTo(2);
    assertThat(lakes.records().get(0).committedAt()).contains(Instant.ofEpochMilli(1732252000123L));
    assertThat(lakes.replica("orders/").files()).hasSize(3);
  }

  /** T25: what a catalog has not ratified is no version. */
  @Test
  void stagedCommitsAreNeitherReadNorCarried() {
    lakes.table("orders/").created().append();
    TestTable.put(
        lakes.source,
        LOG + "_staged_commits/" + LogName.digits(2) + ".80a083e8-7026-4e79-81be-64bd76c43a11.json",
        TestTable.addOnly("never", 1, ""));

    assertThat(lakes.replicateTable().to()).isEqualTo(1);

    assertThat(written()).containsExactlyInAnyOrder(LogName.commit(0), LogName.commit(1));
  }
}
