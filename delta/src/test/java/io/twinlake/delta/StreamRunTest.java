package io.twinlake.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.twinlake.core.memory.MemoryStore;
import io.twinlake.core.run.RunResult;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.table.TableRecord;
import io.twinlake.core.table.TableReport;
import io.twinlake.core.table.TableStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A query that reads {@code orders/} and writes {@code sink/}, both replicated with its checkpoint.
 * Each version of {@code orders/} is one row. The query at the target is told as Spark does it.
 */
class StreamRunTest {
  private static final String QUERY = "6f2e4a0c-0000-4000-8000-000000000001";
  private static final String CHECKPOINT = "checkpoints/q/";
  private static final Pattern VERSION = Pattern.compile("\"reservoirVersion\":(\\d+)");

  private TwoLakes lakes = new TwoLakes();
  private TestTable orders;
  private TestTable sink;
  private long end;

  private void begin() {
    lakes.with(
        "adopt: verify }\n  - { name: q, root: raw/checkpoints/q, kind: stream-checkpoint, sink: raw/lake/sink");
    orders = lakes.table("orders/").created();
    sink = lakes.table("sink/").created();
    end = 0;
    file("metadata", "{\"id\":\"" + QUERY + "\"}");
  }

  private void file(String name, String content) {
    TestTable.put(lakes.source, CHECKPOINT + name, content);
  }

  /** Everything of {@code orders/} that is not read yet becomes the rows of a batch. */
  private void offsets(long batch) {
    end = orders.version() + 1;
    file(
        "offsets/" + batch,
        "v1\n{\"batchWatermarkMs\":0}\n{\"sourceVersion\":1,\"reservoirId\":\"%s\",\"reservoirVersion\":%d,\"index\":-1,\"isStartingVersion\":false}"
            .formatted(orders.id(), end));
  }

  private void sink(long batch) {
    sink.commit(
        sink.add("batch-" + batch, "batch " + batch),
        "{\"txn\":{\"appId\":\"%s\",\"version\":%d,\"lastUpdated\":1}}".formatted(QUERY, batch));
  }

  private void done(long batch) {
    file("commits/" + batch, "v1\n{\"nextBatchWatermarkMs\":0}");
  }

  private void batches(long from, long to) {
    for (long batch = from; batch <= to; batch++) {
      orders.append();
      offsets(batch);
      sink(batch);
      done(batch);
    }
  }

  private TableReport stream(RunResult result) {
    return result.datasets().stream()
        .filter(d -> d.name().equals("q"))
        .findFirst()
        .orElseThrow()
        .replicatedTables()
        .get(0);
  }

  private TableReport replicate() {
    return stream(lakes.replicate());
  }

  private TreeMap<Long, Long> targetOffsets() {
    TreeMap<Long, Long> ends = new TreeMap<>();
    for (ObjectEntry entry :
        lakes.target.list(new ObjectPrefix(CHECKPOINT + "offsets/")).toList()) {
      Matcher version = VERSION.matcher(TestTable.content(lakes.target, entry.path().value()));
      assertThat(version.find()).isTrue();
      ends.put(Long.parseLong(entry.path().name()), Long.parseLong(version.group(1)));
    }
    return ends;
  }

  private TreeSet<Long> targetCommits() {
    TreeSet<Long> all = new TreeSet<>();
    lakes
        .target
        .list(new ObjectPrefix(CHECKPOINT + "commits/"))
        .forEach(e -> all.add(Long.parseLong(e.path().name())));
    return all;
  }

  private static long newestVersion(MemoryStore store, String table) {
    return SourceLog.whole(store, new ObjectPrefix("lake/" + table)).endOfRun(0);
  }

  /** The rows that the sink has at the target once the query went on there; empty if it refuses. */
  private Optional<List<Long>> rowsAfterResuming() {
    TreeMap<Long, Long> ends = targetOffsets();
    TreeSet<Long> commits = targetCommits();
    long inSink =
        newestVersion(lakes.target, "sink/") < 0
            ? -1
            : StreamBatches.newest(
                    lakes.target,
                    new ObjectPrefix("lake/sink/"),
                    newestVersion(lakes.target, "sink/"),
                    QUERY)
                .orElse(-1);
    List<Long> rows = new ArrayList<>();
    TreeMap<Long, Long> sourceEnds = sourceEnds();
    for (long batch = 0; batch <= inSink; batch++) {
      add(rows, batch == 0 ? 0 : sourceEnds.get(batch - 1), sourceEnds.get(batch));
    }
    long available = newestVersion(lakes.target, "orders/") + 1;
    if (ends.isEmpty()) {
      return inSink < 0
          ? Optional.of(LongStream.range(0, available).boxed().toList())
          : Optional.of(rows);
    }
    long last = ends.lastKey();
    if (last > 0 && !ends.containsKey(last - 1)) {
      return Optional.empty();
    }
    if ((commits.isEmpty() ? -1 : commits.last()) < last && inSink < last) {
      add(rows, last == 0 ? 0 : ends.get(last - 1), Math.min(available, ends.get(last)));
    }
    if (inSink < last + 1) {
      add(rows, ends.get(last), available);
    }
    return Optional.of(rows);
  }

  private TreeMap<Long, Long> sourceEnds() {
    TreeMap<Long, Long> ends = new TreeMap<>();
    for (ObjectEntry entry :
        lakes.source.list(new ObjectPrefix(CHECKPOINT + "offsets/")).toList()) {
      Matcher version = VERSION.matcher(TestTable.content(lakes.source, entry.path().value()));
      assertThat(version.find()).isTrue();
      ends.put(Long.parseLong(entry.path().name()), Long.parseLong(version.group(1)));
    }
    return ends;
  }

  private static void add(List<Long> rows, long from, long to) {
    for (long row = from; row < to; row++) {
      rows.add(row);
    }
  }

  private void assertResumesExactlyOnce() {
    long available = newestVersion(lakes.target, "orders/") + 1;
    assertThat(rowsAfterResuming()).contains(LongStream.range(0, available).boxed().toList());
  }

  @Test
  void aQueryAtRestGoesOnAtTheTarget() {
    begin();
    batches(0, 3);

    TableReport report = replicate();

    assertThat(report.status()).as(report.toString()).isEqualTo(TableStatus.REPLICATED);
    assertThat(report.to()).isEqualTo(3);
    assertThat(targetCommits()).containsExactly(0L, 1L, 2L, 3L);
    assertThat(TestTable.content(lakes.target, CHECKPOINT + "metadata")).contains(QUERY);
    assertResumesExactlyOnce();
    assertThat(lakes.records())
        .filteredOn(r -> r.format().equals("stream-checkpoint"))
        .singleElement()
        .satisfies(r -> assertThat(r.details()).containsEntry("resumable", true));
  }

  @Test
  void aQueryThatRunsDuringTheRunIsCutWhereItsTableIs() {
    begin();
    batches(0, 3);
    // The table is pinned by the time its data is looked up.
    lakes.watch.before(
        c -> c.is("raw-east") && c.path().contains("checkpoints/q"), 1, () -> batches(4, 6));

    assertThat(replicate().to()).isEqualTo(3);

    assertThat(targetOffsets().lastKey()).isEqualTo(3);
    assertResumesExactlyOnce();
    lakes.watch.reset();
    assertThat(replicate().to()).isEqualTo(6);
    assertResumesExactlyOnce();
  }

  @Test
  void aBatchThatIsInTheTableOnlyIsRunAgain() {
    begin();
    batches(0, 2);
    orders.append();
    offsets(3);
    sink(3);

    assertThat(replicate().to()).isEqualTo(3);

    assertThat(targetCommits().last()).isEqualTo(2);
    assertResumesExactlyOnce();
    done(3);
    batches(4, 4);
    assertThat(replicate().to()).isEqualTo(4);
    assertThat(targetCommits()).contains(3L, 4L);
    assertResumesExactlyOnce();
  }

  private static final String FUTURE =
      "{\"protocol\":{\"minReaderVersion\":3,\"minWriterVersion\":7,\"readerFeatures\":[\"fromTheFuture\"],\"writerFeatures\":[\"fromTheFuture\"]}}";

  private static TableReport tableOf(RunResult result, String table) {
    return result.datasets().get(0).replicatedTables().stream()
        .filter(t -> t.table().equals(table))
        .findFirst()
        .orElseThrow();
  }

  /** What the query read of the newest batch cannot be at the target. */
  @Test
  void aSinkStopsAtTheBatchWhoseSourceTableIsAtTheTarget() {
    begin();
    batches(0, 1);
    replicate();
    batches(2, 2);
    long whole = sink.version();
    orders.commit(FUTURE);
    batches(3, 4);

    RunResult result = lakes.replicate();

    assertThat(tableOf(result, "orders/").status()).isEqualTo(TableStatus.REFUSED);
    assertThat(stream(result).status()).isEqualTo(TableStatus.REPLICATED);
    assertThat(stream(result).to()).isEqualTo(2);
    assertThat(tableOf(result, "sink/").to()).isEqualTo(whole);
    assertThat(tableOf(result, "sink/").notes())
        .hasValueSatisfying(n -> assertThat(n).contains("wait", "stops at batch 2", "orders"));
    assertResumesExactlyOnce();
  }

  @Test
  void aSinkStaysWhereItIsIfItsNextBatchReadsWhatIsNotAtTheTarget() {
    begin();
    batches(0, 1);
    replicate();
    long before = newestVersion(lakes.target, "sink/");
    orders.commit(FUTURE);
    batches(2, 3);

    RunResult result = lakes.replicate();

    assertThat(result.outcome()).isEqualTo(RunResult.Outcome.PARTIAL);
    assertThat(newestVersion(lakes.target, "sink/")).isEqualTo(before);
    assertThat(tableOf(result, "sink/").status()).isEqualTo(TableStatus.FAILED);
    assertThat(tableOf(result, "sink/").notes())
        .hasValueSatisfying(n -> assertThat(n).contains("stops at batch 1", "in one run"));
    assertThat(targetOffsets().lastKey()).isEqualTo(1);
    assertResumesExactlyOnce();
  }

  /** The first run has nothing at the target that could go wrong without a word. */
  @Test
  void aStreamThatCannotBeCutAnywhereDoesNotKeepItsSinkFromBeginning() {
    begin();
    orders.commit(FUTURE);
    batches(0, 1);

    RunResult result = lakes.replicate();

    assertThat(stream(result).status()).isEqualTo(TableStatus.FAILED);
    assertThat(stream(result).notes())
        .hasValueSatisfying(n -> assertThat(n).contains("not resumable", "orders"));
    assertThat(newestVersion(lakes.target, "sink/")).isEqualTo(sink.version());
    assertThat(targetOffsets()).isEmpty();
  }

  /** It runs between the moments at which the tables that it reads and writes are pinned. */
  @ParameterizedTest(name = "before the table whose log is listed as number {0}")
  @ValueSource(ints = {1, 2})
  void aQueryThatNeverRestsIsCutWhereBothTablesAre(int nth) {
    lakes.oneAtATime();
    begin();
    batches(0, 1);
    replicate();
    batches(2, 3);
    lakes.watch.reset();
    lakes.watch.before(
        c -> c.is("raw-east", "list", "listFrom", "listLevel") && c.path().contains("_delta_log"),
        nth,
        () -> batches(4, 6));

    TableReport report = replicate();

    assertThat(report.status()).as(report.toString()).isEqualTo(TableStatus.REPLICATED);
    assertThat(report.to()).isGreaterThanOrEqualTo(3);
    assertResumesExactlyOnce();
    lakes.watch.reset();
    assertThat(replicate().to()).isEqualTo(6);
    assertResumesExactlyOnce();
  }

  /** A source table whose publishing fails is behind only once its data was copied. */
  @Test
  void aSourceTableThatCouldNotBePublishedHoldsTheSink() {
    begin();
    batches(0, 1);
    replicate();
    batches(2, 3);
    TestTable.put(
        lakes.target, "lake/orders/_delta_log/%020d.json".formatted(orders.version()), "{}");

    RunResult result = lakes.replicate();

    assertThat(tableOf(result, "orders/").status()).isEqualTo(TableStatus.DIVERGED);
    assertThat(stream(result).to()).as(result.toString()).isEqualTo(2);
    assertThat(tableOf(result, "sink/").notes())
        .hasValueSatisfying(n -> assertThat(n).contains("stops at batch 2"));
    assertThat(targetOffsets().lastKey()).isEqualTo(2);
  }

  @Test
  void aCheckpointThatWasPutBackIsRefused() {
    begin();
    batches(0, 3);
    for (String name : List.of("offsets/3", "commits/3")) {
      ObjectPath path = ObjectPath.of(CHECKPOINT + name);
      lakes.source.delete(path, lakes.source.find(path).orElseThrow().version());
    }

    RunResult result = lakes.replicate();

    assertThat(result.outcome()).isEqualTo(RunResult.Outcome.PARTIAL);
    assertThat(stream(result).status()).isEqualTo(TableStatus.REFUSED);
    assertThat(stream(result).notes())
        .hasValueSatisfying(n -> assertThat(n).contains("not resumable"));
    assertThat(targetOffsets()).isEmpty();
  }

  @Test
  void aQueryThatRanAtTheTargetIsNotOverwritten() {
    begin();
    batches(0, 1);
    replicate();
    TestTable.put(lakes.target, CHECKPOINT + "offsets/2", "v1\n{}\n{\"reservoirVersion\":3}");
    batches(2, 3);

    TableReport report = replicate();

    assertThat(report.status()).isEqualTo(TableStatus.DIVERGED);
    assertThat(targetOffsets().lastKey()).isEqualTo(2);
  }

  @Test
  void aQueryThatWasBegunAnewIsNotMixedWithTheOld() {
    begin();
    batches(0, 1);
    replicate();
    file("metadata", "{\"id\":\"" + QUERY.replace('6', '7') + "\"}");

    TableReport report = replicate();

    assertThat(report.status()).isIn(TableStatus.REFUSED, TableStatus.DIVERGED);
    assertThat(TestTable.content(lakes.target, CHECKPOINT + "metadata")).contains(QUERY);
  }

  @Test
  void nothingChangesWhereNothingChanged() {
    begin();
    batches(0, 3);
    replicate();
    lakes.watch.reset();

    TableReport report = replicate();

    assertThat(report.to()).isEqualTo(3);
    assertThat(report.files()).isZero();
    assertThat(lakes.watch.count(c -> c.is("raw-west", "write", "copy", "commit"))).isZero();
  }

  @Test
  void aPlanSaysAtWhichBatchItWouldBeCut() {
    begin();
    batches(0, 3);

    TableReport report = stream(lakes.plan().result());

    assertThat(report.to()).isEqualTo(3);
    assertThat(lakes.target.list(ObjectPrefix.ALL)).isEmpty();
  }

  @Test
  void namesOfReadFilesBecomeTheTargets() {
    begin();
    file("offsets/0", "v1\n{\"batchWatermarkMs\":0}\n{\"logOffset\":0}");
    String root = lakes.source.root().toString().replace("memory", "watched");
    file(
        "sources/0/0",
        "v1\n{\"path\":\"%slake/in/a%%20b.json\",\"timestamp\":1,\"batchId\":0}".formatted(root));
    file(
        "sources/0/1",
        "v1\n{\"path\":\"%slake/in/later.json\",\"timestamp\":1,\"batchId\":1}".formatted(root));
    sink(0);
    done(0);

    TableReport report = replicate();

    assertThat(report.status()).as(report.toString()).isEqualTo(TableStatus.REPLICATED);
    assertThat(TestTable.content(lakes.target, CHECKPOINT + "sources/0/0"))
        .contains("raw-west/lake/in/a%20b.json")
        .doesNotContain("raw-east");
    assertThat(lakes.target.find(ObjectPath.of(CHECKPOINT + "sources/0/1"))).isEmpty();
    assertThat(replicate().files()).isZero();
  }

  @Test
  void aSinkThatIsNoTableIsReported() {
    begin();
    batches(0, 1);
    sink.drop();

    TableReport report = replicate();

    assertThat(report.status()).isEqualTo(TableStatus.REFUSED);
    assertThat(report.notes())
        .hasValueSatisfying(n -> assertThat(n).contains("raw/lake/sink", "at least once"));
  }

  @Test
  void theStateGoesWithItsBatch() {
    begin();
    batches(0, 1);
    for (int version = 1; version <= 3; version++) {
      file("state/0/0/" + version + ".delta", "state " + version);
    }
    file("state/0/_metadata/metadata", "v1");

    replicate();

    assertThat(lakes.target.find(ObjectPath.of(CHECKPOINT + "state/0/0/2.delta"))).isPresent();
    assertThat(lakes.target.find(ObjectPath.of(CHECKPOINT + "state/0/0/3.delta"))).isEmpty();
    assertThat(lakes.target.find(ObjectPath.of(CHECKPOINT + "state/0/_metadata/metadata")))
        .isPresent();
  }

  /** Wherever a run dies: the query at the target refuses, or has each row exactly once. */
  @ParameterizedTest(name = "{0} batches at once")
  @ValueSource(longs = {1, 2, 4})
  void aRunKilledAtAnyCallLosesNoRowAndDoublesNone(long more) {
    prepared(more);
    lakes.replicate();
    int calls = lakes.watch.calls().size();
    assertResumesExactlyOnce();

    for (int k = 1; k <= calls; k++) {
      prepared(more);
      lakes.watch.dieAt(k, k % 2 == 0);
      Throwable death = catchThrowable(lakes::replicate);
      String where = "after death at call %d, %s".formatted(k, lakes.watch.calls().get(k - 1));
      assertThat(death).as(where).isNotNull();
      Optional<List<Long>> rows = rowsAfterResuming();
      long available = newestVersion(lakes.target, "orders/") + 1;
      if (rows.isPresent()) {
        assertThat(rows.get())
            .as(where)
            .containsExactlyElementsOf(LongStream.range(0, available).boxed().toList());
      }
      lakes.watch.reset();
      lakes.replicate();
      assertThat(targetOffsets().lastKey()).as(where).isEqualTo(1 + more);
      assertResumesExactlyOnce();
    }
  }

  private void prepared(long more) {
    lakes = new TwoLakes().oneAtATime();
    begin();
    batches(0, 1);
    lakes.replicate();
    batches(2, 1 + more);
    lakes.watch.reset();
  }

  @Test
  void theRecoveryPointSaysHowTheStreamStands() {
    begin();
    batches(0, 3);
    replicate();

    TableRecord row =
        lakes.records().stream().filter(r -> r.dataset().equals("q")).findFirst().orElseThrow();

    assertThat(row.version()).isEqualTo(3);
    assertThat(row.details()).containsEntry("query", QUERY).containsEntry("sink", "raw/lake/sink/");
  }
}
