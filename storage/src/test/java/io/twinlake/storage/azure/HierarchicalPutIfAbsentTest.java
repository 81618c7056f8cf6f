package io.twinlake.storage.azure;

import io.twinlake.core.store.ObjectStore;
import io.twinlake.testing.PutIfAbsentContract;

/** A hierarchical account keeps the promises of {@link PutIfAbsentContract}. */
class HierarchicalPutIfAbsentTest extends PutIfAbsentContract {
  @Override
  protected ObjectStore emptyStore() {
    return FakeContainers.created("hns2");
  }
}
