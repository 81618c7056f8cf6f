package io.twinlake.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.store.Ability;
import io.twinlake.core.store.BlockWriter;
import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.PreconditionFailedException;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.VersionChangedException;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The promises of {@link Ability#BLOCKS}. */
public abstract class BlocksContract extends StoreContract {

  /** Another empty store that blocks can be staged from. */
  protected abstract ObjectStore emptySource();

  private static void stage(ObjectStore store, String path, String blockId, String content) {
    byte[] bytes = content.getBytes(UTF_8);
    ((BlockWriter) store).stage(path(path), blockId, new ByteArrayInputStream(bytes), bytes.length);
  }

  private static ObjectEntry commit(
      ObjectStore store, String path, long sizeBytes, Expected expected, String... blockIds) {
    return ((BlockWriter) store)
        .commit(path(path), List.of(blockIds), sizeBytes, ObjectMetadata.NONE, expected);
  }

  @Test
  void theStoreDeclaresIt() {
    ObjectStore store = emptyStore();
    assertThat(store.abilities()).contains(Ability.BLOCKS);
    assertThat(((BlockWriter) store).blockLimits().maxBlocks()).isPositive();
  }

  @Test
  void stagedBlocksAreInvisibleUntilTheyAreCommitted() {
    ObjectStore store = emptyStore();
    stage(store, "big", "id-0", "hello ");
    stage(store, "big", "id-1", "world");

    assertThat(entries(store, "")).isEmpty();
    assertThat(store.find(path("big"))).isEmpty();

    ObjectEntry committed = commit(store, "big", 11, Expected.absent(), "id-0", "id-1");
    assertThat(read(store, "big")).isEqualTo("hello world");
    assertThat(committed.sizeBytes()).isEqualTo(11);
    assertThat(store.find(path("big")).orElseThrow().version()).isEqualTo(committed.version());
  }

  @Test
  void theOrderIsThatOfTheCommitAndNotOfTheStaging() {
    ObjectStore store = emptyStore();
    stage(store, "big", "id-1", "world");
    stage(store, "big", "id-0", "hello ");
    commit(store, "big", 11, Expected.absent(), "id-0", "id-1");

    assertThat(read(store, "big")).isEqualTo("hello world");
  }

  @Test
  void aBlockThatIsStagedTwiceIsReplaced() {
    ObjectStore store = emptyStore();
    stage(store, "big", "id-0", "a first try");
    stage(store, "big", "id-0", "second");
    commit(store, "big", 6, Expected.absent(), "id-0");

    assertThat(read(store, "big")).isEqualTo("second");
  }

  @Test
  void anObjectThatIsThereStaysReadableWhileBlocksAreStaged() {
    ObjectStore store = emptyStore();
    ObjectEntry old = write(store, "big", "old");
    stage(store, "big", "id-0", "new content");

    assertThat(read(store, old)).isEqualTo("old");
    commit(store, "big", 11, Expected.version(old.version()), "id-0");
    assertThat(read(store, "big")).isEqualTo("new content");
  }

  @Test
  void whatIsStagedIsSeenAgainSoThatALaterRunGoesOnFromThere() {
    ObjectStore store = emptyStore();
    BlockWriter blocks = (BlockWriter) store;
    assertThat(blocks.staged(path("big"))).isEmpty();
    stage(store, "big", "id-0", "hello ");
    stage(store, "big", "id-1", "world");

    assertThat(blocks.staged(path("big"))).isEqualTo(Map.of("id-0", 6L, "id-1", 5L));
    commit(store, "big", 11, Expected.absent(), "id-0", "id-1");
    assertThat(blocks.staged(path("big"))).isEmpty();
  }

  @Test
  void blocksThatAreNotNamedAreDropped() {
    ObjectStore store = emptyStore();
    stage(store, "big", "id-0", "kept");
    stage(store, "big", "id-9", "stray");
    commit(store, "big", 4, Expected.absent(), "id-0");

    assertThat(read(store, "big")).isEqualTo("kept");
    assertThat(((BlockWriter) store).staged(path("big"))).isEmpty();
  }

  @Test
  void aBlockThatWasNeverStagedFailsTheCommitAndLeavesTheOldObject() {
    ObjectStore store = emptyStore();
    ObjectEntry old = write(store, "big", "old");
    stage(store, "big", "id-0", "new");

    assertThatThrownBy(
            () -> commit(store, "big", 6, Expected.version(old.version()), "id-0", "id-1"))
        .isInstanceOf(StoreException.class);
    assertThat(read(store, old)).isEqualTo("old");
  }

  @Test
  void blocksThatDoNotAddUpFailTheCommit() {
    ObjectStore store = emptyStore();
    stage(store, "big", "id-0", "four");

    assertThatThrownBy(() -> commit(store, "big", 5, Expected.absent(), "id-0"))
        .isInstanceOf(StoreException.class);
    assertThat(entries(store, "")).isEmpty();
  }

  @Test
  void anObjectThatAppearedMeanwhileIsNotOverwrittenAndTheBlocksStay() {
    ObjectStore store = emptyStore();
    stage(store, "big", "id-0", "ours");
    // A Put Blob would drop the blocks, so the other writer stages and commits as we do.
    ObjectEntry theirs = write(store, "other", "x");
    assertThatThrownBy(() -> commit(store, "big", 4, Expected.version(theirs.version()), "id-0"))
        .isInstanceOf(PreconditionFailedException.class);

    assertThat(entries(store, "big")).isEmpty();
    assertThat(((BlockWriter) store).staged(path("big"))).containsOnlyKeys("id-0");
  }

  @Test
  void aCommitOverAnObjectThatWasNotExpectedIsRefused() {
    ObjectStore store = emptyStore();
    write(store, "big", "theirs");
    stage(store, "big", "id-0", "ours");

    assertThatThrownBy(() -> commit(store, "big", 4, Expected.absent(), "id-0"))
        .isInstanceOf(PreconditionFailedException.class);
    assertThat(read(store, "big")).isEqualTo("theirs");
  }

  @Test
  void contentOfTheWrongLengthIsNotStaged() {
    ObjectStore store = emptyStore();
    BlockWriter blocks = (BlockWriter) store;
    for (long wrong : new long[] {4, 6}) {
      assertThatThrownBy(
              () ->
                  blocks.stage(
                      path("big"),
                      "id-0",
                      new ByteArrayInputStream("12345".getBytes(UTF_8)),
                      wrong))
          .isInstanceOf(StoreException.class);
    }
    assertThat(blocks.staged(path("big"))).isEmpty();
  }

  @Test
  void headersAndMetadataOfTheCommitAreKept() {
    ObjectStore store = emptyStore();
    stage(store, "big", "id-0", "content");
    ((BlockWriter) store)
        .commit(path("big"), List.of("id-0"), 7, MetadataContract.RICH, Expected.absent());

    assertThat(MetadataContract.withoutMd5(entries(store, "").get(0).metadata()))
        .isEqualTo(MetadataContract.RICH);
  }

  @Test
  void anObjectOfNoBlocksIsEmpty() {
    ObjectStore store = emptyStore();
    commit(store, "empty", 0, Expected.absent());

    assertThat(read(store, "empty")).isEmpty();
  }

  @Test
  void stagesRangesOfASourceInsideTheService() {
    ObjectStore source = emptySource();
    ObjectStore store = emptyStore();
    BlockWriter blocks = (BlockWriter) store;
    ObjectEntry object = write(source, "orders/big one", "0123456789");
    blocks.stageFrom(source, object, new ByteRange(6, 4), path("big"), "id-1");
    blocks.stageFrom(source, object, new ByteRange(0, 6), path("big"), "id-0");
    commit(store, "big", 10, Expected.absent(), "id-0", "id-1");

    assertThat(read(store, "big")).isEqualTo("0123456789");
  }

  @Test
  void aSourceThatChangedOrVanishedIsNotStaged() {
    ObjectStore source = emptySource();
    ObjectStore store = emptyStore();
    BlockWriter blocks = (BlockWriter) store;
    ObjectEntry planned = write(source, "big", "0123456789");
    ObjectEntry changed = replace(source, planned, "9876543210");

    assertThatThrownBy(
            () -> blocks.stageFrom(source, planned, new ByteRange(0, 5), path("big"), "id-0"))
        .isInstanceOfSatisfying(
            VersionChangedException.class, e -> assertThat(e.isGone()).isFalse());
    source.delete(changed.path(), changed.version());
    assertThatThrownBy(
            () -> blocks.stageFrom(source, changed, new ByteRange(0, 5), path("big"), "id-0"))
        .isInstanceOfSatisfying(
            VersionChangedException.class, e -> assertThat(e.isGone()).isTrue());
    assertThat(blocks.staged(path("big"))).isEmpty();
  }
}
