package io.twinlake.core.transfer;

import io.twinlake.core.Effect;
import io.twinlake.core.store.BlockLimits;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import java.io.Serializable;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.AbstractList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;

/**
 * How an object is cut into blocks: equal lengths, the last one shorter where it does not come out
 * even. Pure: equal input gives an equal plan on every machine, so that a task that runs again
 * stages the same blocks, and a run that resumes finds what a dead one staged.
 *
 * <p>Block ids are made of a hash of the source's place, version, size and block length, and of the
 * index. Blocks of another version, or cut in another way, have other ids and are never mixed in.
 *
 * @param sizeBytes size of the object, in bytes
 * @param blockBytes length of each block but the last, in bytes
 * @param seed what the ids begin with, 40 hexadecimal digits
 */
public record BlockPlan(long sizeBytes, long blockBytes, String seed) implements Serializable {
  private static final long MEBIBYTE = 1L << 20;

  /**
   * With the index 24 bytes, 32 characters of Base64: the length that our stores use for their own
   * blocks.
   */
  private static final int SEED_BYTES = 20;

  public BlockPlan {
    Objects.requireNonNull(seed);
    if (sizeBytes < 0 || blockBytes < 1 || seed.length() != 2 * SEED_BYTES) {
      throw new IllegalArgumentException(
          "Not a block plan: %d bytes in blocks of %d, seed %s"
              .formatted(sizeBytes, blockBytes, seed));
    }
    Math.toIntExact(ceilDivide(sizeBytes, blockBytes));
  }

  /**
   * Plans the blocks of {@code object}.
   *
   * @param sourceRoot the root that the object's path is below
   * @param object the object with the version that is copied
   * @param partBytes wanted length of a block, in bytes; grows to the next MiB that makes do with
   *     the allowed number of blocks, and never exceeds the longest allowed block
   * @throws StoreException if no block length fits: the object is larger than the service takes
   */
  static BlockPlan of(URI sourceRoot, ObjectEntry object, long partBytes, BlockLimits limits) {
    long size = object.sizeBytes();
    long blockBytes = blockBytes(size, partBytes, limits);
    if (blockBytes > limits.maxBlockBytes()) {
      throw new StoreException(
          Effect.NONE_DO_NOT_RETRY,
          StoreProblem.OTHER,
          "%s has %d bytes, more than the target takes in %d blocks of %d bytes. Nothing was copied. Exclude it from the dataset, or write it as several objects."
              .formatted(object.path(), size, limits.maxBlocks(), limits.maxBlockBytes()));
    }
    return new BlockPlan(size, blockBytes, seed(sourceRoot, object, blockBytes));
  }

  /**
   * The length of a block, in bytes; beyond {@link BlockLimits#maxBlockBytes} if the object is too
   * large.
   */
  static long blockBytes(long sizeBytes, long partBytes, BlockLimits limits) {
    if (partBytes < 1) {
      throw new IllegalArgumentException("A block needs bytes: " + partBytes);
    }
    long wanted = Math.min(partBytes, limits.maxBlockBytes());
    long least = ceilDivide(sizeBytes, limits.maxBlocks());
    if (least <= wanted) {
      return wanted;
    }
    if (least > limits.maxBlockBytes()) {
      return least;
    }
    return Math.min(ceilDivide(least, MEBIBYTE) * MEBIBYTE, limits.maxBlockBytes());
  }

  /** How many blocks there are; none for an empty object. */
  public int count() {
    return (int) ceilDivide(sizeBytes, blockBytes);
  }

  /** The block at {@code index}, from 0. */
  public Block block(int index) {
    Objects.checkIndex(index, count());
    long offset = index * blockBytes;
    return new Block(index, offset, Math.min(blockBytes, sizeBytes - offset), id(index));
  }

  /** All blocks in the order of their bytes, computed as they are asked for. */
  public List<Block> blocks() {
    return new Blocks(this);
  }

  /** All block ids, in the order of their bytes. */
  public List<String> ids() {
    return blocks().stream().map(Block::id).toList();
  }

  private String id(int index) {
    byte[] raw =
        ByteBuffer.allocate(SEED_BYTES + Integer.BYTES)
            .put(HexFormat.of().parseHex(seed))
            .putInt(index)
            .array();
    return Base64.getEncoder().encodeToString(raw);
  }

  private static String seed(URI sourceRoot, ObjectEntry object, long blockBytes) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
    for (String text :
        List.of(sourceRoot.toString(), object.path().value(), object.version().encoded())) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
      digest.update(bytes);
    }
    digest.update(
        ByteBuffer.allocate(2 * Long.BYTES).putLong(object.sizeBytes()).putLong(blockBytes).flip());
    return HexFormat.of().formatHex(digest.digest(), 0, SEED_BYTES);
  }

  private static long ceilDivide(long dividend, long divisor) {
    return dividend / divisor + (dividend % divisor == 0 ? 0 : 1);
  }

  /** Fifty thousand blocks need not be in memory to be walked. */
  private static final class Blocks extends AbstractList<Block> implements RandomAccess {
    private final BlockPlan plan;

    Blocks(BlockPlan plan) {
      this.plan = plan;
    }

    @Override
    public Block get(int index) {
      return plan.block(index);
    }

    @Override
    public int size() {
      return plan.count();
    }
  }
}
