package io.twinlake.core.transfer;

import io.twinlake.core.store.BlockWriter;
import io.twinlake.core.store.Copied;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectReader;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.ServerSideCopy;

/** A {@link RetryingStore} that takes blocks and copies inside its service. */
final class RetryingCopyBlockStore extends RetryingBlockStore implements ServerSideCopy {
  private final RetryingCopy copy;

  RetryingCopyBlockStore(
      ObjectStore inner, BlockWriter blocks, ServerSideCopy copier, Requests requests) {
    super(inner, blocks, requests);
    this.copy = new RetryingCopy(this, copier, requests);
  }

  @Override
  public boolean canCopyFrom(ObjectReader source) {
    return copy.canCopyFrom(source);
  }

  @Override
  public long maxCopyBytes() {
    return copy.maxCopyBytes();
  }

  @Override
  public Copied copy(
      ObjectReader source,
      ObjectEntry object,
      ObjectPath to,
      ObjectMetadata metadata,
      Expected expected) {
    return copy.copy(source, object, to, metadata, expected);
  }
}
