package io.twinlake.core.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.Effect;
import io.twinlake.core.checksum.Crc64;
import io.twinlake.core.ledger.Proof;
import io.twinlake.core.settings.TransferSettings;
import io.twinlake.core.store.Ability;
import io.twinlake.core.store.BlockWriter;
import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.ObjectVersion;
import io.twinlake.core.store.OutcomeUnknownException;
import io.twinlake.core.store.PreconditionFailedException;
import io.twinlake.core.store.ServerSideCopy;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import io.twinlake.core.store.VersionChangedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RetryingStoreTest {
  private static final ObjectPath PATH = ObjectPath.of("orders/part-0");
  private static final ObjectVersion SOURCE = ObjectVersion.strong("source-1");
  private static final ObjectMetadata MARKED = ObjectMetadata.NONE.copiedFrom(SOURCE);
  private static final int ATTEMPTS = 4;

  private final ScriptedStore inner = new ScriptedStore("store");
  private final List<Duration> slept = new ArrayList<>();
  private final Retry retry = new Retry(ATTEMPTS, slept::add, () -> 0.5);
  private final ConcurrencyLimits limits = new ConcurrencyLimits(8);
  private final ObjectStore store = RetryingStore.wrap(inner, retry, limits);

  private static Runnable fails(StoreProblem problem, Effect effect) {
    return () -> {
      throw new StoreException(effect, problem, problem.meaning());
    };
  }

  private static Runnable busy() {
    return fails(StoreProblem.THROTTLED, Effect.NONE_MAY_RETRY);
  }

  /** The request was sent; its answer never came. */
  private static void silence() {
    throw new OutcomeUnknownException(PATH, "the write", new IOException("timed out"));
  }

  private ObjectEntry write(String content, ObjectMetadata metadata, Expected expected) {
    return store.write(
        PATH,
        new ByteArrayInputStream(content.getBytes(UTF_8)),
        content.length(),
        metadata,
        expected);
  }

  private static InputStream once(String content) {
    return new ShortBody(
        new ByteArrayInputStream(content.getBytes(UTF_8)), Integer.MAX_VALUE, false);
  }

  @Nested
  final class Wrapping {
    @Test
    void hasExactlyTheAbilitiesOfWhatItWraps() {
      assertThat(store).isInstanceOf(ServerSideCopy.class).isInstanceOf(BlockWriter.class);
      assertThat(store.abilities()).isEqualTo(inner.abilities());
      assertThat(store.root()).isEqualTo(inner.root());

      ObjectStore plain = RetryingStore.wrap(new PlainStore(inner), retry, limits);
      assertThat(plain).isNotInstanceOf(ServerSideCopy.class).isNotInstanceOf(BlockWriter.class);
    }

    @Test
    void showsServicesTheStoreThatTheyKnow() {
      assertThat(RetryingStore.unwrapped(store)).isSameAs(inner);
      assertThat(RetryingStore.unwrapped(inner)).isSameAs(inner);
      assertThat(((ServerSideCopy) store).canCopyFrom(store)).isTrue();
    }

    @Test
    void closesWhatItWraps() {
      store.close();
      assertThat(inner.calls("close")).isEqualTo(1);
    }
  }

  @Nested
  final class Asking {
    @Test
    void asksAgainWhatFailedWithoutAnEffect() {
      inner.put("orders/part-0", "abc");
      for (String call : List.of("find", "listLevel", "list", "read", "staged")) {
        inner.before(call, 1, busy()).before(call, 2, busy());
      }
      assertThat(store.find(PATH)).isPresent();
      assertThat(store.listLevel(ObjectPrefix.ALL).prefixes()).hasSize(1);
      assertThat(store.list(ObjectPrefix.ALL)).hasSize(1);
      assertThat(((BlockWriter) store).staged(PATH)).isEmpty();
      assertThat(slept).hasSize(8);
    }

    @Test
    void beingThrottledLowersTheAccountsConcurrency() {
      inner.before("find", 1, busy());
      assertThat(store.find(PATH)).isEmpty();

      assertThat(limits.of(inner.root()).limit()).isEqualTo(4);
    }

    @Test
    void whatWillFailAgainPassesAtOnce() {
      inner.before("find", 1, fails(StoreProblem.ACCESS_DENIED, Effect.NONE_DO_NOT_RETRY));

      assertThatThrownBy(() -> store.find(PATH)).isInstanceOf(StoreException.class);
      assertThat(inner.calls("find")).isEqualTo(1);
    }

    @Test
    void aListingWhosePageFailsGoesOnAndShowsEachObjectOnce() {
      for (int i = 0; i < 10; i++) {
        inner.put("part-" + i, "x");
      }
      ObjectStore broken =
          RetryingStore.wrap(new BrokenListing(inner, List.of(3, 7, 0)), retry, limits);

      assertThat(broken.list(ObjectPrefix.ALL).map(e -> e.path().value()))
          .containsExactly(
              "part-0", "part-1", "part-2", "part-3", "part-4", "part-5", "part-6", "part-7",
              "part-8", "part-9");
    }

    @Test
    void aListingThatCannotBeCompletedFailsAndIsNeverShort() {
      inner.put("a", "x");
      inner.put("b", "x");
      ObjectStore broken =
          RetryingStore.wrap(new BrokenListing(inner, List.of(1, 1, 1, 1, 1)), retry, limits);

      assertThatThrownBy(() -> broken.list(ObjectPrefix.ALL).toList())
          .isInstanceOf(StoreException.class);
      assertThat(inner.calls("list")).isEqualTo(ATTEMPTS);
    }
  }

  @Nested
  final class Reading {
    private final String content = "0123456789".repeat(10);

    private byte[] read(ByteRange range) throws IOException {
      ObjectEntry there = inner.inner().find(PATH).orElseThrow();
      try (InputStream in = store.read(PATH, range, there.version())) {
        return in.readAllBytes();
      }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aBodyThatBreaksOffOrEndsEarlyIsReadOnFromThere(boolean breaks) throws IOException {
      inner.put("orders/part-0", content);
      AtomicInteger bodies = new AtomicInteger();
      inner.bodies(b -> bodies.incrementAndGet() < 3 ? new ShortBody(b, 30, breaks) : b);

      assertThat(new String(read(new ByteRange(5, 90)), UTF_8)).isEqualTo(content.substring(5, 95));
      assertThat(bodies).hasValue(3);
    }

    @Test
    void aBodyThatNeverComesFailsAfterTheLastAttemptAndSaysWhereItStood() {
      inner.put("orders/part-0", content);
      AtomicInteger bodies = new AtomicInteger();
      inner.bodies(b -> new ShortBody(b, bodies.incrementAndGet() == 1 ? 7 : 0, true));

      assertThatThrownBy(() -> read(ByteRange.whole(100)))
          .isInstanceOf(IOException.class)
          .hasMessageContainingAll("orders/part-0", "7 of 100")
          .hasMessageNotContaining("sig=")
          .cause()
          .isInstanceOfSatisfying(
              StoreException.class, e -> assertThat(e.effect()).isEqualTo(Effect.NONE_MAY_RETRY));
      assertThat(bodies.get()).isEqualTo(ATTEMPTS);
    }

    @Test
    void failuresBetweenProgressDoNotAddUp() throws IOException {
      byte[] large = ObjectTransferTest.bytes(20 << 20);
      inner.put("orders/part-0", large, ObjectMetadata.NONE);
      inner.bodies(b -> new ShortBody(b, 1 << 20, true));

      assertThat(Crc64.of(read(ByteRange.whole(large.length)))).isEqualTo(Crc64.of(large));
    }

    @Test
    void theRestIsOfTheSameVersionOrNothing() {
      inner.put("orders/part-0", content);
      inner.bodies(
          b -> {
            inner.put("orders/part-0", content);
            return new ShortBody(b, 30, true);
          });

      assertThatThrownBy(() -> read(ByteRange.whole(100)))
          .isInstanceOf(VersionChangedException.class);
    }

    @Test
    void canBeReadAgainFromAMark() throws IOException {
      ObjectEntry there = inner.put("orders/part-0", content);
      try (InputStream in = store.read(PATH, ByteRange.whole(100), there.version())) {
        in.skipNBytes(10);
        in.mark(1);
        in.skipNBytes(80);
        in.reset();
        assertThat(new String(in.readAllBytes(), UTF_8)).isEqualTo(content.substring(10));
        in.reset();
        assertThat(in.read()).isEqualTo('0');
      }
      assertThat(inner.calls("read")).isEqualTo(3);
    }

    @Test
    void aBodyThatIsTooLongShowsItSoThatItCanBeRefused() throws IOException {
      ObjectEntry there = inner.put("orders/part-0", "abc");
      inner.bodies(b -> new ByteArrayInputStream("abcd".getBytes(UTF_8)));
      try (InputStream in = store.read(PATH, ByteRange.whole(3), there.version())) {
        assertThat(in.readAllBytes()).hasSize(4);
      }
    }
  }

  @Nested
  final class Writing {
    @Test
    void sendsTheWholeContentAgain() {
      inner.before("write", 1, busy()).before("write", 2, busy());
      write("content", MARKED, Expected.absent());

      assertThat(inner.text("orders/part-0")).contains("content");
      assertThat(inner.calls()).isEqualTo(Map.of("write", 3));
    }

    @Test
    void contentThatCannotBeSentAgainIsSentOnce() {
      inner.before("write", 1, busy());

      assertThatThrownBy(() -> store.write(PATH, once("abc"), 3, MARKED, Expected.absent()))
          .isInstanceOf(StoreException.class);
      assertThat(inner.calls("write")).isEqualTo(1);
    }

    @Test
    void anUnansweredWriteThatHappenedIsDoneByItsMark() {
      inner.after("write", 1, RetryingStoreTest::silence);
      ObjectEntry written = write("content", MARKED, Expected.absent());

      assertThat(written).isEqualTo(inner.inner().find(PATH).orElseThrow());
      assertThat(inner.calls()).isEqualTo(Map.of("write", 1, "find", 1));
    }

    @Test
    void anUnansweredWriteThatDidNotHappenIsRepeated() {
      ObjectEntry old = inner.put("orders/part-0", "old");
      inner.before("write", 1, RetryingStoreTest::silence);
      write("content", MARKED, Expected.version(old.version()));

      assertThat(inner.text("orders/part-0")).contains("content");
      assertThat(inner.calls()).isEqualTo(Map.of("write", 2, "find", 1));
      assertThat(slept).hasSize(1);
    }

    @Test
    void anUnansweredWriteBesideAnotherWriterIsRefused() {
      inner.before(
          "write",
          1,
          () -> {
            inner.put("orders/part-0", "foreign");
            silence();
          });

      assertThatThrownBy(() -> write("content", MARKED, Expected.absent()))
          .isInstanceOf(PreconditionFailedException.class);
      assertThat(inner.text("orders/part-0")).contains("foreign");
    }

    @Test
    void anUnansweredWriteThatArrivesAfterTheLookIsStillOurs() {
      inner.before("write", 1, RetryingStoreTest::silence);
      inner.before("write", 2, () -> inner.put("orders/part-0", "content".getBytes(UTF_8), MARKED));
      ObjectEntry written = write("content", MARKED, Expected.absent());

      assertThat(written.metadata().sourceVersion()).contains(SOURCE);
      assertThat(inner.calls()).isEqualTo(Map.of("write", 2, "find", 2));
    }

    @Test
    void aRefusalWithoutAnUnansweredAttemptIsNotLookedUp() {
      inner.put("orders/part-0", "content");

      assertThatThrownBy(() -> write("content", MARKED, Expected.absent()))
          .isInstanceOf(PreconditionFailedException.class);
      assertThat(inner.calls()).isEqualTo(Map.of("write", 1));
    }

    @Test
    void silenceThatLastsPassesAsAnUnknownOutcome() {
      for (int i = 1; i <= ATTEMPTS; i++) {
        inner.before("write", i, RetryingStoreTest::silence);
      }
      assertThatThrownBy(() -> write("content", MARKED, Expected.absent()))
          .isInstanceOf(OutcomeUnknownException.class);
      assertThat(inner.calls("write")).isEqualTo(ATTEMPTS);
    }

    @Test
    void aLookThatFailsLeavesTheOutcomeUnknown() {
      inner.after("write", 1, RetryingStoreTest::silence);
      inner.before("find", 1, fails(StoreProblem.ACCESS_DENIED, Effect.NONE_DO_NOT_RETRY));

      assertThatThrownBy(() -> write("content", MARKED, Expected.absent()))
          .isInstanceOfSatisfying(
              OutcomeUnknownException.class, e -> assertThat(e.getSuppressed()).hasSize(1));
      assertThat(inner.calls("write")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aControlDocumentIsRecognisedByItsBytes(boolean replays) {
      inner.after("write", 1, RetryingStoreTest::silence);
      InputStream document =
          replays ? new ByteArrayInputStream("point".getBytes(UTF_8)) : once("point");
      ObjectEntry written = store.write(PATH, document, 5, ObjectMetadata.NONE, Expected.absent());

      assertThat(written.sizeBytes()).isEqualTo(5);
      assertThat(inner.calls()).isEqualTo(Map.of("write", 1, "find", 1, "read", 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"other", "longer than ours"})
    void anotherDocumentThereIsTheLoserOfARace(String other) {
      inner.before(
          "write",
          1,
          () -> {
            inner.put("orders/part-0", other);
            silence();
          });

      assertThatThrownBy(() -> write("point", ObjectMetadata.NONE, Expected.absent()))
          .isInstanceOf(PreconditionFailedException.class);
    }

    @Test
    void aStoreThatKeepsNoMarksIsComparedByContent() {
      inner.without(Ability.METADATA).after("write", 1, RetryingStoreTest::silence);

      assertThat(write("content", MARKED, Expected.absent()).sizeBytes()).isEqualTo(7);
      assertThat(inner.calls("read")).isEqualTo(1);
    }

    @Test
    void deletionsAndRootsMayHappenTwice() {
      ObjectEntry there = inner.put("orders/part-0", "abc");
      inner
          .after("delete", 1, RetryingStoreTest::silence)
          .after("createRoot", 1, RetryingStoreTest::silence);
      store.delete(PATH, there.version());
      store.createRoot();

      assertThat(inner.text("orders/part-0")).isEmpty();
      assertThat(inner.calls()).isEqualTo(Map.of("delete", 2, "createRoot", 2));
    }

    @Test
    void aRepeatedDeletionRemovesNoOtherVersion() {
      ObjectEntry there = inner.put("orders/part-0", "abc");
      inner.after(
          "delete",
          1,
          () -> {
            inner.put("orders/part-0", "new");
            silence();
          });

      assertThatThrownBy(() -> store.delete(PATH, there.version()))
          .isInstanceOf(PreconditionFailedException.class);
      assertThat(inner.text("orders/part-0")).contains("new");
    }
  }

  /** A transfer between two such stores. */
  @Nested
  final class Transferring {
    private final ScriptedStore from = new ScriptedStore("from");

    private ObjectTransfer transfer(TransferSettings.Route route) {
      return new ObjectTransfer(
          RetryingStore.wrap(from, retry, limits), store, ObjectTransferTest.settings(route));
    }

    private ObjectEntry object(int length) {
      return from.put("a", ObjectTransferTest.bytes(length), ObjectMetadata.NONE);
    }

    @Test
    void aSmallCopyStillCostsOneRequest() {
      Transferred done =
          transfer(TransferSettings.Route.AUTO).transfer(object(50), PATH, Expected.absent());

      assertThat(done.route()).isEqualTo(Route.COPIED);
      assertThat(inner.calls()).isEqualTo(Map.of("copy", 1));
      assertThat(from.calls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"copy", "commit"})
    void anUnansweredCopyOrCommitIsLookedUp(String call) {
      inner.attesting().after(call, 1, RetryingStoreTest::silence);
      int length = call.equals("copy") ? 50 : 500;
      Transferred done =
          transfer(TransferSettings.Route.AUTO).transfer(object(length), PATH, Expected.absent());

      assertThat(done.adopted()).isFalse();
      assertThat(done.proof()).isEqualTo(call.equals("copy") ? Proof.LENGTH : Proof.ATTESTED);
      assertThat(inner.calls(call)).isEqualTo(1);
      assertThat(inner.calls("find")).isEqualTo(call.equals("copy") ? 1 : 2);
      assertThat(inner.content("orders/part-0")).contains(ObjectTransferTest.bytes(length));
    }

    @ParameterizedTest
    @ValueSource(strings = {"copy", "commit"})
    void anUnansweredCopyOrCommitThatDidNotHappenIsRepeated(String call) {
      inner.before(call, 1, RetryingStoreTest::silence);
      int length = call.equals("copy") ? 50 : 500;
      transfer(TransferSettings.Route.AUTO).transfer(object(length), PATH, Expected.absent());

      assertThat(inner.calls(call)).isEqualTo(2);
      assertThat(inner.content("orders/part-0")).contains(ObjectTransferTest.bytes(length));
    }

    @ParameterizedTest
    @EnumSource(TransferSettings.Route.class)
    void blocksThatFailAreStagedAgain(TransferSettings.Route route) {
      String call = route == TransferSettings.Route.AUTO ? "stageFrom" : "stage";
      inner.before(call, 7, busy()).after(call, 9, RetryingStoreTest::silence);
      inner.attesting();
      Transferred done = transfer(route).transfer(object(500), PATH, Expected.absent());

      assertThat(inner.calls(call)).isEqualTo(52);
      assertThat(done.crc64()).contains(Crc64.of(ObjectTransferTest.bytes(500)));
      assertThat(inner.content("orders/part-0")).contains(ObjectTransferTest.bytes(500));
    }

    @Test
    void aLargeUnbufferedWriteIsSentAgainByReadingTheSourceAgain() {
      inner.without(Ability.BLOCKS);
      AtomicInteger bodies = new AtomicInteger();
      from.bodies(b -> bodies.incrementAndGet() == 1 ? new ShortBody(b, 33, true) : b);
      inner.before("write", 1, busy()).after("write", 2, RetryingStoreTest::silence);
      inner.without(Ability.METADATA);
      Transferred done =
          transfer(TransferSettings.Route.STREAMED).transfer(object(500), PATH, Expected.absent());

      assertThat(done.crc64()).contains(Crc64.of(ObjectTransferTest.bytes(500)));
      assertThat(done.proof()).isEqualTo(Proof.COMPARED);
      assertThat(inner.content("orders/part-0")).contains(ObjectTransferTest.bytes(500));
    }

    @Test
    void aSourceThatChangesUnderAnUnbufferedWriteLeavesTheOldTarget() {
      ObjectEntry old = inner.put("orders/part-0", "old");
      inner.without(Ability.BLOCKS);
      ObjectEntry listed = object(500);
      from.bodies(
          b -> {
            object(500);
            return new ShortBody(b, 33, true);
          });

      assertThatThrownBy(
              () ->
                  transfer(TransferSettings.Route.STREAMED)
                      .transfer(listed, PATH, Expected.version(old.version())))
          .isInstanceOf(VersionChangedException.class);
      assertThat(inner.text("orders/part-0")).contains("old");
    }
  }

  /** Its n-th listing fails behind as many objects as the n-th number says. */
  private static final class BrokenListing extends PlainStore {
    private final List<Integer> breaks;
    private int listings;

    BrokenListing(ObjectStore inner, List<Integer> breaks) {
      super(inner);
      this.breaks = breaks;
    }

    @Override
    public Stream<ObjectEntry> list(ObjectPrefix prefix) {
      int after = listings < breaks.size() ? breaks.get(listings) : Integer.MAX_VALUE;
      listings++;
      AtomicInteger seen = new AtomicInteger();
      return super.list(prefix)
          .peek(
              entry -> {
                if (seen.getAndIncrement() >= after) {
                  throw new StoreException(
                      Effect.NONE_MAY_RETRY, StoreProblem.UNAVAILABLE, "page lost");
                }
              });
    }
  }
}
