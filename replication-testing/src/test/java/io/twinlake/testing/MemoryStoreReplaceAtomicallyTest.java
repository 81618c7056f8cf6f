package io.twinlake.testing;

import io.twinlake.core.memory.MemoryStore;
import io.twinlake.core.store.ObjectStore;

/** The reference store keeps the promises of {@link ReplaceAtomicallyContract}. */
class MemoryStoreReplaceAtomicallyTest extends ReplaceAtomicallyContract {
  @Override
  protected ObjectStore emptyStore() {
    return new MemoryStore("here");
  }
}
