package io.twinlake.core.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.Effect;
import io.twinlake.core.checksum.Crc64;
import io.twinlake.core.ledger.Proof;
import io.twinlake.core.settings.DataSize;
import io.twinlake.core.settings.DatasetSettings.Replace;
import io.twinlake.core.settings.TransferSettings;
import io.twinlake.core.store.Ability;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectType;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import io.twinlake.core.store.VersionChangedException;
import java.io.ByteArrayInputStream;
import java.io.SequenceInputStream;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ObjectTransferTest {
  private static final ObjectPath TO = ObjectPath.of("copies/part-0");
  private static final int PART = 10;

  private final ScriptedStore source = new ScriptedStore("source");
  private final ScriptedStore target = new ScriptedStore("target");

  static TransferSettings settings(TransferSettings.Route route) {
    TransferSettings defaults = TransferSettings.DEFAULTS;
    return new TransferSettings(
        defaults.maxInFlight(),
        DataSize.ofBytes(PART),
        defaults.requestTimeout(),
        defaults.attempts(),
        defaults.driverLimit(),
        route);
  }

  static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private ObjectTransfer auto() {
    return new ObjectTransfer(source, target, settings(TransferSettings.Route.AUTO));
  }

  private ObjectTransfer streaming() {
    return new ObjectTransfer(source, target, settings(TransferSettings.Route.STREAMED));
  }

  private ObjectEntry sourceObject(int length) {
    return source.put("orders/part-0", bytes(length), METADATA);
  }

  private static final ObjectMetadata METADATA =
      ObjectMetadata.of(
          Map.of("Content-Type", "application/x-parquet"), Map.of("Owner", "lake", "b", "2"));

  @Test
  void nothingIsReplacedAtATargetThatCannotDoItInOneStep() {
    target.without(Ability.REPLACE_ATOMICALLY);
    ObjectEntry object = sourceObject(50);
    Transferred first = auto().transfer(object, TO, Expected.absent());
    Expected expected = Expected.version(first.target().version());
    ObjectEntry newer = source.put("orders/part-0", bytes(60), METADATA);

    assertThatThrownBy(() -> auto().transfer(newer, TO, expected))
        .isInstanceOf(StoreException.class)
        .hasMessageContainingAll(
            "copies/part-0", "replace: in-place", "Nothing was written", "history");
    assertThat(target.content("copies/part-0")).contains(bytes(50));

    new ObjectTransfer(source, target, settings(TransferSettings.Route.AUTO), Replace.IN_PLACE)
        .transfer(newer, TO, expected);
    assertThat(target.content("copies/part-0")).contains(bytes(60));
  }

  @Nested
  final class InsideTheService {
    @Test
    void aSmallObjectCostsOneRequestAtTheTargetAndNoneAtTheSource() {
      ObjectEntry object = sourceObject(50);
      Transferred done = auto().transfer(object, TO, Expected.absent());

      assertThat(done.route()).isEqualTo(Route.COPIED);
      assertThat(target.calls()).isEqualTo(Map.of("copy", 1));
      assertThat(source.calls()).isEmpty();
      assertThat(target.content("copies/part-0")).contains(bytes(50));
    }

    @Test
    void keepsTheSourcesMetadataAndMarksTheCopy() {
      ObjectEntry object = sourceObject(50);
      ObjectEntry written = auto().transfer(object, TO, Expected.absent()).target();

      assertThat(written.metadata().withoutOurs()).isEqualTo(METADATA);
      assertThat(written.metadata().sourceVersion()).contains(object.version());
    }

    @Test
    void isProvenByLengthWhereTheServiceSaysNoHash() {
      Transferred done = auto().transfer(sourceObject(50), TO, Expected.absent());

      assertThat(done.proof()).isEqualTo(Proof.LENGTH);
      assertThat(done.crc64()).isEmpty();
      assertThat(done.adopted()).isFalse();
    }

    @Test
    void isAttestedWhereTheServiceHashesWhatItWrites() {
      target.attesting();
      Transferred done = auto().transfer(sourceObject(50), TO, Expected.absent());

      assertThat(done.proof()).isEqualTo(Proof.ATTESTED);
      assertThat(done.crc64()).contains(Crc64.of(bytes(50)));
    }

    @Test
    void anEmptyObjectIsCopiedToo() {
      Transferred done = auto().transfer(sourceObject(0), TO, Expected.absent());

      assertThat(done.target().sizeBytes()).isZero();
      assertThat(target.content("copies/part-0")).contains(new byte[0]);
    }

    @ParameterizedTest
    @ValueSource(ints = {101, 109, 110, 111, 200})
    void aLargeObjectGoesInBlocks(int length) {
      target.attesting();
      Transferred done = auto().transfer(sourceObject(length), TO, Expected.absent());

      assertThat(done.route()).isEqualTo(Route.COPIED_IN_BLOCKS);
      assertThat(done.proof()).isEqualTo(Proof.ATTESTED);
      assertThat(done.crc64()).contains(Crc64.of(bytes(length)));
      assertThat(done.target().metadata().withoutOurs()).isEqualTo(METADATA);
      assertThat(target.content("copies/part-0")).contains(bytes(length));
      assertThat(target.calls())
          .isEqualTo(
              Map.of("find", 1, "staged", 1, "stageFrom", (length + PART - 1) / PART, "commit", 1));
      assertThat(source.calls()).isEmpty();
    }

    @Test
    void isNotUsedWhenTheSettingsWantEveryByteRead() {
      Transferred done = streaming().transfer(sourceObject(9), TO, Expected.absent());

      assertThat(done.route()).isEqualTo(Route.STREAMED);
      assertThat(target.calls()).isEqualTo(Map.of("write", 1));
      assertThat(source.calls()).isEqualTo(Map.of("read", 1));
    }
  }

  @Nested
  final class ThroughUs {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 9, 10})
    void upToOnePartIsOneReadAndOneWrite(int length) {
      ObjectEntry object = sourceObject(length);
      Transferred done = streaming().transfer(object, TO, Expected.absent());

      assertThat(done.proof()).isEqualTo(Proof.COMPARED);
      assertThat(done.crc64()).contains(Crc64.of(bytes(length)));
      assertThat(target.calls()).isEqualTo(Map.of("write", 1));
      assertThat(target.content("copies/part-0")).contains(bytes(length));
      assertThat(done.target().metadata().sourceVersion()).contains(object.version());
    }

    @ParameterizedTest
    @ValueSource(ints = {11, 19, 20, 21, 1000})
    void moreGoesInBlocksWhereTheTargetTakesThem(int length) {
      Transferred done = streaming().transfer(sourceObject(length), TO, Expected.absent());

      assertThat(done.route()).isEqualTo(Route.STREAMED_IN_BLOCKS);
      assertThat(done.proof()).isEqualTo(Proof.COMPARED);
      assertThat(done.crc64()).contains(Crc64.of(bytes(length)));
      assertThat(target.content("copies/part-0")).contains(bytes(length));
      assertThat(target.calls("stage")).isEqualTo((length + PART - 1) / PART);
    }

    @Test
    void moreGoesInOneWriteWhereTheTargetTakesNoBlocks() {
      target.without(Ability.BLOCKS);
      Transferred done = streaming().transfer(sourceObject(1000), TO, Expected.absent());

      assertThat(done.route()).isEqualTo(Route.STREAMED);
      assertThat(done.crc64()).contains(Crc64.of(bytes(1000)));
      assertThat(target.calls()).isEqualTo(Map.of("write", 1));
      assertThat(target.content("copies/part-0")).contains(bytes(1000));
    }

    @Test
    void isProvenByLengthOnlyWhereTheTargetComparesNoHash() {
      target.without(Ability.CONTENT_HASH);
      Transferred done = streaming().transfer(sourceObject(1000), TO, Expected.absent());

      assertThat(done.proof()).isEqualTo(Proof.LENGTH);
      assertThat(done.crc64()).contains(Crc64.of(bytes(1000)));
    }

    @Test
    void writesNoMetadataToAStoreThatKeepsNone() {
      target.without(Ability.METADATA);
      Transferred done = streaming().transfer(sourceObject(5), TO, Expected.absent());

      assertThat(done.target().metadata()).isEqualTo(ObjectMetadata.NONE);
    }
  }

  @Test
  void replacesExactlyWhatWasExpected() {
    ObjectEntry old = target.put("copies/part-0", "old");
    auto().transfer(sourceObject(50), TO, Expected.version(old.version()));

    assertThat(target.content("copies/part-0")).contains(bytes(50));
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 50, 500})
  void aSourceThatChangedSinceTheListingIsNotCopied(int length) {
    ObjectEntry listed = sourceObject(length);
    source.put("orders/part-0", bytes(length), METADATA);

    for (ObjectTransfer transfer : new ObjectTransfer[] {auto(), streaming()}) {
      assertThatThrownBy(() -> transfer.transfer(listed, TO, Expected.absent()))
          .isInstanceOfSatisfying(
              VersionChangedException.class, e -> assertThat(e.isGone()).isFalse());
    }
    assertThat(target.content("copies/part-0")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 50, 500})
  void aSourceThatVanishedSinceTheListingIsSaidToBeGone(int length) {
    ObjectEntry listed = sourceObject(length);
    source.inner().delete(listed.path(), listed.version());

    for (ObjectTransfer transfer : new ObjectTransfer[] {auto(), streaming()}) {
      assertThatThrownBy(() -> transfer.transfer(listed, TO, Expected.absent()))
          .isInstanceOfSatisfying(
              VersionChangedException.class, e -> assertThat(e.isGone()).isTrue());
    }
  }

  @ParameterizedTest
  @CsvSource({"AUTO,1", "AUTO,2", "AUTO,13", "AUTO,50", "STREAMED,1", "STREAMED,2", "STREAMED,50"})
  void aSourceThatChangesBetweenBlocksLeavesTheOldTargetAndNothingMixed(
      TransferSettings.Route route, int block) {
    ObjectEntry old = target.put("copies/part-0", "old");
    ObjectEntry listed = sourceObject(500);
    Runnable overwrite = () -> source.put("orders/part-0", bytes(500), METADATA);
    source.before("read", block, overwrite);
    target.before("stageFrom", block, overwrite);

    assertThatThrownBy(
            () ->
                new ObjectTransfer(source, target, settings(route))
                    .transfer(listed, TO, Expected.version(old.version())))
        .isInstanceOf(VersionChangedException.class);
    assertThat(target.text("copies/part-0")).contains("old");
    assertThat(target.calls("commit")).isZero();
  }

  @Test
  void aSourceThatChangesBehindItsLastBlockIsCopiedAsItWas() {
    ObjectEntry listed = sourceObject(500);
    target.before("commit", 1, () -> source.put("orders/part-0", bytes(501), METADATA));
    auto().transfer(listed, TO, Expected.absent());

    assertThat(target.content("copies/part-0")).contains(bytes(500));
  }

  @Test
  void afterAChangeBetweenBlocksTheNewVersionIsCopiedWholeAndReusesNoBlock() {
    ObjectEntry listed = sourceObject(500);
    byte[] changed = bytes(501);
    target.before("stageFrom", 25, () -> source.put("orders/part-0", changed, METADATA));
    assertThatThrownBy(() -> auto().transfer(listed, TO, Expected.absent()))
        .isInstanceOf(VersionChangedException.class);

    ObjectEntry now = source.inner().find(listed.path()).orElseThrow();
    target.forgetCalls();
    auto().transfer(now, TO, Expected.absent());

    assertThat(target.content("copies/part-0")).contains(changed);
    assertThat(target.calls("stageFrom")).isEqualTo(51);
  }

  @ParameterizedTest
  @ValueSource(ints = {7, 500})
  void aSourceBodyThatEndsEarlyIsAnErrorAndCommitsNothing(int length) {
    source.bodies(body -> new ShortBody(body, 6, false));
    for (boolean blocks : new boolean[] {true, false}) {
      if (!blocks) {
        target.without(Ability.BLOCKS);
      }
      assertThatThrownBy(() -> streaming().transfer(sourceObject(length), TO, Expected.absent()))
          .isInstanceOfSatisfying(
              StoreException.class,
              e -> {
                assertThat(e.problem()).isEqualTo(StoreProblem.CORRUPTED);
                assertThat(e.effect()).isEqualTo(Effect.NONE_MAY_RETRY);
              })
          .hasMessageContainingAll("orders/part-0", "6 of");
      assertThat(target.content("copies/part-0")).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 7, 10, 500})
  void aSourceBodyThatIsTooLongIsAnErrorAndCommitsNothing(int length) {
    source.bodies(body -> new SequenceInputStream(body, new ByteArrayInputStream(new byte[1])));
    for (boolean blocks : new boolean[] {true, false}) {
      if (!blocks) {
        target.without(Ability.BLOCKS);
      }
      assertThatThrownBy(() -> streaming().transfer(sourceObject(length), TO, Expected.absent()))
          .isInstanceOf(StoreException.class)
          .hasMessageContainingAll("orders/part-0", "more than");
      assertThat(target.content("copies/part-0")).isEmpty();
    }
  }

  @Test
  void aSourceBodyThatBreaksOffSaysWhereAndWhy() {
    source.bodies(body -> new ShortBody(body, 4, true));

    assertThatThrownBy(() -> streaming().transfer(sourceObject(8), TO, Expected.absent()))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.problem()).isEqualTo(StoreProblem.UNAVAILABLE))
        .hasMessageContainingAll("orders/part-0", "4 of 8 bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"APPEND_BLOB", "PAGE_BLOB", "ARCHIVED"})
  void typesThatCannotBeCopiedAreRefusedWithoutARequest(ObjectType type) {
    ObjectEntry file = sourceObject(5);
    ObjectEntry object =
        new ObjectEntry(
            file.path(), 5, file.version(), file.modifiedAt(), type, ObjectMetadata.NONE);

    assertThatThrownBy(() -> auto().transfer(object, TO, Expected.absent()))
        .isInstanceOf(StoreException.class)
        .hasMessageContainingAll("orders/part-0", type.name());
    assertThat(target.calls()).isEmpty();
  }

  @Nested
  final class Resumed {
    @Test
    void blocksThatADeadRunStagedAreNotStagedAgain() {
      ObjectEntry object = sourceObject(500);
      target.before(
          "stageFrom",
          31,
          () -> {
            throw new IllegalStateException("killed");
          });
      assertThatThrownBy(() -> auto().transfer(object, TO, Expected.absent())).hasMessage("killed");

      target.forgetCalls();
      target.attesting();
      Transferred done = auto().transfer(object, TO, Expected.absent());

      assertThat(target.calls())
          .isEqualTo(Map.of("find", 1, "staged", 1, "stageFrom", 20, "commit", 1));
      assertThat(target.content("copies/part-0")).contains(bytes(500));
      assertThat(done.proof()).isEqualTo(Proof.LENGTH);
      assertThat(done.crc64()).isEmpty();
    }

    @Test
    void aBlockOfAnotherLengthIsStagedAgain() {
      ObjectEntry object = sourceObject(500);
      BlockPlan plan = auto().large(object).orElseThrow().plan(object);
      target.inner().stage(TO, plan.block(0).id(), new ByteArrayInputStream(new byte[3]), 3);
      auto().transfer(object, TO, Expected.absent());

      assertThat(target.calls("stageFrom")).isEqualTo(50);
      assertThat(target.content("copies/part-0")).contains(bytes(500));
    }
  }

  @Nested
  final class WhenSomethingElseIsAtTheTarget {
    @ParameterizedTest
    @ValueSource(ints = {5, 50, 500})
    void aCopyOfTheSameVersionIsAdopted(int length) {
      ObjectEntry object = sourceObject(length);
      ObjectEntry twin = auto().transfer(object, TO, Expected.absent()).target();
      target.forgetCalls();

      Transferred done = auto().transfer(object, TO, Expected.absent());

      assertThat(done.adopted()).isTrue();
      assertThat(done.target()).isEqualTo(twin);
      assertThat(done.proof()).isEqualTo(Proof.LENGTH);
      assertThat(source.calls("read")).isZero();
      assertThat(target.calls("stageFrom")).as("no byte is sent twice").isZero();
    }

    @Test
    void aTwinThatCommitsALargeObjectWhileItIsStagedIsAdopted() {
      ObjectEntry object = sourceObject(500);
      target.before("stageFrom", 30, () -> auto().transfer(object, TO, Expected.absent()));
      Transferred done = auto().transfer(object, TO, Expected.absent());

      assertThat(done.adopted()).isTrue();
      assertThat(target.content("copies/part-0")).contains(bytes(500));
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 50, 500})
    void equalContentWithoutAMarkIsComparedAndAdopted(int length) {
      ObjectEntry object = sourceObject(length);
      target.put("copies/part-0", bytes(length), ObjectMetadata.NONE);

      Transferred done = auto().transfer(object, TO, Expected.absent());

      assertThat(done.adopted()).isTrue();
      assertThat(done.proof()).isEqualTo(Proof.COMPARED);
      assertThat(done.crc64()).contains(Crc64.of(bytes(length)));
    }

    @Test
    void equalContentInAStoreThatKeepsNoMarksIsComparedAndAdopted() {
      target.without(Ability.METADATA);
      ObjectEntry object = sourceObject(50);
      target.put("copies/part-0", bytes(50), ObjectMetadata.NONE.copiedFrom(object.version()));

      assertThat(auto().transfer(object, TO, Expected.absent()).proof()).isEqualTo(Proof.COMPARED);
    }

    @Test
    void whatIsThereCanBeAdoptedWithoutAnAttemptToWrite() {
      ObjectEntry object = sourceObject(50);
      ObjectEntry equal = target.put("copies/part-0", bytes(50), ObjectMetadata.NONE);
      assertThat(auto().adoptIfSame(object, equal).orElseThrow().proof()).isEqualTo(Proof.COMPARED);

      ObjectEntry marked =
          target.put("copies/part-1", bytes(50), METADATA.copiedFrom(object.version()));
      assertThat(auto().adoptIfSame(object, marked).orElseThrow().proof()).isEqualTo(Proof.LENGTH);

      assertThat(auto().adoptIfSame(object, target.put("copies/part-2", "other"))).isEmpty();
      assertThat(target.calls()).isEqualTo(Map.of("read", 1));
    }

    @Test
    void otherContentOfTheSameSizeIsKeptAndSaid() {
      ObjectEntry object = source.put("orders/part-0", "abc");
      ObjectEntry foreign = target.put("copies/part-0", "xyz");

      assertThatThrownBy(() -> auto().transfer(object, TO, Expected.absent()))
          .isInstanceOfSatisfying(
              TargetConflictException.class,
              e -> assertThat(e.effect()).isEqualTo(Effect.NONE_DO_NOT_RETRY))
          .hasMessageContainingAll(
              "copies/part-0", foreign.version().toString(), "kept", "adopt: copy");
      assertThat(target.text("copies/part-0")).contains("xyz");
    }

    @Test
    void anotherSizeNeedsNoReading() {
      ObjectEntry object = source.put("orders/part-0", "abc");
      target.put("copies/part-0", "other");

      assertThatThrownBy(() -> auto().transfer(object, TO, Expected.absent()))
          .isInstanceOf(TargetConflictException.class);
      assertThat(source.calls()).isEmpty();
      assertThat(target.calls()).isEqualTo(Map.of("copy", 1, "find", 1));
    }

    @Test
    void aTargetThatVanishedIsAConflictToo() {
      ObjectEntry old = target.put("copies/part-0", "old");
      target.inner().delete(old.path(), old.version());

      assertThatThrownBy(
              () -> auto().transfer(sourceObject(50), TO, Expected.version(old.version())))
          .isInstanceOf(TargetConflictException.class)
          .hasMessageContaining("found nothing");
    }

    @Test
    void aSourceThatChangesWhileBothAreComparedIsSaidToHaveChanged() {
      ObjectEntry object = source.put("orders/part-0", "abc");
      target.put("copies/part-0", "abc");
      source.before("read", 1, () -> source.put("orders/part-0", "new"));

      assertThatThrownBy(() -> auto().transfer(object, TO, Expected.absent()))
          .isInstanceOf(VersionChangedException.class);
    }

    @Test
    void aTargetThatChangesWhileBothAreComparedIsAConflict() {
      ObjectEntry object = source.put("orders/part-0", "abc");
      target.put("copies/part-0", "abc");
      target.before("read", 1, () -> target.put("copies/part-0", "new"));

      assertThatThrownBy(() -> auto().transfer(object, TO, Expected.absent()))
          .isInstanceOf(TargetConflictException.class);
    }
  }
}
