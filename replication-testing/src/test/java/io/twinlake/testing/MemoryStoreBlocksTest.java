package io.twinlake.testing;

import io.twinlake.core.memory.MemoryStore;
import io.twinlake.core.store.ObjectStore;

/** The reference store keeps the promises of {@link BlocksContract}. */
class MemoryStoreBlocksTest extends BlocksContract {
  @Override
  protected ObjectStore emptyStore() {
    return new MemoryStore("here");
  }

  @Override
  protected ObjectStore emptySource() {
    return new MemoryStore("source");
  }
}
