package io.twinlake.core.transfer;

import io.twinlake.core.Effect;
import io.twinlake.core.checksum.Crc64;
import io.twinlake.core.ledger.Proof;
import io.twinlake.core.settings.TransferSettings;
import io.twinlake.core.store.Ability;
import io.twinlake.core.store.BlockWriter;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectReader;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.ServerSideCopy;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import java.util.Optional;

/**
 * The two ends of a transfer, and what follows from their abilities.
 *
 * @param source where objects come from
 * @param target where they go to
 * @param settings how they are transferred
 * @param mark what is written beside the source's own metadata
 */
record Ends(ObjectReader source, ObjectStore target, TransferSettings settings, Mark mark) {
  private static final long MAX_BUFFER_BYTES = 256L << 20;

  /** What is written beside the source's own metadata. */
  enum Mark {
    /** The version that the copy was made from. */
    SOURCE_VERSION,
    /** Nothing: the copy is to be exactly what the source is. */
    NONE
  }

  /**
   * The source as the target's service knows it, without what wraps it. A target that is wrapped
   * itself takes it as it is: it counts what the service reads there.
   */
  ObjectReader pullFrom() {
    return target instanceof RetryingStore ? source : RetryingStore.unwrapped(source);
  }

  Optional<ServerSideCopy> copier() {
    return target instanceof ServerSideCopy copier
            && target.abilities().contains(Ability.SERVER_SIDE_COPY)
        ? Optional.of(copier)
        : Optional.empty();
  }

  Optional<BlockWriter> blockWriter() {
    return target instanceof BlockWriter blocks && target.abilities().contains(Ability.BLOCKS)
        ? Optional.of(blocks)
        : Optional.empty();
  }

  Route route(long sizeBytes) {
    Optional<ServerSideCopy> able = copier().filter(c -> c.canCopyFrom(pullFrom()));
    Route.Can can =
        new Route.Can(
            able.isPresent(),
            able.map(ServerSideCopy::maxCopyBytes).orElse(0L),
            blockWriter().isPresent());
    return Route.choose(sizeBytes, can, settings);
  }

  /**
   * Up to so many bytes are read whole before they are written. Longer ones are passed on while
   * they are read, and read again where they must be sent again.
   */
  long bufferBytes() {
    return bufferBytes(settings, Runtime.getRuntime().maxMemory());
  }

  /** A part, as long as the parts of all objects under way take at most half the heap. Pure. */
  static long bufferBytes(TransferSettings settings, long heapBytes) {
    long share = heapBytes / 2 / settings.maxInFlight();
    return Math.min(Math.min(settings.partSize().bytes(), share), MAX_BUFFER_BYTES);
  }

  /** What is written beside the bytes: the source's own, and our mark. */
  ObjectMetadata metadata(ObjectEntry object) {
    if (!target.abilities().contains(Ability.METADATA)) {
      return ObjectMetadata.NONE;
    }
    return switch (mark) {
      case SOURCE_VERSION -> object.metadata().copiedFrom(object.version());
      case NONE -> object.metadata();
    };
  }

  /** What a hash of the whole proves that came along {@code route}. */
  Proof proof(Route route) {
    if (route.isInsideService()) {
      return Proof.ATTESTED;
    }
    return target.abilities().contains(Ability.CONTENT_HASH) ? Proof.COMPARED : Proof.LENGTH;
  }

  /** The result of a write that happened, if the length at the target agrees. */
  Transferred written(
      ObjectEntry object, ObjectEntry written, Proof proof, Optional<Crc64> crc64, Route route) {
    if (written.sizeBytes() != object.sizeBytes()) {
      throw new StoreException(
          Effect.UNKNOWN,
          StoreProblem.CORRUPTED,
          "%s has %d bytes at the target after the copy, but %d at the source. The copy is not in the ledger; its predecessor is in history. Look at the target, then run again with adopt: copy."
              .formatted(written.path(), written.sizeBytes(), object.sizeBytes()));
    }
    return new Transferred(written, proof, crc64, route, false);
  }
}
