package io.twinlake.core.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.checksum.Crc64;
import io.twinlake.core.ledger.Proof;
import io.twinlake.core.settings.DataSize;
import io.twinlake.core.settings.TransferSettings;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectVersion;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import io.twinlake.core.store.VersionChangedException;
import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class LargeObjectTest {
  private static final ObjectPath TO = ObjectPath.of("copies/part-0");

  private final ScriptedStore source = new ScriptedStore("source");
  private final ScriptedStore target = new ScriptedStore("target").attesting();
  private final byte[] content = ObjectTransferTest.bytes(505);
  private final ObjectEntry object = source.put("orders/part-0", content, ObjectMetadata.NONE);

  private LargeObject large(TransferSettings.Route route) {
    return new ObjectTransfer(source, target, ObjectTransferTest.settings(route))
        .large(object)
        .orElseThrow();
  }

  private List<StagedBlock> stageAll(LargeObject large) {
    return large.plan(object).blocks().stream().map(b -> large.stage(object, TO, b)).toList();
  }

  @Test
  void smallObjectsAreNotLarge() {
    ObjectEntry small = source.put("small", "abc");
    ObjectTransfer transfer =
        new ObjectTransfer(
            source, target, ObjectTransferTest.settings(TransferSettings.Route.AUTO));

    assertThat(transfer.large(small)).isEmpty();
    assertThat(source.calls()).isEmpty();
    assertThat(target.calls()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(TransferSettings.Route.class)
  void tasksStageInAnyOrderAndTwiceAndOneCommits(TransferSettings.Route route) {
    List<StagedBlock> staged = new ArrayList<>();
    List<Block> blocks = new ArrayList<>(large(route).plan(object).blocks());
    blocks.addAll(blocks.subList(10, 20));
    Collections.shuffle(blocks, new Random(5));
    for (Block block : blocks) {
      staged.add(large(route).stage(object, TO, block));
    }
    LargeObject driver = large(route);
    Transferred done = driver.commit(object, TO, Expected.absent(), driver.plan(object), staged);

    assertThat(target.content("copies/part-0")).contains(content);
    assertThat(done.crc64()).contains(Crc64.of(content));
    assertThat(done.proof())
        .isEqualTo(route == TransferSettings.Route.AUTO ? Proof.ATTESTED : Proof.COMPARED);
    assertThat(done.target().metadata().sourceVersion()).contains(object.version());
  }

  @Test
  void stagedBlocksAreInvisible() {
    stageAll(large(TransferSettings.Route.AUTO));

    assertThat(target.content("copies/part-0")).isEmpty();
  }

  @Test
  void aMissingBlockIsSaidBeforeTheServiceIsAsked() {
    LargeObject large = large(TransferSettings.Route.AUTO);
    List<StagedBlock> staged = stageAll(large).subList(0, 50);

    assertThatThrownBy(
            () -> large.commit(object, TO, Expected.absent(), large.plan(object), staged))
        .isInstanceOfSatisfying(
            ReplicationException.class,
            e -> assertThat(e.effect()).isEqualTo(Effect.NONE_MAY_RETRY))
        .hasMessageContaining("Block 50 of 51 of orders/part-0");
    assertThat(target.calls("commit")).isZero();
  }

  @Test
  void aBlockOfAnotherPlanIsRefused() {
    LargeObject large = large(TransferSettings.Route.AUTO);
    List<StagedBlock> staged = new ArrayList<>(stageAll(large));
    Block block = staged.get(3).block();
    staged.set(3, new StagedBlock(new Block(3, 30, 10, block.id() + "x"), Optional.empty()));

    assertThatThrownBy(
            () -> large.commit(object, TO, Expected.absent(), large.plan(object), staged))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aBlockWhoseHashNobodySaidLeavesLengthAsTheProof() {
    LargeObject large = large(TransferSettings.Route.AUTO);
    List<StagedBlock> staged = new ArrayList<>(stageAll(large));
    staged.set(7, new StagedBlock(staged.get(7).block(), Optional.empty()));
    Transferred done = large.commit(object, TO, Expected.absent(), large.plan(object), staged);

    assertThat(done.proof()).isEqualTo(Proof.LENGTH);
    assertThat(done.crc64()).isEmpty();
  }

  @Test
  void ofABlockStagedTwiceTheKnownHashCounts() {
    LargeObject large = large(TransferSettings.Route.AUTO);
    List<StagedBlock> staged = new ArrayList<>(stageAll(large));
    staged.add(0, new StagedBlock(staged.get(7).block(), Optional.empty()));

    assertThat(large.commit(object, TO, Expected.absent(), large.plan(object), staged).crc64())
        .contains(Crc64.of(content));
  }

  @Test
  void findsTheBlocksThatADeadRunStaged() {
    LargeObject large = large(TransferSettings.Route.AUTO);
    BlockPlan plan = large.plan(object);
    large.stage(object, TO, plan.block(4));
    large.stage(object, TO, plan.block(50));
    target.inner().stage(TO, plan.block(6).id(), new ByteArrayInputStream(new byte[3]), 3);
    target.inner().stage(TO, "Zm9yZWlnbg==", new ByteArrayInputStream(new byte[10]), 10);

    assertThat(large.staged(object, TO, plan))
        .extracting(staged -> staged.block().index())
        .containsExactly(4, 50);
  }

  @Test
  void blocksOfAWeakVersionAreNeverTakenOver() {
    ObjectEntry weak =
        new ObjectEntry(
            object.path(),
            object.sizeBytes(),
            ObjectVersion.weak(Instant.EPOCH, object.sizeBytes()),
            Instant.EPOCH,
            object.type(),
            object.metadata());
    LargeObject large = large(TransferSettings.Route.STREAMED);
    BlockPlan plan = large.plan(weak);
    target.inner().stage(TO, plan.block(0).id(), new ByteArrayInputStream(new byte[10]), 10);

    assertThat(large.staged(weak, TO, plan)).isEmpty();
  }

  @Test
  void aCutOfAnotherLengthResumesNothingOfAnotherCut() {
    stageAll(large(TransferSettings.Route.AUTO));
    TransferSettings other =
        new TransferSettings(
            4,
            DataSize.ofBytes(20),
            TransferSettings.DEFAULTS.requestTimeout(),
            5,
            0,
            TransferSettings.Route.AUTO);
    target.forgetCalls();
    new ObjectTransfer(source, target, other).transfer(object, TO, Expected.absent());

    assertThat(target.calls("stageFrom")).isEqualTo(26);
    assertThat(target.content("copies/part-0")).contains(content);
  }

  @Test
  void theLoserOfTwoTwinsAdoptsWhatTheWinnerCommitted() {
    LargeObject large = large(TransferSettings.Route.AUTO);
    BlockPlan plan = large.plan(object);
    List<StagedBlock> staged = stageAll(large);
    ObjectEntry winner = large.commit(object, TO, Expected.absent(), plan, staged).target();
    Transferred loser = large.commit(object, TO, Expected.absent(), plan, staged);

    assertThat(loser.adopted()).isTrue();
    assertThat(loser.target()).isEqualTo(winner);
    assertThat(loser.proof()).isEqualTo(Proof.LENGTH);
  }

  @Test
  void aCommitThatFailsBesideNoTwinFails() {
    LargeObject large = large(TransferSettings.Route.AUTO);
    List<StagedBlock> staged = stageAll(large);
    target.before(
        "commit",
        1,
        () -> {
          throw new StoreException(Effect.NONE_DO_NOT_RETRY, StoreProblem.LEASED, "leased");
        });

    assertThatThrownBy(
            () -> large.commit(object, TO, Expected.absent(), large.plan(object), staged))
        .hasMessage("leased");
  }

  @Test
  void anotherWriterAtTheTargetIsKept() {
    LargeObject large = large(TransferSettings.Route.AUTO);
    List<StagedBlock> staged = stageAll(large);
    target.put("copies/part-0", "foreign");

    assertThatThrownBy(
            () -> large.commit(object, TO, Expected.absent(), large.plan(object), staged))
        .isInstanceOf(TargetConflictException.class);
    assertThat(target.text("copies/part-0")).contains("foreign");
  }

  @ParameterizedTest
  @EnumSource(TransferSettings.Route.class)
  void aTaskThatFindsTheSourceChangedStagesNothing(TransferSettings.Route route) {
    LargeObject large = large(route);
    source.put("orders/part-0", content, ObjectMetadata.NONE);

    assertThatThrownBy(() -> large.stage(object, TO, large.plan(object).block(3)))
        .isInstanceOf(VersionChangedException.class);
    assertThat(target.inner().staged(TO)).isEmpty();
  }

  @Test
  void anObjectLargerThanTheTargetTakesIsRefusedBeforeAnythingIsStaged() {
    target.blockLimits(10, 50);

    assertThatThrownBy(
            () ->
                new ObjectTransfer(
                        source, target, ObjectTransferTest.settings(TransferSettings.Route.AUTO))
                    .transfer(object, TO, Expected.absent()))
        .isInstanceOf(StoreException.class)
        .hasMessageContainingAll("orders/part-0", "505 bytes");
    assertThat(target.calls()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    // part in MiB, in flight, heap in MiB, buffer in MiB
    "64, 32, 4096, 64",
    "64, 32, 512, 8",
    "64, 1, 512, 64",
    "4000, 1, 65536, 256",
  })
  void buffersTakeAtMostHalfTheHeap(long partMib, int inFlight, long heapMib, long bufferMib) {
    TransferSettings settings =
        new TransferSettings(
            inFlight,
            DataSize.ofMebibytes(partMib),
            TransferSettings.DEFAULTS.requestTimeout(),
            5,
            0,
            TransferSettings.Route.AUTO);

    assertThat(Ends.bufferBytes(settings, heapMib << 20)).isEqualTo(bufferMib << 20);
  }
}
