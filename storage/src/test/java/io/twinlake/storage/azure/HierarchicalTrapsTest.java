package io.twinlake.storage.azure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextSyncPolicy;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import io.twinlake.core.Effect;
import io.twinlake.core.checksum.Crc64;
import io.twinlake.core.store.Ability;
import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.Copied;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.ObjectType;
import io.twinlake.core.store.ObjectVersion;
import io.twinlake.core.store.OutcomeUnknownException;
import io.twinlake.core.store.PreconditionFailedException;
import io.twinlake.core.store.StoreContext;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import io.twinlake.testing.StoreContract;
import io.twinlake.testing.hierarchical.HierarchicalFake;
import io.twinlake.testing.hierarchical.HierarchicalFake.Request;
import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is known to go wrong on hierarchical accounts, tried on the fake. */
class HierarchicalTrapsTest extends StoreContract {
  private static final HierarchicalFake FAKE = FakeContainers.FAKE;

  private final AzureBlobStore source = FakeContainers.created("hns1");
  private final AzureBlobStore target = FakeContainers.created("hns2");
  private final String container = FakeContainers.container(target);

  @Override
  protected ObjectStore emptyStore() {
    return FakeContainers.created("hns2");
  }

  private ObjectEntry byDataLake(AzureBlobStore store, String path, String content) {
    AzurePlace place = AzurePlace.of(store.root());
    FAKE.writeByDataLake(place.account(), place.container(), path, content.getBytes(UTF_8));
    return store.find(path(path)).orElseThrow();
  }

  private void stage(String path, String id, String content) {
    byte[] bytes = content.getBytes(UTF_8);
    target.stage(path(path), id, new ByteArrayInputStream(bytes), bytes.length);
  }

  private ObjectEntry commit(String path, long size, Expected expected, String... ids) {
    return target.commit(
        path(path),
        List.of(ids),
        size,
        ObjectMetadata.NONE.copiedFrom(ObjectVersion.strong("v1")),
        expected);
  }

  private static void assertProblem(StoreProblem problem, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> {
              assertThat(e.problem()).isEqualTo(problem);
              assertThat(e.effect()).isEqualTo(Effect.NONE_DO_NOT_RETRY);
            });
  }

  @Test
  @DisplayName("T10: uncommitted blocks with ids of another length do not disturb a large write")
  void leftOverBlocksOfAnotherIdLengthDoNotDisturb() {
    ObjectEntry old = write(target, "d/big", "old");
    FakeContainers.leaveBlock(target, "d/big", "id", "x");
    stage("d/big", "a-much-longer-id", "new content");

    commit("d/big", 11, Expected.version(old.version()), "a-much-longer-id");
    assertThat(read(target, "d/big")).isEqualTo("new content");
  }

  @Test
  @DisplayName("T17: a file of the Data Lake API is overwritten by one copy inside the service")
  void aFileOfTheDataLakeApiIsOverwrittenInsideTheService() {
    ObjectEntry object = write(source, "d/a", "new content");
    ObjectEntry old = byDataLake(target, "d/a", "old");

    List<Request> requests =
        FAKE.requestsOf(
            () -> {
              Copied copied =
                  target.copy(
                      source,
                      object,
                      object.path(),
                      ObjectMetadata.NONE,
                      Expected.version(old.version()));
              assertThat(copied.serviceCrc64()).contains(Crc64.of("new content".getBytes(UTF_8)));
            });
    assertThat(requests).extracting(Request::operation).containsExactly("PUT from-url");
    assertThat(read(target, "d/a")).isEqualTo("new content");
    assertThat(FAKE.isByDataLake("hns2", container, "d/a")).isFalse();
  }

  @Test
  @DisplayName("T17: a file of the Data Lake API is overwritten by a small and by a streamed write")
  void aFileOfTheDataLakeApiIsOverwrittenByStreams() {
    ObjectEntry old = byDataLake(target, "d/a", "old");
    ObjectEntry small = replace(target, old, "small");
    assertThat(read(target, "d/a")).isEqualTo("small");

    ObjectEntry again = byDataLake(target, "d/a", "old again");
    assertThat(again.version()).isNotEqualTo(small.version());
    String large = "x".repeat(AzureBlobStore.BUFFER_BYTES + 5);
    ObjectEntry written = replace(target, again, large);
    assertThat(read(target, written)).isEqualTo(large);
    assertThat(FAKE.names("hns2", container)).containsExactly("d/", "d/a");
  }

  @Test
  @DisplayName(
      "T17: above the limit blocks go to a sibling and a rename; readers see the old file until then")
  void aLargeFileOfTheDataLakeApiIsReplacedByRename() {
    ObjectEntry object = write(source, "big", "0123456789");
    ObjectEntry old = byDataLake(target, "d/big", "old");
    assertThat(FakeContainers.open("hns2", container, 4).maxCopyBytes()).isEqualTo(4);
    target.stageFrom(source, object, new ByteRange(0, 5), path("d/big"), "0");
    target.stageFrom(source, object, new ByteRange(5, 5), path("d/big"), "1");
    assertThat(read(target, old)).isEqualTo("old");
    assertThat(paths(target, "")).containsExactly("d/big");

    ObjectEntry committed = commit("d/big", 10, Expected.version(old.version()), "0", "1");
    assertThat(read(target, committed)).isEqualTo("0123456789");
    assertThat(FAKE.names("hns2", container)).containsExactly("d/", "d/big");
  }

  @Test
  @DisplayName("T17: a file that somebody else replaced meanwhile is not renamed over")
  void aFileThatChangedMeanwhileIsNotRenamedOver() {
    ObjectEntry old = byDataLake(target, "d/big", "old");
    stage("d/big", "0", "ours");
    byDataLake(target, "d/big", "theirs");

    assertThatThrownBy(() -> commit("d/big", 4, Expected.version(old.version()), "0"))
        .isInstanceOf(PreconditionFailedException.class);
    assertThat(read(target, "d/big")).isEqualTo("theirs");
    assertThat(target.staged(path("d/big"))).containsOnlyKeys("0");
  }

  @Test
  void aFileThatChangesBetweenTheCommitAndTheRenameIsLeftAndTheSiblingIsRemoved() {
    ObjectEntry old = byDataLake(target, "d/big", "old");
    stage("d/big", "0", "ours");
    AzureBlobStore racing =
        FakeContainers.through(
            target,
            new Before(
                r -> r.getHeaders().get(BlobPipeline.RENAME_SOURCE) != null,
                () -> byDataLake(target, "d/big", "theirs")));

    assertThatThrownBy(
            () ->
                racing.commit(
                    path("d/big"),
                    List.of("0"),
                    4,
                    ObjectMetadata.NONE,
                    Expected.version(old.version())))
        .isInstanceOf(PreconditionFailedException.class);
    assertThat(read(target, "d/big")).isEqualTo("theirs");
    assertThat(FAKE.names("hns2", container)).containsExactly("d/", "d/big");
  }

  @Test
  void aRenameThatIsNotAnsweredIsAnUnknownOutcomeAndItsFileIsFoundByItsMark() {
    ObjectEntry old = byDataLake(target, "d/big", "old");
    stage("d/big", "0", "ours");
    AzureBlobStore lossy =
        FakeContainers.through(
            target,
            new Wire.Reset(r -> r.getHeaders().get(BlobPipeline.RENAME_SOURCE) != null, "reset"));

    assertThatThrownBy(
            () ->
                lossy.commit(
                    path("d/big"),
                    List.of("0"),
                    4,
                    ObjectMetadata.NONE.copiedFrom(ObjectVersion.strong("v1")),
                    Expected.version(old.version())))
        .isInstanceOf(OutcomeUnknownException.class);
    assertThat(target.find(path("d/big")).orElseThrow().metadata().sourceVersion())
        .contains(ObjectVersion.strong("v1"));
    assertThat(read(target, "d/big")).isEqualTo("ours");
  }

  @Test
  void aSiblingOfADeadRunIsNoDataAndIsUsedAgainByTheNext() {
    String sibling = SiblingBlocks.of("d/big");
    write(target, "d/x", "x");
    FAKE.writeByDataLake("hns2", container, "d/y", new byte[1]);
    FakeContainers.putBlob(target, sibling, "left by a dead run");

    assertThat(FAKE.names("hns2", container)).contains(sibling);
    assertThat(paths(target, "")).containsExactly("d/x", "d/y");
    assertThat(target.listLevel(new ObjectPrefix("d/")).objects()).hasSize(2);
    assertThat(target.tree().orElseThrow().nodes(ObjectPrefix.ALL)).hasSize(3);
    stage("d/big", "0", "new");
    commit("d/big", 3, Expected.absent(), "0");
    assertThat(FAKE.names("hns2", container)).containsExactly("d/", "d/big", "d/x", "d/y");
  }

  @Test
  void onlyAMarkedSiblingOfALongFinishedRunIsLeftOver() {
    ObjectEntry plain = write(target, "a", "x");
    ObjectEntry marked =
        write(
            target,
            "b",
            "x",
            ObjectMetadata.NONE.copiedFrom(ObjectVersion.strong("v")),
            Expected.absent());
    Instant later = marked.modifiedAt().plus(SiblingBlocks.LEFT_OVER_AFTER);

    assertThat(SiblingBlocks.isLeftOver(marked, later.plusSeconds(1))).isTrue();
    assertThat(SiblingBlocks.isLeftOver(marked, later)).isFalse();
    assertThat(SiblingBlocks.isLeftOver(plain, later.plusSeconds(1))).isFalse();
    assertThat(SiblingBlocks.isTemporary(SiblingBlocks.of("d/big"))).isTrue();
    assertThat(SiblingBlocks.isTemporary("d/.twinlake-tmp-notes")).isFalse();
    assertThat(SiblingBlocks.isTemporary("d/.twinlake-tmp-" + "0".repeat(32) + "/x")).isFalse();
  }

  @Test
  @DisplayName("T19: append blobs are reported, not converted")
  void appendBlobsAreNotConverted() {
    FAKE.appendBlob("hns1", FakeContainers.container(source), "log", new byte[3]);
    ObjectEntry object = source.find(path("log")).orElseThrow();

    assertThat(object.type()).isEqualTo(ObjectType.APPEND_BLOB);
    assertProblem(
        StoreProblem.UNSUPPORTED_TYPE,
        () -> target.copy(source, object, object.path(), ObjectMetadata.NONE, Expected.absent()));
    assertThat(FAKE.names("hns2", container)).isEmpty();
  }

  @Test
  @DisplayName("T15: a blob and others below its name collide, by name, and nothing is lost")
  void aFileAndADirectoryOfOneNameCollide() {
    write(target, "a", "blob");
    assertThatThrownBy(() -> write(target, "a/b", "below")).hasMessageContaining("Name collision");
    assertProblem(StoreProblem.UNSUPPORTED_NAME, () -> write(target, "a/b/c", "below"));
    write(target, "c/d", "below");
    assertProblem(StoreProblem.UNSUPPORTED_NAME, () -> write(target, "c", "blob"));
    ObjectEntry object = write(source, "c", "blob");
    assertProblem(
        StoreProblem.UNSUPPORTED_NAME,
        () -> target.copy(source, object, object.path(), ObjectMetadata.NONE, Expected.absent()));
    stage("c", "0", "blob");
    assertProblem(StoreProblem.UNSUPPORTED_NAME, () -> commit("c", 4, Expected.absent(), "0"));

    assertThat(read(target, "a")).isEqualTo("blob");
    assertThat(read(target, "c/d")).isEqualTo("below");
    assertThat(paths(target, "")).containsExactly("a", "c/d");
  }

  @Test
  @DisplayName("T16: directories are listed as directories and never as objects")
  void directoriesAreNoObjects() {
    write(target, "d/e/f", "x");
    target.tree().orElseThrow().makeDirectory(path("d/empty"));

    assertThat(paths(target, "")).containsExactly("d/e/f");
    assertThat(target.listLevel(new ObjectPrefix("d/")).prefixes())
        .containsExactly(new ObjectPrefix("d/e/"), new ObjectPrefix("d/empty/"));
    assertThat(target.listLevel(new ObjectPrefix("d/")).objects()).isEmpty();
    assertThat(target.find(path("d/empty"))).isEmpty();
  }

  @Test
  void anObjectsDeletionNeverRemovesADirectory() {
    ObjectEntry file = write(target, "d/e", "x");
    target.delete(file.path(), file.version());
    target.delete(path("d"), file.version());

    assertThat(FAKE.names("hns2", container)).containsExactly("d/");
  }

  @Test
  void pagesOfAnyLengthListTheSame() {
    for (String name : List.of("a/1", "a/2", "a-b/1", "a-b-c", "a.c", "a0", "b/c/d", "b-", "z")) {
      write(target, name, "x");
    }
    List<String> whole = paths(target, "");
    long nodes = target.tree().orElseThrow().nodes(ObjectPrefix.ALL).count();
    for (int size : new int[] {1, 2, 3, 7}) {
      FAKE.pageSize(size);
      try {
        assertThat(paths(target, "")).isEqualTo(whole);
        assertThat(target.tree().orElseThrow().nodes(ObjectPrefix.ALL)).hasSize((int) nodes);
        assertThat(target.listLevel(ObjectPrefix.ALL).objects()).hasSize(5);
      } finally {
        FAKE.pageSize(5000);
      }
    }
  }

  @Test
  void theKindOfAnAccountIsAskedForOnce() {
    String account = "once" + System.nanoTime();
    StoreContext context = new StoreContext(FAKE.hadoop(account), "test");
    List<Request> requests =
        FAKE.requestsOf(
            () -> {
              for (String name : List.of("one", "two")) {
                ObjectStore store =
                    new AzureStoreProvider()
                        .open(HierarchicalFake.abfs(account, "raw-" + name, ""), context);
                store.createRoot();
                assertThat(store.abilities()).contains(Ability.ACL, Ability.DIRECTORIES);
                write(store, "a", "x");
                assertThat(paths(store, "")).containsExactly("a");
              }
            });
    assertThat(requests.stream().filter(r -> r.operation().contains("restype=account")))
        .hasSize(1)
        .allMatch(Request::authorized);
  }

  @Test
  void theSettingOfAbfsSaysTheKindWithoutARequest() {
    String account = "said" + System.nanoTime();
    StoreContext said =
        new StoreContext(FAKE.hadoop(account), "test")
            .with(AccountKind.SETTING + "." + account + ".dfs.core.windows.net", "false");
    ObjectStore store =
        new AzureStoreProvider().open(HierarchicalFake.abfs(account, "raw", ""), said);

    assertThat(
            FAKE.requestsOf(
                () ->
                    assertThat(store.abilities())
                        .doesNotContain(Ability.ACL, Ability.DIRECTORIES)
                        .contains(Ability.BLOCKS)))
        .isEmpty();
    assertThat(store.tree()).isEmpty();
  }

  @Test
  void theDataLakeEndpointIsBesideTheBlobEndpoint() {
    AzurePlace place = AzurePlace.of(HierarchicalFake.abfs("sa3", "raw", "lake"));
    StoreContext plain = new StoreContext(Map.of(), "test");

    assertThat(place.dataLakeEndpoint(plain)).isEqualTo("https://sa3.dfs.core.windows.net");
    assertThat(place.endpoint(plain)).isEqualTo("https://sa3.blob.core.windows.net");
  }

  /** Does something once, just before a request is sent. */
  private static final class Before extends Wire.SyncOnly {
    private final Predicate<HttpRequest> which;
    private final Runnable work;
    private boolean done;

    Before(Predicate<HttpRequest> which, Runnable work) {
      this.which = which;
      this.work = work;
    }

    @Override
    public HttpResponse processSync(
        HttpPipelineCallContext context, HttpPipelineNextSyncPolicy next) {
      if (!done && which.test(context.getHttpRequest())) {
        done = true;
        work.run();
      }
      return next.processSync();
    }
  }
}
