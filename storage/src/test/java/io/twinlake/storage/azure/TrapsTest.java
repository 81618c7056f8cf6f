package io.twinlake.storage.azure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.azure.core.http.HttpMethod;
import com.azure.core.util.BinaryData;
import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.StoreContext;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import io.twinlake.core.store.VersionChangedException;
import io.twinlake.core.transfer.ConcurrencyLimits;
import io.twinlake.core.transfer.Retry;
import io.twinlake.core.transfer.RetryingStore;
import io.twinlake.testing.Azurite;
import io.twinlake.testing.AzuriteRequest;
import io.twinlake.testing.Fault;
import io.twinlake.testing.FaultMoment;
import io.twinlake.testing.FaultProxy;
import io.twinlake.testing.Requests;
import io.twinlake.testing.StoreContract;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * More of what is known to go wrong, through the fault proxy: requests are real, and where Azurite
 * cannot give an answer, the answer that the service documents is injected.
 */
@Timeout(60)
class TrapsTest extends StoreContract {
  private final AzureBlobStore source = TestContainers.created("sa3");
  private final AzureBlobStore target = TestContainers.created("sa4");
  private final FaultProxy proxy = FaultProxy.of(Azurite.shared());
  private final AzureBlobStore proxied = proxied(target);

  @AfterEach
  void close() {
    proxy.close();
  }

  @Override
  protected ObjectStore emptyStore() {
    return target;
  }

  private AzureBlobStore proxied(AzureBlobStore store) {
    return (AzureBlobStore)
        new AzureStoreProvider().open(store.root(), new StoreContext(proxy.hadoop(), "test"));
  }

  /** As a run wraps its stores, without the waits. */
  private static ObjectStore retrying(ObjectStore store) {
    return RetryingStore.wrap(
        store, new Retry(5, duration -> {}, () -> 0), new ConcurrencyLimits(4));
  }

  private static void raw(AzureBlobStore store, BlobRequest request) {
    TestContainers.service(store).send(request, BlobCall.onContainer("prepare the test", true));
  }

  /** A blob in one block whose stored MD5 is that of something else, as ABFS writes them. */
  private static ObjectEntry withLyingMd5(AzureBlobStore store, String name, String content) {
    store.stage(
        path(name), "0", new ByteArrayInputStream(content.getBytes(UTF_8)), content.length());
    raw(
        store,
        BlobRequest.onBlob(HttpMethod.PUT, name)
            .query("comp", "blocklist")
            .header("x-ms-blob-content-md5", "MTIzNDU2Nzg5MDEyMzQ1Ng==")
            .body(
                BinaryData.fromString(
                    "<BlockList><Uncommitted>"
                        + Content.base64("0".getBytes(UTF_8))
                        + "</Uncommitted></BlockList>")));
    return store.find(path(name)).orElseThrow();
  }

  @Test
  @DisplayName("T1: a stored MD5 that lies neither fails a read, a copy, a write nor a block list")
  void aStoredMd5ThatLiesFailsNothing() {
    ObjectEntry object = withLyingMd5(source, "a", "content");
    assertThat(object.metadata().headers())
        .containsEntry("Content-MD5", "MTIzNDU2Nzg5MDEyMzQ1Ng==");

    assertThat(read(source, object)).isEqualTo("content");
    target.copy(source, object, path("copied"), ObjectMetadata.NONE, Expected.absent());
    write(target, "written", "content", object.metadata(), Expected.absent());
    target.stageFrom(source, object, ByteRange.whole(7), path("blocks"), "0");
    target.commit(path("blocks"), List.of("0"), 7, object.metadata(), Expected.absent());

    for (String name : List.of("copied", "written", "blocks")) {
      assertThat(read(target, name)).as(name).isEqualTo("content");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "PUT, block, 2, CUT", "PUT, block, 2, RESET", "PUT, block, 2, ANSWER",
    "PUT, blocklist, 1, CUT", "PUT, blocklist, 1, RESET", "PUT, blocklist, 1, ANSWER"
  })
  @DisplayName("T3: an overwrite that fails midway leaves the old content to be read")
  void anOverwriteThatFailsMidwayLeavesTheOldContent(
      String method, String comp, int nth, String how) {
    ObjectEntry old = write(target, "a", "old content");
    byte[] content = new byte[AzureBlobStore.BUFFER_BYTES + 1000];
    Fault fault =
        switch (how) {
          case "CUT" -> Fault.cutRequest(20);
          case "RESET" -> Fault.resetBefore();
          default -> Fault.answer(409, "SomethingNew");
        };
    FaultMoment broken =
        proxy.when(Requests.method(method).and(Requests.comp(comp))).fromNth(nth).inject(fault);

    assertThatThrownBy(
            () ->
                retrying(proxied)
                    .write(
                        path("a"),
                        new ByteArrayInputStream(content),
                        content.length,
                        ObjectMetadata.NONE,
                        Expected.version(old.version())))
        .isInstanceOf(ReplicationException.class);

    assertThat(broken.came()).isTrue();
    assertThat(read(target, "a")).isEqualTo("old content");
    assertThat(target.find(path("a")).orElseThrow().version()).isEqualTo(old.version());
  }

  @Test
  @DisplayName("T3: a copy over an object that fails leaves the old content to be read")
  void aCopyThatFailsLeavesTheOldContent() {
    ObjectEntry old = write(target, "a", "old content");
    ObjectEntry object = write(source, "a", "new content");
    for (Fault fault :
        List.of(Fault.resetBefore(), Fault.internalError(), Fault.copySource(500, 500, "Broken"))) {
      proxy.when(Requests.put()).nth(1).inject(fault);
      assertThatThrownBy(
              () ->
                  proxied.copy(
                      source,
                      object,
                      path("a"),
                      ObjectMetadata.NONE,
                      Expected.version(old.version())))
          .as(fault.name())
          .isInstanceOf(ReplicationException.class);
      assertThat(read(target, "a")).isEqualTo("old content");
    }
  }

  /**
   * One name for each character that is likely to hurt, in the middle, at the start and the end.
   */
  private static List<String> awkwardNames() {
    List<String> names = new ArrayList<>();
    IntStream.concat(
            IntStream.rangeClosed(0, 0xA5),
            IntStream.of(0xAD, 0x2028, 0x200B, 0xFEFF, 0xFFFD, 0xFFFE, 0xFFFF, 0xD800, 0x1F600))
        .filter(c -> !Character.isLetterOrDigit(c) || c > 0x7F)
        .mapToObj(c -> Character.isBmpCodePoint(c) ? "" + (char) c : Character.toString(c))
        .forEach(c -> names.add("x" + c + "y"));
    for (String c : List.of(" ", "+", "#", "?", "%", ".", "&", "=", "~", "%2F", "%5C")) {
      names.add(c + "start");
      names.add("end" + c);
      names.add("in/" + c + "/side");
    }
    names.add("Case/Only");
    names.add("case/only");
    names.add("n".repeat(1024));
    names.add("n".repeat(1025));
    names.add("s/".repeat(253) + "254");
    names.add("s/".repeat(254) + "255");
    return names;
  }

  @Test
  @DisplayName(
      "T14: every awkward name is kept as it is, or refused before anything is written; none becomes another")
  void noNameBecomesAnother() {
    TreeSet<String> kept = new TreeSet<>();
    List<String> refused = new ArrayList<>();
    for (String name : awkwardNames()) {
      try {
        write(proxied, name, name);
        kept.add(name);
      } catch (StoreException e) {
        assertThat(e.problem()).as(e::getMessage).isEqualTo(StoreProblem.UNSUPPORTED_NAME);
        assertThat(e).hasMessageContaining("Nothing was written");
        refused.add(name);
      }
    }

    List<ObjectEntry> listed = entries(target, "");
    assertThat(listed.stream().map(e -> e.path().value()))
        .containsExactlyInAnyOrderElementsOf(kept);
    assertThat(listed.parallelStream().filter(e -> !read(target, e).equals(e.path().value())))
        .isEmpty();
    assertThat(kept)
        .contains(
            "x y", "x+y", "x#y", "x?y", "x%y", "end.", "end ", " start", "Case/Only", "case/only")
        .contains("n".repeat(1024), "s/".repeat(253) + "254", "in/./side", "x:y", "x~y");
    assertThat(refused)
        .contains("x\\y", "x\ty", "x\u0000y", "n".repeat(1025), "s/".repeat(254) + "255");
  }

  @ParameterizedTest
  @CsvSource({
    "409, BlobImmutableDueToPolicy, IMMUTABLE",
    "409, BlobImmutableDueToLegalHold, IMMUTABLE",
    "412, LeaseIdMissing, LEASED",
    "412, LeaseLost, LEASED",
    "409, BlobUsesCustomerSpecifiedEncryption, ENCRYPTED",
    "409, BlobDoesNotUseCustomerSpecifiedEncryption, ENCRYPTED",
    "403, RequestForbiddenByContainerEncryptionPolicy, ENCRYPTED",
    "403, KeyVaultEncryptionKeyNotFound, ENCRYPTED",
    "409, BlobArchived, ARCHIVED",
    "409, InvalidBlobType, UNSUPPORTED_TYPE"
  })
  @DisplayName(
      "T18, T22: what is immutable, leased or encrypted by its owner is classified, left, and not asked for again")
  void whatCannotBeChangedIsNotAskedForAgain(int status, String code, StoreProblem problem) {
    ObjectEntry old = write(target, "a", "old");
    ObjectEntry object = write(source, "a", "new");
    ObjectStore store = retrying(proxied);
    FaultMoment refusals =
        proxy
            .when(Requests.method("PUT").or(Requests.method("DELETE")))
            .fromNth(1)
            .inject(Fault.answer(status, code));

    assertProblem(problem, () -> replace(store, old, "newer"));
    assertProblem(problem, () -> store.delete(old.path(), old.version()));
    assertProblem(
        problem,
        () ->
            proxied.copy(
                source, object, old.path(), ObjectMetadata.NONE, Expected.version(old.version())));
    assertThat(refusals.requests()).isEqualTo(3);
    assertThat(read(target, "a")).isEqualTo("old");
  }

  @Test
  @DisplayName(
      "T22: an object whose key only its owner has cannot be read, and no key is asked for")
  void anObjectWhoseKeyOnlyItsOwnerHasCannotBeRead() {
    ObjectEntry object = write(target, "a", "x");
    proxy
        .when(Requests.read())
        .fromNth(1)
        .inject(Fault.answer(409, "BlobUsesCustomerSpecifiedEncryption"));

    assertProblem(StoreProblem.ENCRYPTED, () -> read(proxied, object));
  }

  @Test
  @DisplayName("T20: a blob with snapshots is overwritten, and is not deleted together with them")
  void aBlobWithSnapshotsIsNotDeletedWithThem() {
    ObjectEntry object = write(target, "a", "x");
    raw(target, BlobRequest.onBlob(HttpMethod.PUT, "a").query("comp", "snapshot"));

    assertThatThrownBy(() -> target.delete(object.path(), object.version()))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.effect()).isEqualTo(Effect.NONE_DO_NOT_RETRY))
        .hasMessageContaining("snapshots");
    assertThat(read(target, "a")).isEqualTo("x");
    replace(target, object, "y");
    assertThat(read(target, "a")).isEqualTo("y");
    assertThat(paths(target, "")).containsExactly("a");
  }

  @Test
  @DisplayName("T20: listings ask for neither snapshots nor versions nor soft-deleted blobs")
  void listingsAskForNothingButBlobs() {
    write(target, "a", "x");
    List<AzuriteRequest> listings =
        Azurite.shared()
            .requestsOf(
                () -> {
                  assertThat(entries(target, "")).hasSize(1);
                  assertThat(target.find(path("a"))).isPresent();
                });
    assertThat(listings)
        .hasSize(2)
        .allSatisfy(r -> assertThat(r.query()).contains("include=metadata").doesNotContain("%2C"));
  }

  static Stream<Arguments> sourcesThatCannotBeRead() {
    return Stream.of(
        Arguments.of(403, 403, "AuthenticationFailed", StoreProblem.ACCESS_DENIED),
        Arguments.of(401, 401, "NoAuthenticationInformation", StoreProblem.ACCESS_DENIED),
        Arguments.of(403, 403, "AuthorizationFailure", StoreProblem.ACCESS_DENIED),
        Arguments.of(409, 409, "BlobArchived", StoreProblem.ARCHIVED),
        Arguments.of(409, 409, "BlobUsesCustomerSpecifiedEncryption", StoreProblem.ENCRYPTED),
        Arguments.of(503, 503, "ServerBusy", StoreProblem.THROTTLED),
        Arguments.of(429, 429, "TooManyRequests", StoreProblem.THROTTLED),
        Arguments.of(500, 500, "InternalError", StoreProblem.UNAVAILABLE),
        Arguments.of(500, 504, "GatewayTimeout", StoreProblem.UNAVAILABLE));
  }

  @ParameterizedTest
  @MethodSource("sourcesThatCannotBeRead")
  @DisplayName("T29: what a copy's source answers is told as the source's, by injected answers")
  void whatTheSourceAnswersIsToldAsTheSources(
      int status, int sourceStatus, String code, StoreProblem problem) {
    ObjectEntry object = write(source, "a", "x");
    proxy
        .when(Requests.method("PUT"))
        .fromNth(1)
        .inject(Fault.copySource(status, sourceStatus, code));

    for (ThrowingCallable copy :
        List.<ThrowingCallable>of(
            () -> proxied.copy(source, object, path("a"), ObjectMetadata.NONE, Expected.absent()),
            () -> proxied.stageFrom(source, object, ByteRange.whole(1), path("a"), "0"))) {
      assertThatThrownBy(copy)
          .isInstanceOfSatisfying(
              StoreException.class,
              e -> {
                assertThat(e.problem()).isEqualTo(problem);
                assertThat(e.effect()).isNotEqualTo(Effect.UNKNOWN);
              })
          .hasMessageContaining("source");
    }
    assertThat(entries(target, "")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "404, 404, BlobNotFound",
    "412, 412, ConditionNotMet",
    "409, 412, SourceConditionNotMet"
  })
  @DisplayName("T29: a source that is said to be gone or changed is looked at, by injected answers")
  void aSourceThatIsSaidToBeGoneIsLookedAt(int status, int sourceStatus, String code) {
    ObjectEntry object = write(source, "a", "x");
    proxy
        .when(Requests.method("PUT"))
        .fromNth(1)
        .inject(Fault.copySource(status, sourceStatus, code));
    ThrowingCallable copy =
        () -> proxied.copy(source, object, path("a"), ObjectMetadata.NONE, Expected.absent());

    assertThat(catchThrowable(copy)).isInstanceOf(ReplicationException.class);
    replace(source, object, "y");
    assertThatThrownBy(copy)
        .isInstanceOfSatisfying(
            VersionChangedException.class, e -> assertThat(e.isGone()).isFalse());
    ObjectEntry changed = source.find(path("a")).orElseThrow();
    source.delete(changed.path(), changed.version());
    assertThatThrownBy(copy)
        .isInstanceOfSatisfying(
            VersionChangedException.class, e -> assertThat(e.isGone()).isTrue());
  }

  @Test
  @DisplayName("T24: an answer that makes no sense for a listing is an error with a class")
  void aListingThatMeetsAConditionIsAnError() {
    proxy.when(Requests.list()).fromNth(1).inject(Fault.conditionNotMet());

    assertProblem(StoreProblem.OTHER, () -> entries(proxied, ""));
  }

  private static void assertProblem(StoreProblem problem, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> assertThat(e.problem()).as(e::getMessage).isEqualTo(problem));
  }
}
