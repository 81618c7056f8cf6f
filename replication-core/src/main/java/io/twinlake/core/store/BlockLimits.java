package io.twinlake.core.store;

/**
 * What a service takes in blocks.
 *
 * @param maxBlockBytes longest block, in bytes
 * @param maxBlocks most blocks of one object
 */
public record BlockLimits(long maxBlockBytes, int maxBlocks) {
  public BlockLimits {
    if (maxBlockBytes < 1 || maxBlocks < 1) {
      throw new IllegalArgumentException(
          "Block limits must be positive: " + maxBlockBytes + " bytes, " + maxBlocks + " blocks");
    }
  }
}
