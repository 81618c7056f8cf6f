package io.twinlake.testing;

import io.twinlake.core.memory.MemoryStore;
import io.twinlake.core.store.ObjectStore;

/** The reference store keeps the promises of {@link ReaderContract}. */
class MemoryStoreReaderTest extends ReaderContract {
  @Override
  protected ObjectStore emptyStore() {
    return new MemoryStore("here");
  }

  @Override
  protected ObjectStore storeWithoutRoot() {
    MemoryStore store = new MemoryStore("nowhere");
    store.dropRoot();
    return store;
  }
}
