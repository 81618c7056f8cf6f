package io.twinlake.core.transfer;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.checksum.Crc64;
import io.twinlake.core.store.BlockLimits;
import io.twinlake.core.store.BlockWriter;
import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectReader;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.RequestKind;
import io.twinlake.core.store.Wire;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A {@link RetryingStore} that takes blocks. */
class RetryingBlockStore extends RetryingStore implements BlockWriter {
  private final BlockWriter blocks;
  private final Requests requests;

  RetryingBlockStore(ObjectStore inner, BlockWriter blocks, Requests requests) {
    super(inner, requests);
    this.blocks = blocks;
    this.requests = requests;
  }

  @Override
  public BlockLimits blockLimits() {
    return blocks.blockLimits();
  }

  @Override
  public void stage(ObjectPath path, String blockId, InputStream content, long sizeBytes) {
    Replay replay = new Replay(content, sizeBytes);
    for (int failed = 1; ; failed++) {
      try {
        requests.once(
            RequestKind.BLOCK,
            sizeBytes,
            () -> {
              blocks.stage(path, blockId, replay.send(), sizeBytes);
              return true;
            });
        return;
      } catch (ReplicationException e) {
        if (e.effect() == Effect.NONE_DO_NOT_RETRY
            || !replay.canBeSent()
            || !requests.retry().pause(failed, e)) {
          throw e;
        }
      }
    }
  }

  @Override
  public Optional<Crc64> stageFrom(
      ObjectReader source, ObjectEntry object, ByteRange range, ObjectPath path, String blockId) {
    ObjectReader pullFrom = unwrapped(source);
    Wire served = wireOf(source);
    return requests.askAgain(
        RequestKind.COPY_BLOCK,
        range.length(),
        () -> {
          served.request(RequestKind.SERVED, range.length());
          return blocks.stageFrom(pullFrom, object, range, path, blockId);
        });
  }

  @Override
  public Map<String, Long> staged(ObjectPath path) {
    return requests.ask(RequestKind.LOOK, () -> blocks.staged(path));
  }

  @Override
  public ObjectEntry commit(
      ObjectPath path,
      List<String> blockIds,
      long sizeBytes,
      ObjectMetadata metadata,
      Expected expected) {
    return new ConditionalWrite<ObjectEntry>(
            this,
            requests.retry(),
            path,
            sizeBytes,
            metadata,
            expected,
            there -> there,
            there -> false)
        .run(
            () ->
                requests.once(
                    RequestKind.WRITE,
                    0,
                    () -> blocks.commit(path, blockIds, sizeBytes, metadata, expected)),
            () -> true);
  }
}
