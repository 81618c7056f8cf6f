package io.twinlake.core.transfer;

import io.twinlake.core.checksum.Crc64;
import java.io.Serializable;
import java.util.Objects;
import java.util.Optional;

/**
 * A block that lies at the target, invisible until it is committed.
 *
 * @param block which one
 * @param crc64 hash of its bytes: what the service says of a copy inside it, what we computed of a
 *     streamed one. Empty where nobody said, and for a block that a run before staged
 */
public record StagedBlock(Block block, Optional<Crc64> crc64) implements Serializable {
  public StagedBlock {
    Objects.requireNonNull(block);
    Objects.requireNonNull(crc64);
  }
}
