package io.twinlake.core.store;

import io.twinlake.core.checksum.Crc64;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes a large object in blocks that several tasks stage and one commits: the ability {@link
 * Ability#BLOCKS} of an {@link ObjectStore}.
 *
 * <p>A staged block is invisible until it is committed, and staging a block again under its id
 * replaces it, so tasks are safe to run twice. All block ids of one object have the same length.
 */
public interface BlockWriter {

  /** What the service takes. */
  BlockLimits blockLimits();

  /**
   * Stages one block from {@code content}, which holds exactly {@code sizeBytes}; the service
   * compares a hash of it.
   */
  void stage(ObjectPath path, String blockId, InputStream content, long sizeBytes);

  /**
   * Stages one block by copying {@code range} of exactly the version that {@code object} names,
   * inside the service.
   *
   * @return the CRC-64/NVME that the service computed of the block, where it says so
   * @throws VersionChangedException if the source is no longer that version or gone
   */
  Optional<Crc64> stageFrom(
      ObjectReader source, ObjectEntry object, ByteRange range, ObjectPath path, String blockId);

  /** The blocks that are staged and not committed, with their lengths in bytes. */
  Map<String, Long> staged(ObjectPath path);

  /**
   * Makes the object out of {@code blockIds}, in that order. Blocks that are not named are dropped.
   *
   * @throws PreconditionFailedException if something else than {@code expected} is there; the
   *     blocks stay staged
   * @throws OutcomeUnknownException if the store never answered; look before trying again
   */
  ObjectEntry commit(
      ObjectPath path,
      List<String> blockIds,
      long sizeBytes,
      ObjectMetadata metadata,
      Expected expected);
}
