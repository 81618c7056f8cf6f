package io.twinlake.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.twinlake.core.run.RepairResult;
import io.twinlake.core.run.RunResult;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.table.TableReport;
import io.twinlake.core.table.TableStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A query that writes Parquet files to {@code out/}, as Spark's file sink does it. */
class FileSinkTest {
  private static final String LOG = "lake/out/_spark_metadata/";

  private final TwoLakes lakes = new TwoLakes();
  private final List<String> lines = new ArrayList<>();

  private void file(int batch) {
    TestTable.put(lakes.source, "lake/out/p=a b/part-" + batch, "rows of " + batch);
  }

  private String line(int batch) {
    return "{\"path\":\"%s\",\"size\":%d,\"isDir\":false,\"modificationTime\":1,\"blockReplication\":1,\"blockSize\":33554432,\"action\":\"add\"}"
        .formatted(
            lakes.wholeName("lake/out/p=a%20b/part-" + batch), ("rows of " + batch).length());
  }

  private void batch(int batch) {
    file(batch);
    lines.add(line(batch));
    TestTable.put(lakes.source, LOG + batch, "v1\n" + line(batch));
  }

  private void batches(int from, int to) {
    IntStream.rangeClosed(from, to).forEach(this::batch);
  }

  /** The same with all batches before it. */
  private void compact(int batch) {
    file(batch);
    lines.add(line(batch));
    TestTable.put(lakes.source, LOG + batch + ".compact", "v1\n" + String.join("\n", lines));
  }

  private void clean(int below) {
    for (int batch = 0; batch < below; batch++) {
      ObjectPath path = ObjectPath.of(LOG + batch);
      lakes.source.find(path).ifPresent(e -> lakes.source.delete(path, e.version()));
    }
  }

  private TreeSet<String> log() {
    return lakes.target.listLevel(new ObjectPrefix(LOG)).objects().stream()
        .map(e -> e.path().name())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** What a reader of Spark finds in the target's log, which must all be there. */
  private void assertReadable(int batches) {
    String newest =
        log().stream().max((a, b) -> Integer.compare(number(a), number(b))).orElseThrow();
    assertThat(number(newest)).isEqualTo(batches - 1);
    TreeSet<String> named = new TreeSet<>();
    for (int batch = batches - 1; batch >= 0; batch--) {
      boolean compact = log().contains(batch + ".compact");
      String text = TestTable.content(lakes.target, LOG + batch + (compact ? ".compact" : ""));
      text.lines()
          .skip(1)
          .forEach(each -> named.add(each.replaceAll(".*\"path\":\"([^\"]*)\".*", "$1")));
      if (compact) {
        break;
      }
    }
    assertThat(named).hasSize(batches);
    for (int batch = 0; batch < batches; batch++) {
      assertThat(named).contains(lakes.wholeNameAtTarget("lake/out/p=a%20b/part-" + batch));
      assertThat(lakes.target.find(ObjectPath.of("lake/out/p=a b/part-" + batch))).isPresent();
    }
  }

  private static int number(String name) {
    return Integer.parseInt(name.replace(".compact", ""));
  }

  /** As it lies there it could not be read at the target. */
  @Test
  void theLogNamesTheTargetsFilesAndNothingElseOfItChanges() {
    batches(0, 2);
    TestTable.put(lakes.source, "lake/out/p=a b/part-of-a-dead-task", "rows");
    TestTable.put(lakes.source, LOG + ".3.crc", "x");

    TableReport report = lakes.replicateTable();

    assertThat(report.status()).as(report.toString()).isEqualTo(TableStatus.REPLICATED);
    assertThat(report.format()).isEqualTo("file-sink");
    assertThat(report.to()).isEqualTo(2);
    assertReadable(3);
    assertThat(TestTable.content(lakes.target, LOG + "1"))
        .isEqualTo("v1\n" + line(1).replace("raw-east", "raw-west"));
    assertThat(lakes.target.find(ObjectPath.of("lake/out/p=a b/part-of-a-dead-task"))).isEmpty();
    assertThat(log()).containsExactly("0", "1", "2");
  }

  @Test
  void laterBatchesFollowAndNothingIsCopiedAgain() {
    batches(0, 2);
    lakes.replicate();
    batches(3, 4);
    lakes.watch.reset();

    assertThat(lakes.replicateTable().to()).isEqualTo(4);

    assertReadable(5);
    assertThat(lakes.watch.count(c -> c.is("raw-west", "copy"))).isEqualTo(2);
    assertThat(lakes.watch.count(c -> c.is("raw-west", "write"))).isEqualTo(2);
    lakes.watch.reset();
    assertThat(lakes.replicate().outcome()).isEqualTo(RunResult.Outcome.CLEAN);
    assertThat(lakes.watch.count(c -> c.is("raw-west", "copy", "write"))).isZero();
  }

  @Test
  void aLogThatWasCompactedAndCleanedSinceIsFollowed() {
    batches(0, 2);
    lakes.replicate();
    batches(3, 8);
    compact(9);
    clean(9);
    batch(10);
    lakes.watch.reset();

    assertThat(lakes.replicateTable().to()).isEqualTo(10);

    assertReadable(11);
    assertThat(log()).containsExactly("0", "1", "10", "2", "9.compact");
    assertThat(lakes.watch.count(c -> c.is("raw-west", "copy"))).isEqualTo(8);
  }

  @Test
  void aRepairLeavesTheRewrittenLogAlone() {
    batches(0, 1);
    lakes.replicate();
    String before = TestTable.content(lakes.target, LOG + "1");

    RepairResult result = lakes.repair("out/_spark_metadata/1", "out/p=a b/part-1");

    assertThat(result.of(RepairResult.Step.COPY)).isZero();
    assertThat(result.of(RepairResult.Step.LEAVE)).isEqualTo(1);
    assertThat(TestTable.content(lakes.target, LOG + "1")).isEqualTo(before);
  }

  @Test
  void aFileThatTheLogNamesAndNobodyHasIsAnAlarm() {
    batches(0, 2);
    ObjectPath lost = ObjectPath.of("lake/out/p=a b/part-1");
    lakes.source.delete(lost, lakes.source.find(lost).orElseThrow().version());

    TableReport report = lakes.replicateTable();

    assertThat(report.status()).isEqualTo(TableStatus.FAILED);
    assertThat(report.notes()).hasValueSatisfying(n -> assertThat(n).contains("part-1", "missing"));
    assertThat(log()).isEmpty();
  }

  @Test
  void aGapInTheLogIsAnAlarm() {
    batches(0, 3);
    ObjectPath lost = ObjectPath.of(LOG + 1);
    lakes.source.delete(lost, lakes.source.find(lost).orElseThrow().version());

    assertThat(lakes.replicateTable().notes())
        .hasValueSatisfying(n -> assertThat(n).contains("batch 1 is missing"));
    assertThat(log()).isEmpty();
  }

  @Test
  void aQueryThatRanAtTheTargetIsNotOverwritten() {
    batches(0, 1);
    lakes.replicate();
    TestTable.put(lakes.target, LOG + 2, "v1\n");
    TestTable.put(lakes.target, LOG + 3, "v1\n");
    batch(2);

    assertThat(lakes.replicateTable().status()).isEqualTo(TableStatus.DIVERGED);
    assertThat(TestTable.content(lakes.target, LOG + 2)).isEqualTo("v1\n");
  }

  @Test
  void aDirectoryThatWasMovedIsRefused() {
    file(0);
    TestTable.put(lakes.source, LOG + 0, "v1\n" + line(0).replace("lake/out", "before/out"));

    TableReport report = lakes.replicateTable();

    assertThat(report.status()).isEqualTo(TableStatus.REFUSED);
    assertThat(report.notes()).hasValueSatisfying(n -> assertThat(n).contains("before/out"));
  }

  @Test
  void aLogOfAnotherFormIsTold() {
    file(0);
    TestTable.put(lakes.source, LOG + 0, "v9\n{}");

    assertThat(lakes.replicateTable().notes())
        .hasValueSatisfying(n -> assertThat(n).contains("v9", "v1"));
  }

  /** The query's checkpoint is cut where its output is. */
  @Test
  void itsQueryGoesOnAtTheTargetBehindTheLastBatchThatIsThere() {
    lakes.with(
        "adopt: verify }\n  - { name: q, root: raw/checkpoints/q, kind: stream-checkpoint, sink: raw/lake/out");
    TestTable orders = lakes.table("orders/").created();
    TestTable.put(
        lakes.source,
        "checkpoints/q/metadata",
        "{\"id\":\"6f2e4a0c-0000-4000-8000-000000000001\"}");
    for (int batch = 0; batch <= 2; batch++) {
      orders.append();
      TestTable.put(
          lakes.source,
          "checkpoints/q/offsets/" + batch,
          "v1\n{\"batchWatermarkMs\":0}\n{\"sourceVersion\":1,\"reservoirId\":\"%s\",\"reservoirVersion\":%d,\"index\":-1,\"isStartingVersion\":false}"
              .formatted(orders.id(), orders.version() + 1));
      if (batch < 2) {
        batch(batch);
        TestTable.put(lakes.source, "checkpoints/q/commits/" + batch, "v1\n{}");
      }
    }

    RunResult run = lakes.replicate();

    TableReport stream =
        run.datasets().stream()
            .filter(d -> d.name().equals("q"))
            .findFirst()
            .orElseThrow()
            .replicatedTables()
            .get(0);
    assertThat(stream.status()).as(run.toString()).isEqualTo(TableStatus.REPLICATED);
    assertThat(stream.to()).isEqualTo(1);
    assertThat(lakes.target.find(ObjectPath.of("checkpoints/q/offsets/1"))).isPresent();
    assertThat(lakes.target.find(ObjectPath.of("checkpoints/q/offsets/2"))).isEmpty();
    assertThat(lakes.target.find(ObjectPath.of("checkpoints/q/commits/1"))).isPresent();
  }

  @Test
  void aRunKilledAtAnyCallLeavesBatchesThatAreWholeAndIsFinishedByTheNext() {
    int calls = undisturbed().watch.calls().size();
    assertThat(calls).isGreaterThan(15);
    for (int k = 1; k <= calls; k += 2) {
      FileSinkTest test = new FileSinkTest();
      TwoLakes killed = test.lakes.oneAtATime();
      test.fill();
      killed.watch.dieAt(k, k % 4 == 1);
      assertThat(catchThrowable(killed::replicate)).isNotNull();
      if (!test.log().isEmpty()) {
        int newest = test.log().stream().mapToInt(FileSinkTest::number).max().orElseThrow();
        test.assertReadable(newest + 1);
      }
      killed.watch.reset();
      RunResult next = killed.replicate();
      assertThat(next.outcome())
          .as("after call %d: %s", k, next)
          .isEqualTo(RunResult.Outcome.CLEAN);
      test.assertReadable(5);
    }
  }

  private void fill() {
    batches(0, 1);
    lakes.replicate();
    batches(2, 3);
    compact(4);
    lakes.watch.reset();
  }

  private static TwoLakes undisturbed() {
    FileSinkTest test = new FileSinkTest();
    test.lakes.oneAtATime();
    test.fill();
    test.lakes.replicate();
    return test.lakes;
  }
}
