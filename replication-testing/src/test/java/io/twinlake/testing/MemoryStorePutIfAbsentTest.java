package io.twinlake.testing;

import io.twinlake.core.memory.MemoryStore;
import io.twinlake.core.store.ObjectStore;

/** The reference store keeps the promises of {@link PutIfAbsentContract}. */
class MemoryStorePutIfAbsentTest extends PutIfAbsentContract {
  @Override
  protected ObjectStore emptyStore() {
    return new MemoryStore("here");
  }
}
