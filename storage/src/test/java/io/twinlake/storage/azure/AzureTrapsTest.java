package io.twinlake.storage.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.http.HttpMethod;
import com.azure.core.util.BinaryData;
import io.twinlake.core.Effect;
import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.Level;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.ObjectType;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import io.twinlake.core.store.VersionChangedException;
import io.twinlake.testing.Azurite;
import io.twinlake.testing.AzuriteRequest;
import io.twinlake.testing.StoreContract;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is known to go wrong when blobs are copied, tried on a real service. */
class AzureTrapsTest extends StoreContract {
  private final AzureBlobStore source = TestContainers.created("sa3");
  private final AzureBlobStore target = TestContainers.created("sa4");

  @Override
  protected ObjectStore emptyStore() {
    return TestContainers.created("sa4");
  }

  private static void raw(AzureBlobStore store, BlobRequest request) {
    TestContainers.service(store).send(request, BlobCall.onContainer("prepare the test", true));
  }

  private static BlobRequest putBlob(String name, String content) {
    return BlobRequest.onBlob(HttpMethod.PUT, name)
        .header("x-ms-blob-type", "BlockBlob")
        .body(BinaryData.fromString(content));
  }

  private ObjectEntry copy(ObjectEntry object) {
    return target
        .copy(source, object, object.path(), ObjectMetadata.NONE, Expected.absent())
        .target();
  }

  @Test
  @DisplayName(
      "T4, T6: a same-size overwrite within a second has another version and is not read as the old one")
  void aSameSizeOverwriteWithinASecondIsSeen() {
    ObjectEntry old = write(source, "a", "0000");
    ObjectEntry changed = replace(source, old, "1111");

    assertThat(changed.sizeBytes()).isEqualTo(old.sizeBytes());
    assertThat(changed.version()).isNotEqualTo(old.version());
    assertThatThrownBy(() -> copy(old)).isInstanceOf(VersionChangedException.class);
  }

  @Test
  @DisplayName(
      "T7: a source that changes between two blocks fails the second; nothing mixed is committed")
  void aSourceThatChangesBetweenTwoBlocksIsNotMixed() {
    ObjectEntry planned = write(source, "big", "aaaaabbbbb");
    target.stageFrom(source, planned, new ByteRange(0, 5), path("big"), "0");
    replace(source, planned, "cccccddddd");

    assertThatThrownBy(
            () -> target.stageFrom(source, planned, new ByteRange(5, 5), path("big"), "1"))
        .isInstanceOf(VersionChangedException.class);
    assertThat(entries(target, "")).isEmpty();
  }

  @Test
  @DisplayName("T11: a later run sees staged blocks and need not stage them again")
  void aLaterRunSeesWhatIsStaged() {
    ObjectEntry object = write(source, "big", "0123456789");
    target.stageFrom(source, object, new ByteRange(0, 5), path("big"), "0");

    List<AzuriteRequest> resumed =
        Azurite.shared()
            .requestsOf(
                () -> {
                  assertThat(target.staged(path("big"))).containsEntry("0", 5L);
                  target.stageFrom(source, object, new ByteRange(5, 5), path("big"), "1");
                  target.commit(
                      path("big"), List.of("0", "1"), 10, ObjectMetadata.NONE, Expected.absent());
                });
    assertThat(resumed.stream().filter(r -> r.query().contains("comp=block&"))).hasSize(1);
    assertThat(read(target, "big")).isEqualTo("0123456789");
  }

  @Test
  @DisplayName(
      "T12: gzip content, headers and the case of metadata names survive a copy and a block list")
  void headersMetadataAndCaseSurvive() throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
      gzip.write("hello".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    ObjectMetadata metadata =
        ObjectMetadata.of(
            Map.of("Content-Encoding", "gzip", "Content-Type", "text/plain"),
            Map.of("Owner_Team", "Sales", "lower", "x"));
    ObjectEntry object =
        source.write(
            path("a.gz"),
            new ByteArrayInputStream(zipped.toByteArray()),
            zipped.size(),
            metadata,
            Expected.absent());
    copy(object);
    target.stageFrom(source, object, ByteRange.whole(object.sizeBytes()), path("b.gz"), "0");
    target.commit(
        path("b.gz"), List.of("0"), object.sizeBytes(), object.metadata(), Expected.absent());

    for (ObjectEntry each : entries(target, "")) {
      assertThat(each.metadata().user()).isEqualTo(metadata.user());
      assertThat(each.metadata().headers()).containsAllEntriesOf(metadata.headers());
      assertThat(bytes(target.read(each.path(), ByteRange.whole(each.sizeBytes()), each.version())))
          .isEqualTo(zipped.toByteArray());
    }
  }

  @Test
  @DisplayName("T13: raw blob names round-trip, also between accounts")
  void rawNamesRoundTrip() {
    List<String> names =
        List.of(
            "a/b",
            "a//b",
            "a/",
            "/a",
            "x/./y",
            "x/../z",
            "a:b",
            "%20",
            "a b",
            "x%2Fy",
            "a+b",
            "caf\u00e9",
            "cafe\u0301",
            "dot.",
            "dot./x",
            "q?x=1&y#z",
            "n".repeat(1024),
            "{a}[*]",
            "\u00e9".repeat(600),
            "Case",
            "case",
            "\uD83D\uDE00");
    for (String name : names) {
      write(source, name, "content of " + name);
    }

    for (ObjectEntry each : entries(source, "")) {
      copy(each);
    }
    assertThat(paths(target, "")).containsExactlyInAnyOrderElementsOf(names);
    for (ObjectEntry each : entries(target, "")) {
      assertThat(read(target, each)).isEqualTo("content of " + each.path());
    }
  }

  @Test
  @DisplayName(
      "T14: a name that the service would change is refused, and no blob of another name appears")
  void aBackslashIsRefused() {
    for (String name : List.of("a\\b", "a\tb", "..", "a\u0085", "n".repeat(1025))) {
      assertThatThrownBy(() -> write(target, name, "x"))
          .isInstanceOfSatisfying(
              StoreException.class,
              e -> {
                assertThat(e.problem()).isEqualTo(StoreProblem.UNSUPPORTED_NAME);
                assertThat(e.effect()).isEqualTo(Effect.NONE_DO_NOT_RETRY);
              })
          .hasMessageContaining("Nothing was written");
    }
    assertThat(entries(target, "")).isEmpty();
  }

  @Test
  @DisplayName("T15: a blob and a virtual directory of one name are both kept")
  void aBlobAndADirectoryOfOneName() {
    write(source, "a", "blob");
    write(source, "a/b", "below");
    write(source, "a/", "slash");
    for (ObjectEntry each : entries(source, "")) {
      copy(each);
    }

    assertThat(paths(target, "")).containsExactly("a", "a/", "a/b");
    Level top = target.listLevel(ObjectPrefix.ALL);
    assertThat(top.objects()).extracting(e -> e.path().value()).containsExactly("a");
    assertThat(top.prefixes()).containsExactly(new ObjectPrefix("a/"));
    assertThat(target.listLevel(new ObjectPrefix("a/")).objects())
        .extracting(e -> e.path().value())
        .containsExactly("a/", "a/b");
  }

  @Test
  @DisplayName("T16: directory markers are told from files, whatever the case of their mark")
  void markersAreToldFromFiles() {
    write(source, "lower", "", metadata("hdi_isfolder", "true"), Expected.absent());
    write(source, "upper", "", metadata("Hdi_isFolder", "TRUE"), Expected.absent());
    write(source, "content", "x", metadata("hdi_isfolder", "true"), Expected.absent());
    write(source, "empty", "");
    write(source, "slash/", "", metadata("hdi_isfolder", "true"), Expected.absent());

    assertThat(entries(source, ""))
        .extracting(e -> e.path().value(), ObjectEntry::type)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("content", ObjectType.FILE),
            org.assertj.core.groups.Tuple.tuple("empty", ObjectType.FILE),
            org.assertj.core.groups.Tuple.tuple("lower", ObjectType.DIRECTORY_MARKER),
            org.assertj.core.groups.Tuple.tuple("slash/", ObjectType.DIRECTORY_MARKER),
            org.assertj.core.groups.Tuple.tuple("upper", ObjectType.DIRECTORY_MARKER));
  }

  @Test
  @DisplayName(
      "T18: a leased target is left as it is and said to be leased; a leased source is read")
  void aLeasedTargetIsLeftAsItIs() {
    ObjectEntry old = write(target, "a", "old");
    ObjectEntry object = write(source, "a", "new");
    for (AzureBlobStore each : List.of(target, source)) {
      raw(
          each,
          BlobRequest.onBlob(HttpMethod.PUT, "a")
              .query("comp", "lease")
              .header("x-ms-lease-action", "acquire")
              .header("x-ms-lease-duration", "-1"));
    }

    assertProblem(StoreProblem.LEASED, () -> replace(target, old, "newer"));
    assertProblem(StoreProblem.LEASED, () -> target.delete(old.path(), old.version()));
    assertProblem(
        StoreProblem.LEASED,
        () ->
            target.copy(
                source, object, old.path(), ObjectMetadata.NONE, Expected.version(old.version())));
    assertThat(read(target, "a")).isEqualTo("old");
    assertThat(read(source, object)).isEqualTo("new");
  }

  @Test
  @DisplayName("T19: append and page blobs are shown as what they are")
  void otherBlobTypesAreShown() {
    raw(
        source,
        BlobRequest.onBlob(HttpMethod.PUT, "append").header("x-ms-blob-type", "AppendBlob"));
    raw(
        source,
        BlobRequest.onBlob(HttpMethod.PUT, "page")
            .header("x-ms-blob-type", "PageBlob")
            .header("x-ms-blob-content-length", "512"));

    assertThat(entries(source, ""))
        .extracting(ObjectEntry::type)
        .containsExactly(ObjectType.APPEND_BLOB, ObjectType.PAGE_BLOB);
  }

  @Test
  @DisplayName("T20: snapshots are not listed")
  void snapshotsAreNotListed() {
    write(source, "a", "x");
    raw(source, BlobRequest.onBlob(HttpMethod.PUT, "a").query("comp", "snapshot"));

    assertThat(paths(source, "")).containsExactly("a");
  }

  @Test
  @DisplayName("T21: an archived source is shown as archived, and cannot be read or copied")
  void anArchivedSourceIsSaidToBeArchived() {
    write(source, "a", "x");
    raw(
        source,
        BlobRequest.onBlob(HttpMethod.PUT, "a")
            .query("comp", "tier")
            .header("x-ms-access-tier", "Archive"));

    ObjectEntry archived = entries(source, "").get(0);
    assertThat(archived.type()).isEqualTo(ObjectType.ARCHIVED);
    assertProblem(StoreProblem.ARCHIVED, () -> read(source, archived));
    assertProblem(StoreProblem.ARCHIVED, () -> copy(archived));
    assertThat(entries(target, "")).isEmpty();
  }

  @Test
  @DisplayName("T24: a missing container or a wrong key is an error on every way of listing")
  void aListingThatCannotBeReadIsAnError() {
    AzureBlobStore missing = TestContainers.missing("sa3");
    assertProblem(StoreProblem.ROOT_MISSING, () -> entries(missing, ""));
    assertProblem(StoreProblem.ROOT_MISSING, () -> missing.listLevel(ObjectPrefix.ALL));
    AzurePlace place = AzurePlace.of(source.root());
    AzureBlobStore stranger =
        AzureStoreProvider.open(
            place,
            TestContainers.context("test"),
            AzureCredentials.sharedKey(place, "d3Jvbmcga2V5"),
            List.of());
    assertProblem(StoreProblem.ACCESS_DENIED, () -> entries(stranger, ""));
    assertThatThrownBy(() -> entries(stranger, ""))
        .hasMessageContainingAll("fs.azure.account.key.sa3", "Networking");
  }

  @Test
  @DisplayName("T29: a copy whose source cannot be read is blamed on the source")
  void aSourceThatCannotBeReadIsBlamed() {
    ObjectEntry object = write(source, "a", "x");
    AzurePlace place = AzurePlace.of(source.root());
    AzureBlobStore unreadable =
        AzureStoreProvider.open(
            place,
            TestContainers.context("test"),
            AzureCredentials.fixedSas("sv=2023-11-03&sr=c&sp=r&sig=d3Jvbmc%3D"),
            List.of());

    assertThatThrownBy(
            () ->
                target.copy(
                    unreadable, object, object.path(), ObjectMetadata.NONE, Expected.absent()))
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> assertThat(e.problem()).isEqualTo(StoreProblem.ACCESS_DENIED))
        .hasMessageContaining("the source account refuses")
        .hasMessageNotContaining("d3Jvbmc");
    assertThat(entries(target, "")).isEmpty();
  }

  @Test
  @DisplayName("T34: each call costs the requests that the plan counts")
  void eachCallCostsTheRequestsThatThePlanCounts() {
    ObjectEntry object = write(source, "warm", "up");
    copy(object);
    ObjectEntry small = write(source, "small", "x");

    assertThat(operations(() -> write(target, "written", "x"))).containsExactly("PUT");
    assertThat(operations(() -> copy(small))).hasSizeLessThanOrEqualTo(2).contains("PUT");
    assertThat(operations(() -> entries(target, ""))).containsExactly("GET");
    assertThat(operations(() -> target.listLevel(ObjectPrefix.ALL))).containsExactly("GET");
    assertThat(operations(() -> target.find(path("written")))).containsExactly("GET");
    assertThat(operations(() -> read(source, small))).containsExactly("GET");
    Optional<ObjectEntry> written = target.find(path("written"));
    assertThat(operations(() -> target.delete(path("written"), written.orElseThrow().version())))
        .containsExactly("DELETE");
    assertThat(operations(source::close)).isEmpty();
  }

  private static List<String> operations(Runnable call) {
    return Azurite.shared().requestsOf(call).stream().map(AzuriteRequest::method).toList();
  }

  @Test
  void aLongContentGoesInBlocksOfTheBuffersLength() {
    byte[] content = new byte[AzureBlobStore.BUFFER_BYTES * 2 + 1];
    new java.util.Random(7).nextBytes(content);
    List<String> operations =
        Azurite.shared()
            .requestsOf(
                () ->
                    target.write(
                        path("long"),
                        new ByteArrayInputStream(content),
                        content.length,
                        metadata("a", "b"),
                        Expected.absent()))
            .stream()
            .map(AzuriteRequest::operation)
            .toList();

    assertThat(operations)
        .containsExactly(
            "BlockBlob_StageBlock",
            "BlockBlob_StageBlock",
            "BlockBlob_StageBlock",
            "BlockBlob_CommitBlockList");
    ObjectEntry listed = entries(target, "").get(0);
    assertThat(bytes(target.read(listed.path(), ByteRange.whole(content.length), listed.version())))
        .isEqualTo(content);
    assertThat(listed.metadata().user()).containsEntry("a", "b");
  }

  @Test
  void aLongContentOfTheWrongLengthLeavesNothing() {
    for (int wrong : new int[] {-1, 1}) {
      byte[] content = new byte[AzureBlobStore.BUFFER_BYTES + 10];
      assertProblem(
          StoreProblem.CORRUPTED,
          () ->
              target.write(
                  path("long"),
                  new ByteArrayInputStream(content),
                  content.length + wrong,
                  ObjectMetadata.NONE,
                  Expected.absent()));
    }
    assertThat(entries(target, "")).isEmpty();
  }

  @Test
  void metadataThatHttpCannotCarryIsRefusedBeforeTheWrite() {
    for (ObjectMetadata bad : List.of(metadata("owner", "Zürich"), metadata("a b", "x"))) {
      assertThatThrownBy(() -> write(target, "a", "x", bad, Expected.absent()))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("Nothing was written");
    }
    assertThat(entries(target, "")).isEmpty();
  }

  @Test
  void aRootMayLieBelowTheContainer() {
    AzurePlace place = AzurePlace.of(target.root());
    AzureBlobStore below = TestContainers.open("sa4", place.container(), "lake/raw");
    write(below, "a", "x");
    write(target, "lake/rawest", "x");
    raw(target, putBlob("lake/raw/", ""));

    assertThat(paths(below, "")).containsExactly("a");
    assertThat(paths(target, "")).containsExactly("lake/raw/", "lake/raw/a", "lake/rawest");
    assertThat(below.find(path("a"))).isPresent();
    assertThat(below.listLevel(ObjectPrefix.ALL).objects()).hasSize(1);
    assertThat(below.root().toString()).endsWith("/lake/raw/");
  }

  @Test
  void theClientRequestIdBeginsWithWhoAsks() {
    AzurePlace place = AzurePlace.of(target.root());
    AzureBlobStore store =
        AzureStoreProvider.open(
            place,
            TestContainers.context("run-7/stage-2/task-3"),
            AzureCredentials.of(place, TestContainers.context("x")),
            List.of());
    List<AzuriteRequest> requests =
        Azurite.shared()
            .requestsOf(
                () -> {
                  entries(store, "");
                  write(store, "a", "x");
                });

    assertThat(requests)
        .hasSize(2)
        .allSatisfy(r -> assertThat(r.clientRequestId()).startsWith("run-7/stage-2/task-3/"));
    assertThat(requests.stream().map(AzuriteRequest::clientRequestId).distinct()).hasSize(2);
  }

  @Test
  void theServicesClockIsKnownWithoutAnotherRequestAfterAListing() {
    entries(target, "");
    assertThat(operations(target::now)).isEmpty();
  }

  private static void assertProblem(StoreProblem problem, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.problem()).isEqualTo(problem));
  }
}
