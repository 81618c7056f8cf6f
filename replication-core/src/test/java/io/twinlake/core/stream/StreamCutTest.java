package io.twinlake.core.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.stream.StreamCut.SourceTable;
import io.twinlake.core.stream.StreamCut.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Where a checkpoint is cut: each case was seen to lose rows, or not to, with Spark and Delta. */
class StreamCutTest {
  private static final String HEAD = "v1\n{\"batchWatermarkMs\":0}\n";

  private static String delta(String table, long version, long index) {
    return "{\"sourceVersion\":1,\"reservoirId\":\"%s\",\"reservoirVersion\":%d,\"index\":%d,\"isStartingVersion\":false}"
        .formatted(table, version, index);
  }

  private static StreamCut.Held held(long offsetsTo, long commitsTo, String... more) {
    return held(0, offsetsTo, commitsTo, more);
  }

  private static StreamCut.Held held(long from, long offsetsTo, long commitsTo, String... more) {
    Stream<String> names =
        Stream.of(
                LongStream.rangeClosed(from, offsetsTo).mapToObj(n -> "offsets/" + n),
                LongStream.rangeClosed(from, commitsTo).mapToObj(n -> "commits/" + n),
                Stream.of(more))
            .flatMap(s -> s);
    return StreamCut.Held.of(
        names.map(n -> CheckpointFile.of(ObjectPath.of(n)).orElseThrow()).toList());
  }

  private static StreamCut cut(long inSink, StreamCut.Held held) {
    return StreamCut.at("curated/orders/", OptionalLong.of(inSink), held);
  }

  private static boolean has(StreamCut cut, String name) {
    return cut.has(CheckpointFile.of(ObjectPath.of(name)).orElseThrow());
  }

  private static StreamCut reading(StreamCut cut, String line, SourceTable... tables) {
    return cut.reading(
        SourceOffset.of(HEAD + line),
        id -> Stream.of(tables).filter(t -> t.name().equals(id)).findFirst());
  }

  @Test
  void aCheckpointAtRestIsTakenWhole() {
    StreamCut cut = cut(3, held(3, 3));

    assertThat(cut.verdict()).isEqualTo(Verdict.RESUMABLE);
    assertThat(cut.batch()).isEqualTo(3);
    assertThat(cut.committed()).isTrue();
    assertThat(has(cut, "offsets/3")).isTrue();
    assertThat(has(cut, "commits/3")).isTrue();
  }

  /** Copied as it is, Spark would lose batch 4 without a word. */
  @Test
  void aCheckpointAheadOfItsTableIsCutToTheTable() {
    StreamCut cut = cut(3, held(4, 4, "state/0/0/4.delta", "state/0/0/5.delta"));

    assertThat(cut.verdict()).isEqualTo(Verdict.RESUMABLE);
    assertThat(has(cut, "offsets/4")).isFalse();
    assertThat(has(cut, "commits/4")).isFalse();
    assertThat(has(cut, "commits/3")).isTrue();
    assertThat(has(cut, "state/0/0/5.delta")).isFalse();
    assertThat(has(cut, "state/0/0/4.delta")).isTrue();
  }

  /** Spark would read new rows as batch 4, which the table passes over: they are never healed. */
  @Test
  void aCheckpointBehindItsTableIsRefused() {
    StreamCut cut = cut(4, held(3, 3));

    assertThat(cut.verdict()).isEqualTo(Verdict.NEVER);
    assertThat(cut.reason()).contains("has batch 4", "ends with batch 3", "Begin a new checkpoint");
  }

  @Test
  void aBatchThatTheTableHasAndTheCheckpointHasNotCommittedIsRunAgain() {
    StreamCut cut = cut(4, held(4, 3, "state/0/0/4.delta"));

    assertThat(cut.verdict()).isEqualTo(Verdict.RESUMABLE);
    assertThat(cut.committed()).isFalse();
    assertThat(has(cut, "offsets/4")).isTrue();
    assertThat(has(cut, "commits/4")).isFalse();
    assertThat(cut.stateVersion()).isEqualTo(4);
  }

  @Test
  void aSourceTableBehindTheCheckpointHoldsIt() {
    StreamCut cut = cut(3, held(3, 3));

    StreamCut behind = reading(cut, delta("a", 7, 0), new SourceTable("a", 6));
    assertThat(behind.verdict()).isEqualTo(Verdict.NOT_NOW);
    assertThat(behind.reason()).contains("version 7", "is at version 6");
    assertThat(reading(cut, delta("a", 7, 0), new SourceTable("a", 7)).verdict())
        .isEqualTo(Verdict.RESUMABLE);
  }

  @Test
  void anOffsetBeforeTheFirstFileOfAVersionNeedsTheVersionBefore() {
    StreamCut cut = cut(3, held(3, 3));
    for (long before : new long[] {-1, -100}) {
      assertThat(reading(cut, delta("a", 8, before), new SourceTable("a", 7)).verdict())
          .isEqualTo(Verdict.RESUMABLE);
      assertThat(reading(cut, delta("a", 9, before), new SourceTable("a", 7)).verdict())
          .isEqualTo(Verdict.NOT_NOW);
    }
  }

  @Test
  void aSourceTableThatNobodyReplicatesIsRefused() {
    StreamCut cut = reading(cut(3, held(3, 3)), delta("elsewhere", 1, 0));

    assertThat(cut.verdict()).isEqualTo(Verdict.NEVER);
    assertThat(cut.reason()).contains("elsewhere", "Add a dataset");
  }

  @Test
  void positionsInTopicsMeanNothingToAnotherCluster() {
    StreamCut cut = reading(cut(3, held(3, 3)), "{\"orders\":{\"0\":12,\"1\":7}}");

    assertThat(cut.verdict()).isEqualTo(Verdict.NEVER);
    assertThat(cut.reason()).contains("orders", "startingOffsetsByTimestamp");
  }

  @Test
  void anUnknownSourceIsRefused() {
    for (String line : List.of("42", "{\"x\":1,\"y\":2}", "what")) {
      assertThat(reading(cut(3, held(3, 3)), line).verdict()).as(line).isEqualTo(Verdict.NEVER);
    }
    assertThat(cut(3, held(3, 3)).reading(SourceOffset.of("v9\n{}\n-"), id -> Optional.empty()))
        .extracting(StreamCut::verdict)
        .isEqualTo(Verdict.NEVER);
  }

  @Test
  void filesAndSourcesThatNothingWasReadOfPass() {
    assertThat(reading(cut(3, held(3, 3)), "{\"logOffset\":5}\n-").verdict())
        .isEqualTo(Verdict.RESUMABLE);
  }

  @Test
  void moreThanAHundredBatchesBetweenCannotBeProven() {
    StreamCut cut = cut(3, held(50, 150, 150));

    assertThat(cut.verdict()).isEqualTo(Verdict.NOT_NOW);
    assertThat(cut.reason()).contains("no longer has the offsets of batch 2", "minBatchesToRetain");
  }

  /** Spark insists on the offsets of the batch before. */
  @Test
  void theOffsetsOfTheBatchBeforeAreNeeded() {
    assertThat(cut(50, held(50, 60, 60)).verdict()).isEqualTo(Verdict.NOT_NOW);
    assertThat(cut(51, held(50, 60, 60)).verdict()).isEqualTo(Verdict.RESUMABLE);
    assertThat(cut(0, held(0, 0)).verdict()).isEqualTo(Verdict.RESUMABLE);
  }

  @Test
  void aStateThatIsGoneCannotBeGoneOnWith() {
    assertThat(cut(3, held(3, 3, "state/0/0/5.delta")).verdict()).isEqualTo(Verdict.NOT_NOW);
    assertThat(
            cut(3, held(3, 3, "state/0/0/4.delta", "state/0/1/3.zip", "state/0/1/4_u.zip"))
                .verdict())
        .isEqualTo(Verdict.RESUMABLE);
  }

  @Test
  void aQueryWhoseTableHasNothingOfItYetBeginsAnew() {
    assertThat(StreamCut.at("t", OptionalLong.empty(), held(0, -1)).verdict())
        .isEqualTo(Verdict.NOTHING_YET);
  }

  @Test
  void committedBatchesThatTheTableDoesNotKnowMeanAnotherSink() {
    StreamCut cut = StreamCut.at("curated/orders/", OptionalLong.empty(), held(4, 4));

    assertThat(cut.verdict()).isEqualTo(Verdict.NEVER);
    assertThat(cut.reason()).contains("Check 'sink'", "foreachBatch");
  }

  @Test
  void namesOfCheckpointsAreUnderstood() {
    assertThat(Stream.of("offsets/.1.crc", ".metadata.crc", "offsets/.1.uuid.tmp", "x/y"))
        .allMatch(name -> CheckpointFile.of(ObjectPath.of(name)).isEmpty());
    assertThat(CheckpointFile.of(ObjectPath.of("sources/1/9.compact")))
        .contains(new CheckpointFile(CheckpointFile.Kind.SOURCE, 9, "1"));
    assertThat(CheckpointFile.of(ObjectPath.of("state/0/3/left-keys/12.changelog")))
        .contains(new CheckpointFile(CheckpointFile.Kind.STATE, 12, "state/0/3/left-keys/"));
    assertThat(CheckpointFile.of(ObjectPath.of("state/0/3/SSTs/ab-1.sst")))
        .hasValueSatisfying(f -> assertThat(f.number()).isEqualTo(-1));
  }
}
