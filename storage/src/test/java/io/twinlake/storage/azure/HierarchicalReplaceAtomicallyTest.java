package io.twinlake.storage.azure;

import io.twinlake.core.store.ObjectStore;
import io.twinlake.testing.ReplaceAtomicallyContract;

/** A hierarchical account keeps the promises of {@link ReplaceAtomicallyContract}. */
class HierarchicalReplaceAtomicallyTest extends ReplaceAtomicallyContract {
  @Override
  protected ObjectStore emptyStore() {
    return FakeContainers.created("hns2");
  }
}
