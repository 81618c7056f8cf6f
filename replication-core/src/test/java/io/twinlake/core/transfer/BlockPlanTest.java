package io.twinlake.core.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.Effect;
import io.twinlake.core.store.BlockLimits;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectType;
import io.twinlake.core.store.ObjectVersion;
import io.twinlake.core.store.StoreException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Blocks by arithmetic, up to sizes that no test can hold (trap T9). */
final class BlockPlanTest {
  private static final URI ROOT = URI.create("abfss://raw@sa3.dfs.core.windows.net/");
  private static final long MIB = 1L << 20;
  private static final long TIB = 1L << 40;
  private static final long PART = 64 * MIB;

  /** What Azure takes in a blob. */
  private static final BlockLimits AZURE = new BlockLimits(4000 * MIB, 50_000);

  private static ObjectEntry object(String etag, long sizeBytes) {
    return new ObjectEntry(
        ObjectPath.of("orders/part-0"),
        sizeBytes,
        ObjectVersion.strong(etag),
        Instant.EPOCH,
        ObjectType.FILE,
        ObjectMetadata.NONE);
  }

  private static BlockPlan plan(long sizeBytes) {
    return BlockPlan.of(ROOT, object("0x8D1", sizeBytes), PART, AZURE);
  }

  @ParameterizedTest
  @CsvSource({
    // size in MiB, bytes more, length of a block in MiB, count
    "0, 0, 64, 0",
    "0, 1, 64, 1",
    "64, -1, 64, 1",
    "64, 0, 64, 1",
    "64, 1, 64, 2",
    "256, -1, 64, 4",
    "256, 0, 64, 4",
    "256, 1, 64, 5",
    "4000, -1, 64, 63",
    "4000, 0, 64, 63",
    "4000, 1, 64, 63",
    "5000, -1, 64, 79",
    "5000, 0, 64, 79",
    "5000, 1, 64, 79",
    // 50,000 blocks of 64 MiB
    "3200000, -1, 64, 50000",
    "3200000, 0, 64, 50000",
    "3200000, 1, 65, 49231",
    // 4.75 TiB was the limit with the old blocks of 100 MiB
    "4980736, 0, 100, 49808",
    "4980736, 1, 100, 49808",
    "5000000, 0, 100, 50000",
    "5000000, 1, 101, 49505",
    "5242880, 1, 105, 49933",
    // 190.7 TiB: 50,000 blocks of 4,000 MiB
    "199950000, 1, 4000, 49988",
    "200000000, -1, 4000, 50000",
    "200000000, 0, 4000, 50000"
  })
  void cutsIntoEqualBlocksThatCoverTheObject(long mib, long more, long blockMib, int count) {
    long size = mib * MIB + more;
    BlockPlan plan = plan(size);

    assertThat(plan.blockBytes()).isEqualTo(blockMib * MIB);
    assertThat(plan.count()).isEqualTo(count);
    long end = 0;
    for (Block block : plan.blocks()) {
      assertThat(block.offset()).isEqualTo(end);
      assertThat(block.length())
          .isEqualTo(block.index() == count - 1 ? size - end : plan.blockBytes());
      end = block.range().end();
    }
    assertThat(end).isEqualTo(size);
  }

  @ParameterizedTest
  @ValueSource(longs = {200_000_000 * MIB + 1, 500 * TIB, Long.MAX_VALUE})
  void refusesWhatTheServiceCannotHold(long sizeBytes) {
    assertThatThrownBy(() -> plan(sizeBytes))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.effect()).isEqualTo(Effect.NONE_DO_NOT_RETRY))
        .hasMessageContainingAll(
            "orders/part-0", Long.toString(sizeBytes), "50000 blocks", "Nothing was copied");
  }

  @Test
  void aPartLongerThanABlockMayBeIsCutDown() {
    BlockPlan plan = BlockPlan.of(ROOT, object("e", 5000 * MIB), 5000 * MIB, AZURE);

    assertThat(plan.blockBytes()).isEqualTo(4000 * MIB);
    assertThat(plan.count()).isEqualTo(2);
  }

  @Test
  void growsNoFurtherThanTheLongestBlockWhenThatIsNoWholeMebibyte() {
    BlockLimits odd = new BlockLimits(MIB + 7, 4);

    assertThat(BlockPlan.blockBytes(4 * MIB + 28, MIB, odd)).isEqualTo(MIB + 7);
    assertThat(BlockPlan.blockBytes(4 * MIB + 29, MIB, odd)).isGreaterThan(MIB + 7);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 50_000, 50_001, 3 * TIB})
  void growsAPartOfOneByteOnlyAsFarAsNeeded(long sizeBytes) {
    BlockPlan plan = BlockPlan.of(ROOT, object("e", sizeBytes), 1, AZURE);

    assertThat(plan.count()).isBetween(1, 50_000);
    assertThat(plan.blockBytes() == 1 || plan.blockBytes() % MIB == 0).isTrue();
  }

  @Test
  void idsAreDistinctEquallyLongBase64OfAtMost64Bytes() {
    List<String> ids = plan(3200000 * MIB).ids();

    assertThat(ids).hasSize(50_000);
    assertThat(new HashSet<>(ids)).hasSize(50_000);
    assertThat(ids).allSatisfy(id -> assertThat(id).hasSameSizeAs(ids.get(0)));
    assertThat(Base64.getDecoder().decode(ids.get(49_999)).length).isLessThanOrEqualTo(64);
  }

  @Test
  void equalInputGivesEqualIds() {
    assertThat(plan(1000 * MIB)).isEqualTo(plan(1000 * MIB));
    assertThat(plan(1000 * MIB).ids()).isEqualTo(plan(1000 * MIB).ids());
  }

  @Test
  void anotherVersionSizeBlockLengthPathOrRootSharesNoId() {
    ObjectEntry object = object("0x8D1", 1000 * MIB);
    List<BlockPlan> plans =
        List.of(
            BlockPlan.of(ROOT, object, PART, AZURE),
            BlockPlan.of(ROOT, object("0x8D2", 1000 * MIB), PART, AZURE),
            BlockPlan.of(ROOT, object("0x8D1", 1000 * MIB + 1), PART, AZURE),
            BlockPlan.of(ROOT, object, PART / 2, AZURE),
            BlockPlan.of(ROOT, object.at(ObjectPath.of("orders/part-1")), PART, AZURE),
            BlockPlan.of(URI.create("abfss://raw@sa5/"), object, PART, AZURE));
    List<String> all = new ArrayList<>();
    plans.forEach(p -> all.addAll(p.ids()));

    assertThat(Set.copyOf(all)).hasSameSizeAs(all);
  }

  @Test
  void anIndexThatIsNotThereIsRefused() {
    assertThatThrownBy(() -> plan(64 * MIB).block(1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(plan(0).blocks()).isEmpty();
  }
}
